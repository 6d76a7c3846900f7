using System.Numerics.Tensors;

namespace AttentionFunctions.Train;

/// <summary>
/// f(z, y) = v·relu(U·z + W·y + b) + c: a hidden layer on the user's and the item's vector side by side, one output. All parameters lie in
/// one array, so that the optimiser sees a vector.
/// </summary>
internal sealed class Perceptron(int dimension, int hidden)
{
    public int Hidden => hidden;

    /// <summary>U (hidden × dimension), W (the same), b, v (hidden each), c.</summary>
    public float[] Parameters { get; } = new float[2 * hidden * dimension + 2 * hidden + 1];

    public Span<float> UserWeights => Parameters.AsSpan(0, hidden * dimension);

    public Span<float> ItemWeights => Parameters.AsSpan(hidden * dimension, hidden * dimension);

    public Span<float> Bias => Parameters.AsSpan(2 * hidden * dimension, hidden);

    public Span<float> Output => Parameters.AsSpan(2 * hidden * dimension + hidden, hidden);

    public ref float OutputBias => ref Parameters[^1];

    /// <summary>Uniform, with the deviation that keeps the variance through a rectified layer (He et al. 2015); biases 0.</summary>
    public void Initialise(Random random)
    {
        // Both halves feed a unit; unit-length vectors have a variance of 1/dimension per value.
        Fill(Parameters.AsSpan(0, 2 * hidden * dimension), Math.Sqrt(3));
        Fill(Output, Math.Sqrt(3.0 / hidden));

        void Fill(Span<float> weights, double bound)
        {
            foreach (ref var weight in weights)
            {
                weight = (float)((2 * random.NextDouble() - 1) * bound);
            }
        }
    }

    /// <summary>Adds the gradient of (f(z, y) − answer)² to <paramref name="gradient"/>, laid out as <see cref="Parameters"/>; returns the loss.</summary>
    /// <param name="scratch">Length <see cref="Hidden"/>.</param>
    public double AddGradient(ReadOnlySpan<float> user, ReadOnlySpan<float> item, float answer, Span<float> gradient, Span<float> scratch)
    {
        var sum = OutputBias;
        for (var unit = 0; unit < hidden; unit++)
        {
            scratch[unit] = Math.Max(0, Bias[unit] + TensorPrimitives.Dot(Row(UserWeights, unit), user) + TensorPrimitives.Dot(Row(ItemWeights, unit), item));
            sum += Output[unit] * scratch[unit];
        }

        var error = sum - answer;
        var slope = 2 * error;
        var weights = hidden * dimension;
        for (var unit = 0; unit < hidden; unit++)
        {
            if (scratch[unit] > 0)
            {
                var back = slope * Output[unit];
                AddTo(gradient.Slice(unit * dimension, dimension), user, back);
                AddTo(gradient.Slice(weights + unit * dimension, dimension), item, back);
                gradient[2 * weights + unit] += back;
                gradient[2 * weights + hidden + unit] += slope * scratch[unit];
            }
        }

        gradient[^1] += slope;
        return error * (double)error;
    }

    /// <summary>One half of the hidden layer's input for every vector: row-major vectors × hidden.</summary>
    /// <param name="weights">hidden × dimension.</param>
    public float[] Half(ReadOnlySpan<float> weights, ContentVectors vectors)
    {
        var half = new float[vectors.Count * hidden];
        for (var item = 0; item < vectors.Count; item++)
        {
            for (var unit = 0; unit < hidden; unit++)
            {
                half[item * hidden + unit] = TensorPrimitives.Dot(weights.Slice(unit * dimension, dimension), vectors.Of(item));
            }
        }

        return half;
    }

    private Span<float> Row(Span<float> weights, int unit) => weights.Slice(unit * dimension, dimension);

    private static void AddTo(Span<float> sum, ReadOnlySpan<float> vector, float factor) => TensorPrimitives.MultiplyAdd(vector, factor, sum, sum);
}
