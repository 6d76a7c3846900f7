using AttentionFunctions.Catalogue;
using AttentionFunctions.Train;

namespace AttentionFunctions.Rank;

/// <summary>Why an item is in a slate, from the parts that its score is made of.</summary>
internal static class Explain
{
    private const int MaxReasons = 2;

    /// <summary>The history events that carried a warm item: their exact share of the model's score.</summary>
    public static IReadOnlyList<Reason> FromHistory(RankingView view, Interaction[] history, int position)
    {
        var parts = new float[history.Length];
        view.Model!.Model.Contributions(history, position, parts);

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

    public static IReadOnlyList<Reason> FromText(RankingView view, Taste taste, CatalogueItem item) =>
        taste.StrongestSourceOf(item) is { } source
            ? [new Reason("text", $"Described like {view.Catalogue.Find(source.Item)?.Fields.Title ?? source.Item}", source.Item, source.Share)]
            : [];
}
