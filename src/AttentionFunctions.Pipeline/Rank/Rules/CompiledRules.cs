using System.Globalization;

namespace AttentionFunctions.Rank;

/// <summary>Rules for one request over one view.</summary>
/// <remarks>For one thread. Disposing gives pooled memory back.</remarks>
internal sealed class CompiledRules : IDisposable
{
    private readonly RuleSet _rules;
    private readonly RuleContext _request;
    private readonly Matching _matching;
    private readonly SeenItems _seen;
    private readonly PositionSet?[] _owned;
    private readonly ulong[]?[] _shared;

    public CompiledRules(RuleSet rules, RuleContext request)
    {
        _rules = rules;
        _request = request;
        _matching = new Matching(request.Items, request.Context, request.Now);
        _seen = new SeenItems(request.Profile, rules.Seen, request.Now);
        _owned = new PositionSet?[rules.Boosts.Count];
        _shared = new ulong[]?[rules.Boosts.Count];
        for (int i = 0; i < rules.Boosts.Count; i++)
        {
            FilterNode when = rules.Boosts[i].When.Root;
            if (when.IsStatic) _shared[i] = _matching.Kept(when);
            else _matching.Write(when, (_owned[i] = new PositionSet(request.Items.Count)).Words);
        }

        (Pins, SkippedPins) = Resolve();
    }

    /// <summary>Pins to follow, by place. Their items are not to be shown in other places.</summary>
    public IReadOnlyList<ResolvedPin> Pins { get; private set; }

    /// <summary>Pins that are not followed, and why.</summary>
    public IReadOnlyList<SkippedPin> SkippedPins { get; }

    public bool HasBoosts => _rules.Boosts.Count > 0;

    /// <summary>Takes out of the set what the request must not show. Pinned items are treated as all others: they come from <see cref="Pins"/>.</summary>
    /// <param name="allowed">Of the view's length; what is not in it stays out.</param>
    public void Allow(PositionSet allowed)
    {
        ItemIndex items = _request.Items;
        ArgumentOutOfRangeException.ThrowIfNotEqual(allowed.Length, items.Count);
        Bits.And(allowed.Words, items.Availability.At(_request.Now));
        if (_rules.Filter is { } filter) Keep(filter, allowed, matching: true);
        foreach (ContextCondition condition in _rules.Availability)
        {
            if (condition.IsMetBy(_request.Context)) continue;
            if (condition.When is { } when) Keep(when, allowed, matching: false);
            else allowed.Words.Clear();
        }

        Span<ulong> words = allowed.Words;
        foreach (string id in _rules.Exclude)
            if (items.TryFind(id, out int position)) Bits.Remove(words, position);
        foreach (string id in _seen.Hidden())
            if (items.TryFind(id, out int position)) Bits.Remove(words, position);
        if (OwnerId is { } owner)
            foreach (int position in items.Creators.Of(owner)) Bits.Remove(words, position);
    }

    /// <summary>The item is not to be shown any more; its pin, if it has one, is not followed.</summary>
    public void Withdraw(int position) => Pins = [.. Pins.Where(pin => pin.Position != position)];

    /// <summary>What rules add to the score of an item.</summary>
    public float Boost(int position)
    {
        float gain = 0;
        for (int i = 0; i < _rules.Boosts.Count; i++)
            if (Fires(i, position)) gain += _rules.Boosts[i].Gain;
        return gain;
    }

    /// <summary>Divides a set into kinds: items of a kind have the same boosts, so that their order by score alone is their order.</summary>
    /// <param name="most">Kinds wanted.</param>
    /// <param name="rest">Items of further kinds.</param>
    public IReadOnlyList<PositionSet> KindsOf(PositionSet set, int most, out PositionSet rest)
    {
        List<PositionSet> kinds = [set.Slice(0, set.Length)];
        rest = new PositionSet(set.Length);
        for (int boost = 0; boost < _rules.Boosts.Count; boost++)
        {
            ReadOnlySpan<ulong> fires = Words(boost);
            for (int i = kinds.Count - 1; i >= 0; i--)
            {
                PositionSet with = kinds[i].Slice(0, set.Length);
                Bits.And(with.Words, fires);
                Bits.AndNot(kinds[i].Words, fires);
                kinds.Add(with);
            }

            for (int i = kinds.Count - 1; i >= 0; i--)
            {
                if (!kinds[i].IsEmpty && i < most) continue;
                Bits.Or(rest.Words, kinds[i].Words);
                kinds[i].Dispose();
                kinds.RemoveAt(i);
            }
        }

        return kinds;
    }

    /// <summary>The boosts and buries that fired for an item.</summary>
    public IReadOnlyList<RuleEffect> BoostsOf(int position)
    {
        if (!HasBoosts) return [];
        var effects = new List<RuleEffect>();
        for (int i = 0; i < _rules.Boosts.Count; i++)
        {
            if (!Fires(i, position)) continue;
            Boost boost = _rules.Boosts[i];
            effects.Add(boost.Times >= 1
                ? new RuleEffect(RuleEffectKind.Boosted, boost.Name, string.Create(CultureInfo.InvariantCulture, $"{boost.Times:0.###} times as attractive: {boost.When}"))
                : new RuleEffect(RuleEffectKind.Buried, boost.Name, string.Create(CultureInfo.InvariantCulture, $"{boost.Times:0.###} times as attractive: {boost.When}")));
        }

        return effects;
    }

