using AttentionFunctions.Events;

namespace AttentionFunctions.Rank;

/// <summary>Reads rules as they came and collects everything that is wrong with them.</summary>
internal sealed class RuleReader
{
    private const int MaxExcluded = 1000, MaxRules = 32, MaxPins = 50, MaxCaps = 16, MaxContextValues = 32, MaxNameLength = 64;

    private const double MaxTimes = 100;

    private readonly List<RuleFault> _faults = [];

    public IReadOnlyList<RuleFault> Faults => _faults;

    public RuleSet Read(RankingRules rules)
    {
        AtMost("exclude", rules.Exclude.Count, MaxExcluded);
        for (int i = 0; i < rules.Exclude.Count; i++) Id($"exclude[{i}]", rules.Exclude[i]);
        return new RuleSet
        {
            Source = rules,
            Filter = rules.Filter is { } filter ? Filter("filter", filter) : null,
            Exclude = rules.Exclude,
            Seen = rules.Seen is { } seen ? Each("seen", seen, MaxRules, Seen) : null,
            IncludeOwn = rules.IncludeOwn,
            Availability = Each("availability", rules.Availability, MaxRules, Availability),
            Boosts = Each("boosts", rules.Boosts, MaxRules, Boost),
            Pins = Pins(rules.Pins),
            Caps = Each("caps", rules.Caps, MaxCaps, Cap),
            Diversity = Diversity(rules.Diversity),
            Novelty = Within("novelty", rules.Novelty, -2, 2),
            Exploration = Exploration(rules.Exploration),
            Budget = Length("budget", rules.Budget),
            DailyLimit = Length("dailyLimit", rules.DailyLimit),
            Sponsored = Sponsored(rules.Sponsored),
        };
    }

    private SeenCondition Seen(string path, SeenRule rule)
    {
        var types = new HashSet<EventType>();
        if (rule.Types is { Count: 0 }) Fault($"{path}.types", "Name at least one type, or leave types out for every choice.");
        for (int i = 0; i < rule.Types?.Count; i++)
        {
            if (!EventTypes.TryParse(rule.Types[i], out EventType type) || !(type.IsInteraction() || type.IsRefusal() || type == EventType.Impression))
                Fault($"{path}.types[{i}]", $"'{rule.Types[i]}' is no event with an item: use impression, click, view, like, dislike, dismiss, bookmark, share, purchase, rate or complete.");
            else types.Add(type);
        }

        bool hides = rule.Mode == "hide";
        if (!hides && rule.Mode != "allow") Fault($"{path}.mode", $"Use hide or allow, got '{rule.Mode}'.");
        if (rule.Mode == "allow" && types.Any(type => type.IsRefusal()))
            Fault($"{path}.types", "What the user refused last is never shown, so it cannot be allowed here.");
        return new SeenCondition(rule.Types is null ? null : types, Length($"{path}.within", rule.Within), hides);
    }

    private ContextCondition Availability(string path, AvailabilityRule rule)
    {
        ItemFilter? when = rule.When is { } text ? Filter($"{path}.when", text) : null;
        if (rule.Context is not { Count: > 0 and <= EventLimits.MapEntries })
            Fault($"{path}.context", $"Give 1 to {EventLimits.MapEntries} keys, each with the values of which the request must have one.");
        foreach ((string key, IReadOnlyList<string> values) in rule.Context ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            if (key.Length is 0 or > EventLimits.MapKeyLength) Fault($"{path}.context", $"A key may have 1 to {EventLimits.MapKeyLength} characters.");
            if (values is not { Count: > 0 and <= MaxContextValues } || values.Any(value => value is null or { Length: > EventLimits.MapValueLength }))
                Fault($"{path}.context.{key}", $"Give 1 to {MaxContextValues} values of at most {EventLimits.MapValueLength} characters.");
        }

        return new ContextCondition(Name(path, rule.Name), when, rule.Context ?? new Dictionary<string, IReadOnlyList<string>>());
    }

    private Boost Boost(string path, BoostRule rule)
    {
        ItemFilter? when = null;
        if (rule.When is null) Fault($"{path}.when", "Say which items: a filter such as category = \"news\".");
        else when = Filter($"{path}.when", rule.When);
        if (!(rule.Times is > 0 and <= MaxTimes)) Fault($"{path}.times", $"A factor is more than 0 and at most {MaxTimes}; below 1 it buries.");
        return new Boost(Name(path, rule.Name), when!, rule.Times);
    }

