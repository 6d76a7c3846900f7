namespace AttentionFunctions.Rank;

/// <summary>
/// What a slate may hold, beside what the model says: in a request, or stored as a policy. Everything is optional; a field that is null is as if
/// it were not there. Order of application and examples: docs/rules.md.
/// </summary>
public sealed record RankingRules
{
    /// <summary>Keeps only items for which this is true (docs/filters.md).</summary>
    public string? Filter { get; init; }

    /// <summary>Ids that are not shown, for example because they are on the page already. At most 1,000.</summary>
    public IReadOnlyList<string> Exclude { get; init => field = value ?? []; } = [];

    /// <summary>
    /// What the user met before: each event is judged by the first entry that speaks of it, and an item with an event that hides it is hidden.
    /// Null hides what was ever chosen; an empty list hides nothing. What the user refused last is hidden whatever this says.
    /// </summary>
    public IReadOnlyList<SeenRule>? Seen { get; init; }

    /// <summary>Whether the user's own items may be shown: those whose creator is the user.</summary>
    public bool IncludeOwn { get; init; }

    /// <summary>Items that are for some situations only. At most 32.</summary>
    public IReadOnlyList<AvailabilityRule> Availability { get; init => field = value ?? []; } = [];

    /// <summary>Items that are more, or less, attractive than the model thinks. At most 32; the factors of all that fit are multiplied.</summary>
    public IReadOnlyList<BoostRule> Boosts { get; init => field = value ?? []; } = [];

    /// <summary>Items with a place of their own. At most 50, each place and each item once.</summary>
    public IReadOnlyList<PinRule> Pins { get; init => field = value ?? []; } = [];

    /// <summary>The most of a kind that a slate holds. At most 16.</summary>
    public IReadOnlyList<CapRule> Caps { get; init => field = value ?? []; } = [];

    /// <summary>How unlike the items are to be; null for no more than they are.</summary>
    public DiversityOptions? Diversity { get; init; }

    /// <summary>What a standard deviation of novelty, how few people chose an item, adds to a score: −2 to 2; null for nothing.</summary>
    public double? Novelty { get; init; }

    /// <summary>Chance in the slate; null for none.</summary>
    public ExplorationOptions? Exploration { get; init; }

    /// <summary>How much attention the slate may take in all, for example <c>15m</c>; null for no limit.</summary>
    public string? Budget { get; init; }

    /// <summary>
    /// How much attention a person wants to give in a day: the slate takes no more than what today left of it. Null: as the user's preference
    /// <c>dailyAttention</c> says.
    /// </summary>
    public string? DailyLimit { get; init; }

    /// <summary>Places that may be sold; null for none. In stored policies only.</summary>
    public SponsoredRule? Sponsored { get; init; }
}

/// <summary>Judges events of the user by their type and age.</summary>
public sealed record SeenRule
{
    /// <summary>Behaviour events as on the wire (<c>view</c>, <c>purchase</c>, <c>impression</c> …); null for every choice of an item.</summary>
    public IReadOnlyList<string>? Types { get; init; }

    /// <summary>Speaks only of events that are not older, for example <c>30d</c>; null for any age.</summary>
    public string? Within { get; init; }

    /// <summary><c>hide</c>, or <c>allow</c> for an exception from the entries below it.</summary>
    public string Mode { get; init; } = "hide";
}

/// <summary>Items for which a condition is true are shown only where the context of the request says so.</summary>
public sealed record AvailabilityRule
{
    /// <summary>Which items (docs/filters.md); null for all.</summary>
    public string? When { get; init; }

    /// <summary>For every key, the values of which the request must have one.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Context { get; init; }

    /// <summary>For explanations.</summary>
    public string? Name { get; init; }
}

/// <summary>Multiplies how attractive items are: adds the logarithm of <see cref="Times"/> to their score.</summary>
public sealed record BoostRule
{
    /// <summary>Which items (docs/filters.md).</summary>
    public string? When { get; init; }

    /// <summary>More than 0, at most 100; below 1 it buries.</summary>
    public double Times { get; init; }

    /// <summary>For explanations.</summary>
    public string? Name { get; init; }
}

/// <summary>Puts an item in a place, whatever its score, the filter, what was seen and the caps say. Who may not see it gets the next item.</summary>
public sealed record PinRule
{
    /// <summary>From 1, the first place.</summary>
    public int Slot { get; init; }

    public string? ItemId { get; init; }
}

public sealed record CapRule
{
    /// <summary><c>category</c>, <c>creator</c>, <c>tag</c> or <c>language</c>.</summary>
    public string? By { get; init; }

    /// <summary>So many items of the same kind, 1 or more.</summary>
    public int Most { get; init; }

    /// <summary>Within the first so many places; null for the whole slate.</summary>
    public int? First { get; init; }
}
