using AttentionFunctions.Catalogue;
using AttentionFunctions.Rank;

namespace AttentionFunctions.Assist;

/// <summary>Items of the handlers as answers may speak of them.</summary>
internal static class Found
{
    private const int MaxCategories = 3, MaxRemembered = 10;

    /// <param name="explained">Whether the reason is told.</param>
    public static FoundItem Of(Turn turn, RankedItem item, ItemCatalogue items, bool explained = true)
    {
        string itemId = item.ItemId, title = TitleOf(itemId, items);
        Because? because = explained && item.Reasons.Count > 0 ? BecauseOf(turn, item.Reasons[0], items) : null;

        // Within a budget, what counted: where the item does not say it, that is what it held before.
        string? minutes = (item.AttentionSeconds ?? items.ExpectedSeconds(itemId)) is { } seconds ? Figures.Minutes(seconds / 60) : null;
        string figure = string.Join(" · ", new[] { minutes, because?.Share }.OfType<string>());
        return new FoundItem(
            turn.Sources.Add("item", itemId, title, figure.Length > 0 ? figure : null).Id, itemId, title,
            [.. (items.Find(itemId)?.Fields.Categories ?? []).Take(MaxCategories).Select(category => UntrustedText.Clean(category, 40))],
            minutes, because);
    }

    public static Because BecauseOf(Turn turn, Reason reason, ItemCatalogue items)
    {
        string? title = reason.ItemId is { } id ? TitleOf(id, items) : null;
        return new Because(
            reason.Kind, title is null ? null : turn.Sources.Add("history", reason.ItemId, title).Id, title,
            reason.Share is { } share ? Figures.Share(share) : null);
    }

    public static string TitleOf(string itemId, ItemCatalogue items) =>
        UntrustedText.Clean(items.Find(itemId)?.Fields.Title) is { Length: > 0 } title ? title : UntrustedText.Clean(itemId);

    /// <summary>Remembers what is shown, so that "the second one" is known later.</summary>
    public static void Show(this Turn turn, IReadOnlyList<FoundItem> found, string? recommendationId)
    {
        if (found.Count == 0) return;
        turn.Conversation = turn.Conversation with
        {
            Shown = [.. found.Take(MaxRemembered).Select(item => new ShownItem(item.ItemId, item.Title))],
            RecommendationId = recommendationId,
        };
    }
}