    private IReadOnlyList<Pin> Pins(IReadOnlyList<PinRule> rules)
    {
        IReadOnlyList<Pin> pins = Each("pins", rules, MaxPins, (path, rule) =>
        {
            if (rule.Slot is < 1 or > RankRequest.MaxCount) Fault($"{path}.slot", $"A place is from 1 to {RankRequest.MaxCount}.");
            Id($"{path}.itemId", rule.ItemId);
            return new Pin(rule.Slot, rule.ItemId ?? "");
        });
        if (pins.DistinctBy(pin => pin.Slot).Count() < pins.Count) Fault("pins", "A place can have one item only.");
        if (pins.DistinctBy(pin => pin.ItemId).Count() < pins.Count) Fault("pins", "An item can have one place only.");
        return pins;
    }

    private Cap Cap(string path, CapRule rule)
    {
        if (!Enum.TryParse(rule.By, ignoreCase: true, out CapKind by) || rule.By!.Any(c => !char.IsAsciiLetterLower(c)))
            Fault($"{path}.by", $"Use category, creator, tag or language, got '{rule.By}'.");
        if (rule.Most < 1) Fault($"{path}.most", "At least 1: to show none of a kind, filter it out.");
        if (rule.First is < 1 or > RankRequest.MaxCount) Fault($"{path}.first", $"From 1 to {RankRequest.MaxCount} places, or leave it out for the whole slate.");
        return new Cap(by, rule.Most, rule.First ?? int.MaxValue);
    }

    private DiversityOptions? Diversity(DiversityOptions? rule)
    {
        if (rule is null) return null;
        Within("diversity.strength", rule.Strength, 0, 1);
        Within("diversity.creatorDecay", rule.CreatorDecay, 0, 1);
        Within("diversity.creatorFloor", rule.CreatorFloor, 0, 1);
        return rule;
    }

    private ExplorationOptions? Exploration(ExplorationOptions? rule)
    {
        if (rule is null) return null;
        Within("exploration.share", rule.Share, 0, 0.5);
        Within("exploration.freshShare", rule.FreshShare, 0, 0.5);
        Within("exploration.freshDays", rule.FreshDays, 1, 90);
        return rule.Share > 0 || rule.FreshShare > 0 ? rule : null;
    }

    private SponsoredRule? Sponsored(SponsoredRule? rule)
    {
        if (rule is null) return null;
        if (rule.Places.Count is 0 or > SponsoredRule.MaxPlaces || rule.Places.Distinct().Count() < rule.Places.Count
            || rule.Places.Any(place => place is < 1 or > RankRequest.MaxCount))
            Fault("sponsored.places", $"Name 1 to {SponsoredRule.MaxPlaces} places from 1 to {RankRequest.MaxCount}, each once.");
        if (rule.Pricing is not ("vcg" or "gsp")) Fault("sponsored.pricing", $"Use vcg or gsp, got '{rule.Pricing}'.");
        Within("sponsored.reserve", rule.Reserve, 0, 10_000);
        Within("sponsored.attentionCap", rule.AttentionCap, 0, 0.5);
        Within("sponsored.frequencyCap", rule.FrequencyCap, 1, 100);
        return rule;
    }

    private double? Within(string path, double? value, double least, double most)
    {
        if (value is { } number && !(number >= least && number <= most)) Fault(path, $"A number from {least} to {most}, got {number}.");
        return value;
    }

    private TimeSpan? Length(string path, string? text)
    {
        if (text is null) return null;
        TimeSpan? length = FilterDuration.Parse(text);
        if (length is null) Fault(path, $"'{text}' is no length of time: write a number and a unit ({FilterDuration.Units}), for example 30d.");
        return length;
    }

    private IReadOnlyList<TResult> Each<TRule, TResult>(string path, IReadOnlyList<TRule> rules, int most, Func<string, TRule, TResult> read)
        where TRule : class
    {
        AtMost(path, rules.Count, most);
        var results = new List<TResult>(rules.Count);
        for (int i = 0; i < Math.Min(rules.Count, most); i++)
        {
            if (rules[i] is null) Fault($"{path}[{i}]", "null is no rule.");
            else results.Add(read($"{path}[{i}]", rules[i]));
        }

        return results;
    }

    private ItemFilter? Filter(string path, string text)
    {
        if (ItemFilter.TryParse(text, out ItemFilter? filter, out string? problem)) return filter;
        Fault(path, problem);
        return null;
    }

    /// <summary>The path stands for a rule that has no name.</summary>
    private string Name(string path, string? name)
    {
        if (name is { Length: 0 or > MaxNameLength }) Fault($"{path}.name", $"A name may have 1 to {MaxNameLength} characters.");
        return name ?? path;
    }

    private void Id(string path, string? id)
    {
        if (id is null or { Length: 0 or > EventLimits.IdLength }) Fault(path, $"An id has 1 to {EventLimits.IdLength} characters.");
    }

    private void AtMost(string path, int count, int most)
    {
        if (count > most) Fault(path, $"At most {most}, got {count}.");
    }

    private void Fault(string path, string problem) => _faults.Add(new RuleFault(path, problem));
}
