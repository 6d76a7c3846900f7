using System.Buffers;

namespace AttentionFunctions.Train;

/// <summary>A model seen through another catalogue: items are matched by id, those that the model does not know score −∞.</summary>
internal sealed class RemappedModel : IRecommenderModel
{
    private readonly IRecommenderModel _inner;

    /// <summary>Outer index to inner, −1 for unknown items.</summary>
    private readonly int[] _toInner;

    public RemappedModel(IRecommenderModel inner, IReadOnlyList<string> innerIds, IReadOnlyList<string> outerIds)
    {
        _inner = inner;
        var indices = innerIds.Index().ToDictionary(item => item.Item, item => item.Index, StringComparer.Ordinal);
        _toInner = [.. outerIds.Select(id => indices.GetValueOrDefault(id, -1))];
    }

    public string Name => _inner.Name;

    public int ItemCount => _toInner.Length;

    public void Score(ReadOnlySpan<Interaction> history, Span<float> scores)
    {
        var known = ArrayPool<Interaction>.Shared.Rent(history.Length);
        var inner = ArrayPool<float>.Shared.Rent(_inner.ItemCount);
        var count = 0;
        foreach (var interaction in history)
        {
            if (_toInner[interaction.Item] is >= 0 and var item)
            {
                known[count++] = interaction with { Item = item };
            }
        }

        _inner.Score(known.AsSpan(0, count), inner.AsSpan(0, _inner.ItemCount));
        for (var item = 0; item < scores.Length; item++)
        {
            scores[item] = _toInner[item] < 0 ? float.NegativeInfinity : inner[_toInner[item]];
        }

        ArrayPool<float>.Shared.Return(inner);
        ArrayPool<Interaction>.Shared.Return(known);
    }
}
