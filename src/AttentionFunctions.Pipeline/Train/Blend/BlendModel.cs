using System.Buffers;
using System.Numerics.Tensors;

namespace AttentionFunctions.Train;

/// <summary>
/// A weighted sum of other models' scores, each standardised per request over all items (mean 0, deviation 1), so that weights do not
/// depend on a model's units.
/// </summary>
public sealed class BlendModel : IRecommenderModel
{
    private readonly IRecommenderModel[] _models;
    private readonly float[] _weights;

    /// <param name="models">Of the same items, at least one.</param>
    /// <param name="weights">Parallel to <paramref name="models"/>, not negative, at least one above 0.</param>
    public BlendModel(IReadOnlyList<IRecommenderModel> models, IReadOnlyList<float> weights)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Count, models.Count);
        if (weights.Any(weight => weight < 0) || weights.All(weight => weight == 0))
        {
            throw new ArgumentException("Weights must not be negative, and one must be above 0.", nameof(weights));
        }

        // A model without weight would cost time and change nothing.
        _models = [.. models.Where((_, i) => weights[i] > 0)];
        _weights = [.. weights.Where(weight => weight > 0)];
        if (_models.Any(model => model.ItemCount != _models[0].ItemCount))
        {
            throw new ArgumentException("The models score different catalogues.", nameof(models));
        }
    }

    public string Name => "Blend";

    public int ItemCount => _models[0].ItemCount;

    public void Score(ReadOnlySpan<Interaction> history, Span<float> scores)
    {
        scores.Clear();
        var rented = ArrayPool<float>.Shared.Rent(ItemCount);
        var part = rented.AsSpan(0, ItemCount);
        for (var i = 0; i < _models.Length; i++)
        {
            _models[i].Score(history, part);
            Standardise(part);
            TensorPrimitives.MultiplyAdd(part, _weights[i], scores, scores);
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>Mean 0 and deviation 1; equal scores become 0.</summary>
    internal static void Standardise(Span<float> scores)
    {
        TensorPrimitives.Subtract(scores, TensorPrimitives.Sum<float>(scores) / scores.Length, scores);
        var deviation = MathF.Sqrt(TensorPrimitives.SumOfSquares<float>(scores) / scores.Length);
        TensorPrimitives.Multiply(scores, deviation > 1e-12f ? 1 / deviation : 0, scores);
    }
}
