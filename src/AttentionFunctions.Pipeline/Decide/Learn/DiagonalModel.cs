using System.Runtime.InteropServices;

namespace AttentionFunctions.Decide;

/// <summary>Bayesian regression with independent Gaussian weights: mean m and precision q per coordinate. Linear or logistic.</summary>
/// <remarks>
/// Chapelle and Li, "An Empirical Evaluation of Thompson Sampling", 2011, algorithm 3, for one observation at a time: the new mean minimises
/// ½ Σ qᵢ(wᵢ − mᵢ)² + loss(w·φ, r), and qᵢ grows by the loss's curvature × φᵢ². With one observation the minimum lies on the line
/// m + c·φ/q, so it is found exactly in the one unknown c; with squared loss that is the gain of a Kalman filter. A diagonal precision keeps a
/// prediction at the price of one product per feature, however many coordinates there are.
/// </remarks>
internal sealed class DiagonalModel : IRewardModel
{
    private const int NewtonSteps = 8;

    private readonly bool _logistic;
    private readonly double _noise;
    private readonly float[] _means;
    private readonly float[] _precisions;

    /// <param name="bits">2^bits coordinates.</param>
    /// <param name="logistic">The reward is a probability (clipped to 0…1), else any number with Gaussian noise.</param>
    /// <param name="prior">Precision before the first observation, λ.</param>
    /// <param name="noise">Variance of the reward around its mean; not used by the logistic model.</param>
    public DiagonalModel(int bits, bool logistic, double prior, double noise)
    {
        (_logistic, _noise) = (logistic, noise);
        _means = new float[1 << bits];
        _precisions = new float[1 << bits];
        Array.Fill(_precisions, (float)prior);
    }

    public RewardPrediction Predict(FeatureVector features)
    {
        (double z, double variance) = Project(features);
        if (!_logistic) return new RewardPrediction(z, Math.Sqrt(variance));
        double p = Sigmoid(z);
        // The delta method: a small change of z moves the probability by p(1 − p).
        return new RewardPrediction(p, p * (1 - p) * Math.Sqrt(variance));
    }

    public void Learn(FeatureVector features, double reward, double weight)
    {
        (double z, double variance) = Project(features);
        double c, curvature;
        if (_logistic)
        {
            double target = Math.Clamp(reward, 0, 1);
            c = SolveLogistic(z, variance, target, weight);
            double p = Sigmoid(z + c * variance);
            curvature = weight * p * (1 - p);
        }
        else
        {
            curvature = weight / _noise;
            c = curvature * (reward - z) / (1 + curvature * variance);
        }

        ReadOnlySpan<int> indices = features.Indices;
        ReadOnlySpan<float> values = features.Values;
        for (int i = 0; i < indices.Length; i++)
        {
            int at = indices[i];
            _means[at] += (float)(c * values[i] / _precisions[at]);
            _precisions[at] += (float)(curvature * values[i] * values[i]);
        }
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(MemoryMarshal.AsBytes<float>(_means));
        writer.Write(MemoryMarshal.AsBytes<float>(_precisions));
    }

    public void Read(BinaryReader reader)
    {
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(_means.AsSpan()));
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(_precisions.AsSpan()));
    }

    private (double Mean, double Variance) Project(FeatureVector features)
    {
        ReadOnlySpan<int> indices = features.Indices;
        ReadOnlySpan<float> values = features.Values;
        double mean = 0, variance = 0;
        for (int i = 0; i < indices.Length; i++)
        {
            int at = indices[i];
            mean += _means[at] * values[i];
            variance += values[i] * values[i] / _precisions[at];
        }

        return (mean, variance);
    }

    /// <summary>The root of c = h (r − σ(z + c s)): the right side falls in c, so there is one, between 0 and h (r − σ(z)).</summary>
    private static double SolveLogistic(double z, double s, double target, double weight)
    {
        double first = weight * (target - Sigmoid(z)), low = Math.Min(0, first), high = Math.Max(0, first), c = 0;
        for (int step = 0; step < NewtonSteps; step++)
        {
            double p = Sigmoid(z + c * s), value = c - weight * (target - p);
            if (value > 0) high = c;
            else low = c;
            c -= value / (1 + weight * p * (1 - p) * s);
            // Newton may overshoot where the sigmoid is flat; bisect then.
            if (c < low || c > high) c = (low + high) / 2;
        }

        return c;
    }

    private static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));
}
