namespace AttentionFunctions.Rank;

/// <summary>A ranked list and where it came from.</summary>
/// <param name="RecommendationId">Later events may name it, so that what was shown and what came of it can be joined.</param>
/// <param name="Strategy">What carried the list.</param>
/// <param name="ModelVersion">Null when no model has been promoted yet or none was needed.</param>
public sealed record Slate(string RecommendationId, Strategy Strategy, string? ModelVersion, IReadOnlyList<RankedItem> Items);

/// <param name="Score">Comparable within one slate only.</param>
/// <param name="Reasons">Why the item is here, strongest first.</param>
public sealed record RankedItem(string ItemId, string? Title, float Score, IReadOnlyList<Reason> Reasons);

public enum Strategy
{
    /// <summary>The user's history through the current model, and by text for items that the model has not seen.</summary>
    Personal,

    /// <summary>The user's history by text alone: there is no model yet, or it knows none of the history.</summary>
    Text,

    /// <summary>What holds most attention now: nothing is known of the user.</summary>
    Trending,

    /// <summary>What was chosen most over all time: nothing is known of the user and nothing is trending.</summary>
    Popular,

    /// <summary>Neighbours of one item.</summary>
    Similar,
}

/// <param name="Kind">Machine-readable: <c>history</c>, <c>text</c>, <c>trending</c>, <c>popular</c>, <c>together</c>.</param>
/// <param name="Text">For people.</param>
/// <param name="ItemId">The history item it speaks of, if any.</param>
/// <param name="Share">The part of the score that it explains, 0 to 1; null when the kind has no parts.</param>
public sealed record Reason(string Kind, string Text, string? ItemId = null, double? Share = null);
