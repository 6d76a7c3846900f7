using AttentionFunctions.Events;

namespace AttentionFunctions.Rank;

/// <summary>Rules read and found valid, for any request.</summary>
internal sealed record RuleSet
{
    public static RuleSet None { get; } = new();

    /// <summary>As they came.</summary>
    public RankingRules Source { get; init; } = new();

    public ItemFilter? Filter { get; init; }

    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Null for the default: what was ever chosen is hidden.</summary>
    public IReadOnlyList<SeenCondition>? Seen { get; init; }

    public bool IncludeOwn { get; init; }

    public IReadOnlyList<ContextCondition> Availability { get; init; } = [];

    public IReadOnlyList<Boost> Boosts { get; init; } = [];

    public IReadOnlyList<Pin> Pins { get; init; } = [];

    public IReadOnlyList<Cap> Caps { get; init; } = [];

    public DiversityOptions? Diversity { get; init; }

    public double? Novelty { get; init; }

    public ExplorationOptions? Exploration { get; init; }

    public TimeSpan? Budget { get; init; }

    public TimeSpan? DailyLimit { get; init; }

    public SponsoredRule? Sponsored { get; init; }

    /// <exception cref="InvalidRulesException">With all that is wrong.</exception>
    public static RuleSet Of(RankingRules rules)
    {
        var reader = new RuleReader();
        RuleSet set = reader.Read(rules);
        return reader.Faults.Count == 0 ? set : throw new InvalidRulesException(reader.Faults);
    }

    /// <summary>
    /// Both, those of a request over those of a policy: items have to pass both filters, both lists of excluded ids, every condition on the context and
    /// every cap; boosts multiply. What the request says about seen items replaces what the policy says, and its pins go before; so does all else that there can be only one of,
    /// except for what may be sold, of which the policy alone decides.
    /// </summary>
    public RuleSet With(RuleSet request) => new()
    {
        Source = request.Source,
        Filter = Filter is null ? request.Filter : request.Filter is null ? Filter : ItemFilter.Both(Filter, request.Filter),
        Exclude = [.. Exclude, .. request.Exclude],
        Seen = request.Seen ?? Seen,
        IncludeOwn = IncludeOwn || request.IncludeOwn,
        Availability = [.. Availability, .. request.Availability],
        Boosts = [.. Boosts, .. request.Boosts],
        Pins = [.. request.Pins, .. Pins.Where(pin => !request.Pins.Any(other => other.Slot == pin.Slot || other.ItemId == pin.ItemId))],
        Caps = [.. Caps, .. request.Caps],
        Diversity = request.Diversity ?? Diversity,
        Novelty = request.Novelty ?? Novelty,
        Exploration = request.Exploration ?? Exploration,
        Budget = request.Budget ?? Budget,
        DailyLimit = request.DailyLimit ?? DailyLimit,
        Sponsored = Sponsored,
    };
}

/// <param name="Types">Null for every choice.</param>
/// <param name="Within">Null for any age.</param>
internal sealed record SeenCondition(IReadOnlySet<EventType>? Types, TimeSpan? Within, bool Hides)
{
    public bool SpeaksOf(EventType type, TimeSpan age) => (Types?.Contains(type) ?? type.IsInteraction()) && !(age > Within);
}

/// <param name="When">Null for every item.</param>
internal sealed record ContextCondition(string Name, ItemFilter? When, IReadOnlyDictionary<string, IReadOnlyList<string>> Context)
{
    public bool IsMetBy(IReadOnlyDictionary<string, string> context) =>
        Context.All(pair => context.TryGetValue(pair.Key, out string? value) && pair.Value.Contains(value, StringComparer.Ordinal));
}

/// <param name="Times">More than 0.</param>
internal sealed record Boost(string Name, ItemFilter When, double Times)
{
    /// <summary>What the score gains: scores are logarithms of how attractive an item is.</summary>
    public float Gain { get; } = (float)Math.Log(Times);
}

/// <param name="Slot">From 1.</param>
internal sealed record Pin(int Slot, string ItemId);

/// <param name="First">Places it holds for.</param>
internal sealed record Cap(CapKind By, int Most, int First);

internal enum CapKind
{
    Category,
    Creator,
    Tag,
    Language,
}
