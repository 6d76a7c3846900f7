using System.Buffers;
using System.Numerics.Tensors;
using AttentionFunctions.Store;

namespace AttentionFunctions.Train;

/// <summary>
/// The plain content baseline: R = argmax cos(z, y), with z the mean of the history's text vectors, weighed by attention and age. Items
/// without a text score 0. Nothing is learnt but the usual weight of an event.
/// </summary>
public sealed class CosineModel : IRecommenderModel
{
    private readonly ContentVectors _items;
    private readonly HistoryShares _shares;

    private CosineModel(ContentVectors items, float meanWeight, ContentOptions options) =>
        (_items, _shares) = (items, new(new(meanWeight, (float)options.WeightFloor), options));

    public string Name => "Text, cosine";

    public int ItemCount => _items.Count;

    /// <exception cref="ArgumentException">The set has no text vectors.</exception>
    public static CosineModel Fit(SequenceSet set, ContentOptions options)
    {
        OptionRanges.Check(options);
        return new(VectorsOf(set), RelativeWeight.MeanOf(set), options);
    }

    public void Score(ReadOnlySpan<Interaction> history, Span<float> scores)
    {
        var rented = ArrayPool<float>.Shared.Rent(_items.Dimension);
        var user = rented.AsSpan(0, _items.Dimension);
        _items.Mean(history, _shares, user);
        Normalise(user);
        for (var item = 0; item < scores.Length; item++)
        {
            scores[item] = TensorPrimitives.Dot(user, _items.Of(item));
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    internal void Write(SafeTensorsWriter writer) => writer
        .Add("cosine.items", _items.Values, _items.Count, _items.Dimension)
        .Add("cosine.meanWeight", [_shares.Weight.Mean]);

    internal static CosineModel Read(SafeTensors tensors, ContentOptions options) => new(
        new(tensors.Floats("cosine.items").ToArray(), (int)tensors.Shape("cosine.items")[1]), tensors.Floats("cosine.meanWeight")[0], options);

    internal static ContentVectors VectorsOf(SequenceSet set) => set.Texts.Dimension > 0
        ? new(set.Texts.Values, set.Texts.Dimension)
        : throw new ArgumentException("A content model needs text vectors; this training set has none.", nameof(set));

    private static void Normalise(Span<float> vector)
    {
        if (TensorPrimitives.Norm<float>(vector) is > 0 and var length)
        {
            TensorPrimitives.Divide(vector, length, vector);
        }
    }
}
