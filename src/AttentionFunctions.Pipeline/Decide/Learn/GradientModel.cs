using System.Runtime.InteropServices;

namespace AttentionFunctions.Decide;

/// <summary>Linear regression by stochastic gradients with a rate per coordinate.</summary>
/// <remarks>
/// AdaGrad, Duchi et al., "Adaptive Subgradient Methods", 2011, figure 1: G ← G + g², w ← w − η g / √G, with g = (φ·w − r) φ.
/// An importance weight h acts through the closed form of Karampatziakis and Langford, "Online Importance Weight Aware Updates", 2011,
/// section 3: the residual shrinks by e^(−h·rate) and never changes its sign, however large the weight.
/// </remarks>
internal sealed class GradientModel(int bits, double rate) : IRewardModel
{
    private readonly float[] _weights = new float[1 << bits];
    private readonly float[] _squares = new float[1 << bits];

    public RewardPrediction Predict(FeatureVector features)
    {
        ReadOnlySpan<int> indices = features.Indices;
        ReadOnlySpan<float> values = features.Values;
        float[] weights = _weights;
        double sum = 0;
        for (int i = 0; i < indices.Length; i++) sum += weights[indices[i]] * values[i];
        return new RewardPrediction(sum, 0);
    }

    public void Learn(FeatureVector features, double reward, double weight)
    {
        double residual = reward - Predict(features).Mean;
        // Nothing to learn; below, squares would vanish in a float.
        if (Math.Abs(residual) < 1e-12) return;
        ReadOnlySpan<int> indices = features.Indices;
        ReadOnlySpan<float> values = features.Values;
        double reach = 0;
        for (int i = 0; i < indices.Length; i++)
        {
            if (values[i] == 0) continue;
            double gradient = residual * values[i];
            _squares[indices[i]] += (float)(gradient * gradient);
            reach += values[i] * values[i] / Math.Sqrt(_squares[indices[i]]);
        }

        // Along the curve of infinitely many small steps the residual decays exponentially.
        double step = Step(residual, weight, reach);
        Move(indices, values, step);
        // Features that share a coordinate reach further than their sum of squares says; seen after the first move, and corrected.
        double moved = (residual - (reward - Predict(features).Mean)) / step;
        if (moved > reach * (1 + 1e-4)) Move(indices, values, Step(residual, weight, moved) - step);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(MemoryMarshal.AsBytes<float>(_weights));
        writer.Write(MemoryMarshal.AsBytes<float>(_squares));
    }

    public void Read(BinaryReader reader)
    {
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(_weights.AsSpan()));
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(_squares.AsSpan()));
    }

    private double Step(double residual, double weight, double reach) => residual * (1 - Math.Exp(-weight * rate * reach)) / reach;

    private void Move(ReadOnlySpan<int> indices, ReadOnlySpan<float> values, double step)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            if (values[i] != 0) _weights[indices[i]] += (float)(step * values[i] / Math.Sqrt(_squares[indices[i]]));
        }
    }
}
