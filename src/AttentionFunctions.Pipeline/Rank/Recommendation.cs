namespace AttentionFunctions.Rank;

/// <summary>A ranked list and where it came from.</summary>
/// <param name="RecommendationId">Later events may name it, so that what was shown and what came of it can be joined.</param>
/// <param name="Strategy">What carried the list.</param>
/// <param name="ModelVersion">Null when no model has been promoted yet or none was needed.</param>
public sealed record Slate(string RecommendationId, Strategy Strategy, string? ModelVersion, IReadOnlyList<RankedItem> Items)
{
    /// <summary>Whether the store did not answer, so that model, catalogue or history are those known last; absent when all is well.</summary>
    public bool? Stale { get; init; }

    /// <summary>What the slate takes of the attention there is; absent when nothing limits it.</summary>
    public AttentionUse? Attention { get; init; }

    /// <summary>The stored policy that was applied, as <c>name@version</c>; absent without one.</summary>
    public string? Policy { get; init; }

    /// <summary>Absent without an experiment.</summary>
    public ExperimentAssignment? Experiment { get; init; }

    /// <summary>Items of the caller's that were left out, and why; absent when there are none.</summary>
    public IReadOnlyList<LeftOut>? LeftOut { get; init; }

    /// <summary>The draws of the exploration, for the log; null without one.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    internal SlateDraws? Draws { get; init; }
}

/// <param name="Score">Comparable within one slate only.</param>
/// <param name="Reasons">Why the item is here, strongest first.</param>
public sealed record RankedItem(string ItemId, string? Title, float Score, IReadOnlyList<Reason> Reasons)
{
    /// <summary>How the slot was filled; absent for the item that adds most to the slate.</summary>
    public Choice? Choice { get; init; }

    /// <summary>Probability that the slot got this item, given those before it; absent without exploration.</summary>
    public double? Propensity { get; init; }

    /// <summary>How long it is expected to hold attention; absent when the slate has no budget.</summary>
    public double? AttentionSeconds { get; init; }

    /// <summary>All that the score is made of; absent unless asked for.</summary>
    public Explanation? Explanation { get; init; }

    /// <summary>True for a place that was paid for: whoever shows it must say so. Absent otherwise.</summary>
    public bool? Sponsored { get; init; }

    /// <summary>Who pays for the place; absent unless it is sponsored.</summary>
    public string? CampaignId { get; init; }

    /// <summary>What a click on it costs the campaign, once; absent unless it is sponsored.</summary>
    public double? PricePerClick { get; init; }
}

/// <summary>Which arm of an experiment ranked.</summary>
public sealed record ExperimentAssignment(string Name, string Arm);

/// <param name="Why">Machine-readable: <c>unavailable</c>, <c>excluded</c> and the like.</param>
public sealed record LeftOut(string ItemId, string Why);

/// <param name="BudgetSeconds">What the slate may take: the smaller of the budget asked for and of what is left of the day's limit.</param>
/// <param name="SlateSeconds">What its items are expected to take.</param>
/// <param name="DailyLimitSeconds">Absent without a limit.</param>
/// <param name="ConsumedTodaySeconds">What the user's events of today held; absent without a limit.</param>
/// <param name="Optimal">Whether no other set of the candidates within the budget is worth more; false where diversity or a cap on the first places had a say.</param>
public sealed record AttentionUse(double BudgetSeconds, double SlateSeconds, double? DailyLimitSeconds, double? ConsumedTodaySeconds, bool Optimal);

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

    /// <summary>What matches a query.</summary>
    Search,
}

/// <param name="Kind">
/// Machine-readable: <c>history</c>, <c>text</c>, <c>trending</c>, <c>popular</c>, <c>together</c>, <c>match</c>, <c>fresh</c>, <c>explored</c>,
/// <c>pinned</c>, <c>boosted</c>, <c>buried</c>, <c>sponsored</c>, <c>unknown</c>.
/// </param>
/// <param name="Text">For people.</param>
/// <param name="ItemId">The history item it speaks of, if any.</param>
/// <param name="Share">The part of the score that it explains, 0 to 1; null when the kind has no parts.</param>
public sealed record Reason(string Kind, string Text, string? ItemId = null, double? Share = null);
