using System.Runtime.InteropServices;

namespace AttentionFunctions.Decide;

/// <summary>Ridge regression with the whole covariance: A = λI + Σ φφᵀ/σ², b = Σ rφ/σ², mean A⁻¹b, variance φᵀA⁻¹φ.</summary>
/// <remarks>
/// Li et al., "A Contextual-Bandit Approach to Personalized News Article Recommendation", 2010, algorithm 1, with one model for all actions
/// (its hybrid's shared part). A⁻¹ is kept directly, by the formula of Sherman and Morrison: A⁻¹ ← A⁻¹ − h(A⁻¹φ)(A⁻¹φ)ᵀ / (1 + h φᵀA⁻¹φ).
/// Exact, but a prediction costs (features of φ)² and the state 4^bits numbers: for few features. The diagonal model is for many.
/// </remarks>
internal sealed class FullModel : IRewardModel
{
    /// <summary>2^10 coordinates are 8 MiB of state.</summary>
    public const int MaxBits = 10;

    private readonly int _size;
    private readonly double _noise;
    private readonly double[] _inverse;
    private readonly double[] _means;

    public FullModel(int bits, double prior, double noise)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, MaxBits);
        (_size, _noise) = (1 << bits, noise);
        _inverse = new double[_size * _size];
        _means = new double[_size];
        for (int i = 0; i < _size; i++) _inverse[i * _size + i] = 1 / prior;
    }

    public RewardPrediction Predict(FeatureVector features)
    {
        ReadOnlySpan<int> indices = features.Indices;
        ReadOnlySpan<float> values = features.Values;
        double mean = 0, variance = 0;
        for (int i = 0; i < indices.Length; i++)
        {
            mean += _means[indices[i]] * values[i];
            ReadOnlySpan<double> row = _inverse.AsSpan(indices[i] * _size, _size);
            double inner = 0;
            for (int j = 0; j < indices.Length; j++) inner += row[indices[j]] * values[j];
            variance += values[i] * inner;
        }

        return new RewardPrediction(mean, Math.Sqrt(Math.Max(0, variance)));
    }

    public void Learn(FeatureVector features, double reward, double weight)
    {
        ReadOnlySpan<int> indices = features.Indices;
        ReadOnlySpan<float> values = features.Values;
        var direction = new double[_size]; // A⁻¹φ
        double mean = 0;
        for (int i = 0; i < indices.Length; i++)
        {
            mean += _means[indices[i]] * values[i];
            System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(_inverse.AsSpan(indices[i] * _size, _size), values[i], direction, direction);
        }

        double variance = 0;
        for (int i = 0; i < indices.Length; i++) variance += values[i] * direction[indices[i]];
        double h = weight / _noise, gain = h / (1 + h * variance);
        System.Numerics.Tensors.TensorPrimitives.MultiplyAdd<double>(direction, gain * (reward - mean), _means, _means);
        for (int row = 0; row < _size; row++)
        {
            if (direction[row] == 0) continue;
            Span<double> target = _inverse.AsSpan(row * _size, _size);
            System.Numerics.Tensors.TensorPrimitives.MultiplyAdd<double>(direction, -gain * direction[row], target, target);
        }
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(MemoryMarshal.AsBytes<double>(_inverse));
        writer.Write(MemoryMarshal.AsBytes<double>(_means));
    }

    public void Read(BinaryReader reader)
    {
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(_inverse.AsSpan()));
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(_means.AsSpan()));
    }
}
