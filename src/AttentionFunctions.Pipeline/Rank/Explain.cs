using AttentionFunctions.Catalogue;
using AttentionFunctions.Train;

namespace AttentionFunctions.Rank;

/// <summary>Why an item is in a slate, from the parts that its score is made of.</summary>
internal static class Explain
{
    private const int MaxReasons = 2;

    /// <summary>The history events that carried warm items: their exact share of the model's score.</summary>
    /// <param name="positions">Of warm items.</param>
    /// <returns>By position.</returns>
    public static Dictionary<int, IReadOnlyList<Reason>> FromHistory(RankingView view, Interaction[] history, int[] positions)
    {
        var reasons = new Dictionary<int, IReadOnlyList<Reason>>(positions.Length);
        if (positions.Length == 0) return reasons;

        // All at once: every model of the blend has to score the whole catalogue, whether for one item or for all of the slate.
        var parts = new float[positions.Length * history.Length];
        view.Model!.Model.Contributions(history, positions, parts);
        for (int i = 0; i < positions.Length; i++)
            reasons[positions[i]] = Strongest(view, history, parts.AsSpan(i * history.Length, history.Length));
        return reasons;
    }

    private static IReadOnlyList<Reason> Strongest(RankingView view, Interaction[] history, ReadOnlySpan<float> parts)
    {
        var byItem = new Dictionary<int, double>();
        double total = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            if (!(parts[i] > 0)) continue;
            total += parts[i];
            byItem[history[i].Item] = byItem.GetValueOrDefault(history[i].Item) + parts[i];
        }

        if (total == 0) return [new Reason("popular", "Many people choose it")];
        return [.. byItem.OrderByDescending(part => part.Value).ThenBy(part => part.Key).Take(MaxReasons).Select(part =>
            new Reason("history", $"Because of {view.NameAt(part.Key)}", view.IdAt(part.Key), part.Value / total))];
    }

    /// <param name="taste">Null when no item of the history has a text: then the sequence encoder alone knows why.</param>
    public static IReadOnlyList<Reason> FromText(RankingView view, Taste? taste, CatalogueItem item) =>
        taste is null ? [new Reason("text", "Its description suits what you chose")]
        : taste.StrongestSourceOf(item) is { } source
            ? [new Reason("text", $"Described like {view.Catalogue.Find(source.Item)?.Fields.Title ?? source.Item}", source.Item, source.Share)]
            : [];
}