    /// <summary>What each boost and bury that fired adds to the score.</summary>
    public IReadOnlyList<RulePart> PartsOf(int position) =>
        [.. Enumerable.Range(0, _rules.Boosts.Count).Where(i => Fires(i, position)).Select(i => new RulePart(_rules.Boosts[i].Name, _rules.Boosts[i].Times, _rules.Boosts[i].Gain))];

    /// <summary>Everything that keeps an item from being shown; empty when <see cref="Allow"/> leaves it.</summary>
    public IReadOnlyList<RuleEffect> HiddenBy(int position)
    {
        var effects = new List<RuleEffect>(ForbiddenBy(position));
        string id = _request.Items.IdAt(position);
        if (effects.All(effect => effect.Kind != RuleEffectKind.Refused) && _seen.Hides(id, out RuleEffect? seen)) effects.Add(seen);
        foreach (FilterNode condition in _rules.Filter?.Conditions ?? [])
            if (!Matches(condition, position)) effects.Add(new RuleEffect(RuleEffectKind.Filtered, "filter", $"It does not meet: {condition}"));
        return effects;
    }

    /// <summary>A counter for one slate of so many places.</summary>
    public CapCounter CountCaps(int count) => new(_rules.Caps, _request.Items, [.. Pins.Where(pin => pin.Slot <= count)]);

    public void Dispose()
    {
        foreach (PositionSet? set in _owned) set?.Dispose();
    }

    private string? OwnerId => _rules.IncludeOwn ? null : _request.OwnerId;

    /// <summary>What holds for a pin too.</summary>
    private IEnumerable<RuleEffect> ForbiddenBy(int position)
    {
        string id = _request.Items.IdAt(position);
        if (ItemAvailability.Obstacle(_request.Items.HeadAt(position), _request.Now) is { } obstacle)
            yield return new RuleEffect(RuleEffectKind.Unavailable, "availability", obstacle);
        foreach (ContextCondition condition in _rules.Availability)
            if (!condition.IsMetBy(_request.Context) && (condition.When is null || Matches(condition.When.Root, position)))
                yield return new RuleEffect(RuleEffectKind.OutOfContext, condition.Name, "It is not for this context.");
        if (_rules.Exclude.Contains(id, StringComparer.Ordinal)) yield return new RuleEffect(RuleEffectKind.Excluded, "exclude", "Its id is on the list.");
        if (OwnerId is { } owner && _request.Items.HeadAt(position)?.Creator == owner)
            yield return new RuleEffect(RuleEffectKind.Own, "includeOwn", "The user made it.");
        if (_request.Profile.Seen.GetValueOrDefault(id).Refused && _seen.Hides(id, out RuleEffect? refused)) yield return refused;
    }

    private (IReadOnlyList<ResolvedPin> Pins, IReadOnlyList<SkippedPin> Skipped) Resolve()
    {
        if (_rules.Pins.Count == 0) return ([], []);
        var pins = new List<ResolvedPin>();
        var skipped = new List<SkippedPin>();
        foreach (Pin pin in _rules.Pins.OrderBy(pin => pin.Slot))
        {
            if (!_request.Items.TryFind(pin.ItemId, out int position)) Skip("There is no such item.");
            else if (ForbiddenBy(position).FirstOrDefault() is { } reason) Skip(reason.Text);
            else pins.Add(new ResolvedPin(pin.Slot, position));

            void Skip(string why) => skipped.Add(new SkippedPin(
                pin.ItemId, new RuleEffect(RuleEffectKind.PinSkipped, "pins", $"Place {pin.Slot} was not given to {pin.ItemId}: {why}")));
        }

        return (pins, skipped);
    }

    private void Keep(ItemFilter filter, PositionSet allowed, bool matching)
    {
        if (filter.Root.IsStatic)
        {
            Combine(_matching.Kept(filter.Root));
        }
        else
        {
            using var set = new PositionSet(allowed.Length);
            _matching.Write(filter.Root, set.Words);
            Combine(set.Words);
        }

        void Combine(ReadOnlySpan<ulong> words)
        {
            if (matching) Bits.And(allowed.Words, words);
            else Bits.AndNot(allowed.Words, words);
        }
    }

    private bool Matches(FilterNode condition, int position)
    {
        if (condition.IsStatic) return Bits.Has(_matching.Kept(condition), position);
        using var set = new PositionSet(_request.Items.Count);
        _matching.Write(condition, set.Words);
        return set.Contains(position);
    }

    private ReadOnlySpan<ulong> Words(int boost) => _shared[boost] ?? _owned[boost]!.Words;

    private bool Fires(int boost, int position) => Bits.Has(Words(boost), position);
}

/// <param name="Slot">From 1.</param>
internal readonly record struct ResolvedPin(int Slot, int Position);

internal sealed record SkippedPin(string ItemId, RuleEffect Effect);
