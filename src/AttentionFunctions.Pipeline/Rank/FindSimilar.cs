using System.Numerics.Tensors;
using AttentionFunctions.Events;
using AttentionFunctions.Train;

namespace AttentionFunctions.Rank;

/// <summary>
/// Neighbours of an item: what people choose after it (the model, given this item as the whole history) and what is described like it.
/// Each is standardised over all items and the two are added, so an item that has only text, or only behaviour, has neighbours too.
/// </summary>
public sealed class FindSimilar(Views views, TimeProvider time)
{
    /// <returns>Null when neither the catalogue nor the model knows the item.</returns>
    public async Task<Slate?> HandleAsync(string itemId, int count, CancellationToken cancel = default)
    {
        RankingView view = await views.CurrentAsync(cancel);
        if (!view.TryFind(itemId, out int origin) || view.ItemAt(origin) is { Removed: true }) return null;

        float[]? together = Together(view, origin), text = Text(view, origin);
        DateTimeOffset now = time.GetUtcNow();
        var top = new TopK(count);
        for (int position = 0; position < view.Count; position++)
        {
            float score = (together?[position] ?? 0) + (text?[position] ?? 0);
            if (position != origin && score > 0 && Rules.Available(view.ItemAt(position), now)) top.Offer(position, score);
        }

        RankedItem[] items = [.. top.Drain().Select(best => new RankedItem(
            view.IdAt(best.Position), view.ItemAt(best.Position)?.Fields.Title, best.Score,
            [together?[best.Position] >= (text?[best.Position] ?? 0)
                ? new Reason("together", $"People who choose {view.NameAt(origin)} choose it too", itemId)
                : new Reason("text", $"Described like {view.NameAt(origin)}", itemId)]))];
        return new Slate(Guid.CreateVersion7(now).ToString("N"), Strategy.Similar, view.Model?.Version, items);
    }

    private static float[]? Together(RankingView view, int origin)
    {
        if (view.Model is not { } model || origin >= view.WarmCount) return null;
        var scores = new float[view.Count];
        model.Model.Score([new Interaction(origin, EventType.View, 1, 0)], scores.AsSpan(0, view.WarmCount));
        Standardise(scores.AsSpan(0, view.WarmCount));
        return scores;
    }

    private static float[]? Text(RankingView view, int origin)
    {
        if (view.ItemAt(origin) is not { Vector.Length: > 0 } item) return null;
        var scores = new float[view.Count];
        for (int position = 0; position < scores.Length; position++)
            if (view.ItemAt(position) is { } other && other.VectorSpace == item.VectorSpace)
                scores[position] = TensorPrimitives.Dot(item.Vector.Span, other.Vector.Span);
        Standardise(scores);
        return scores;
    }

    private static void Standardise(Span<float> values)
    {
        float mean = TensorPrimitives.Sum<float>(values) / values.Length;
        TensorPrimitives.Subtract(values, mean, values);
        float deviation = MathF.Sqrt(TensorPrimitives.SumOfSquares<float>(values) / values.Length);
        if (deviation > 0) TensorPrimitives.Divide(values, deviation, values);
    }
}
