using AttentionFunctions.Profiles;

namespace AttentionFunctions.Rank;

/// <summary>What rules would do to one user's slate, without anybody seeing it.</summary>
public sealed class DryRunPolicy(RecommendForUser recommend, ProfileStore profiles, Views views, TimeProvider time)
{
    /// <summary>What the rules choose from: enough for filters that keep one item in ten.</summary>
    private const int Candidates = RankRequest.MaxCount;

    internal async Task<DryRun> HandleAsync(RuleSet rules, DryRunRequest request, CancellationToken cancel = default)
    {
        Profile profile = (await profiles.ReadAsync(request.UserKey, cancel)).Profile;
        ItemIndex items = (await views.CurrentAsync(cancel)).Rules;
        Slate unruled = await recommend.HandleAsync(new RankRequest(request.UserKey, Candidates) { Rules = new RuleSet { Seen = [] } }, cancel);
        var candidates = new List<(int Position, float Score)>();
        foreach (RankedItem item in unruled.Items)
            if (items.TryFind(item.ItemId, out int position)) candidates.Add((position, item.Score));

        using var compiled = new CompiledRules(rules, new RuleContext(items, profile, request.OwnerId, request.Context, time.GetUtcNow()));
        return Compare(candidates, items, compiled, request.Count);
    }

    internal static DryRun Compare(IReadOnlyList<(int Position, float Score)> candidates, ItemIndex items, CompiledRules rules, int count)
    {
        using var allowed = new PositionSet(items.Count);
        allowed.AddAll();
        rules.Allow(allowed);
        (int Position, float Score)[] ruled = [.. candidates
            .Where(candidate => allowed.Contains(candidate.Position))
            .Select(candidate => (candidate.Position, Score: candidate.Score + rules.Boost(candidate.Position)))
            .OrderByDescending(candidate => candidate.Score)];
        var capped = new Dictionary<int, RuleEffect>();
        IReadOnlyList<int> after = SlateFilling.Fill(ruled.Select(candidate => candidate.Position), rules, count, (position, cap) => capped.TryAdd(position, cap));

        int[] before = [.. candidates.Take(count).Select(candidate => candidate.Position)];
        Dictionary<int, float> scores = candidates.ToDictionary(candidate => candidate.Position, candidate => candidate.Score);
        Dictionary<int, ResolvedPin> pins = rules.Pins.ToDictionary(pin => pin.Position);
        return new DryRun(
            [.. after.Concat(before.Except(after)).Select(position => Describe(position))],
            [.. rules.SkippedPins.Select(pin => pin.Effect)], candidates.Count, allowed.Count, items.Count);

        DryRunItem Describe(int position)
        {
            bool shown = after.Contains(position), isPinned = shown && pins.ContainsKey(position);
            var effects = new List<RuleEffect>();
            if (isPinned) effects.Add(new RuleEffect(RuleEffectKind.Pinned, "pins", $"It has place {pins[position].Slot} of its own."));
            else effects.AddRange(rules.HiddenBy(position));
            bool hidden = effects.Count > 0 && !isPinned;
            if (!hidden && capped.TryGetValue(position, out RuleEffect? cap) && !shown) effects.Add(cap);
            if (!hidden) effects.AddRange(rules.BoostsOf(position));
            return new DryRunItem(
                items.IdAt(position), items.FieldsAt(position)?.Title, PlaceIn(before, position), PlaceIn(after, position),
                scores.TryGetValue(position, out float score) ? score : null,
                scores.ContainsKey(position) && !hidden ? score + rules.Boost(position) : null,
                Outcome(effects, shown), effects);
        }
    }

    private static DryRunOutcome Outcome(List<RuleEffect> effects, bool shown) => effects switch
    {
        [{ Kind: RuleEffectKind.Pinned }, ..] => DryRunOutcome.Pinned,
        [{ Kind: RuleEffectKind.Capped }, ..] => DryRunOutcome.Capped,
        [{ Kind: RuleEffectKind.Boosted or RuleEffectKind.Buried }, ..] when !shown => DryRunOutcome.Displaced,
        [{ Kind: RuleEffectKind.Boosted or RuleEffectKind.Buried }, ..] => DryRunOutcome.Boosted,
        [_, ..] => DryRunOutcome.Hidden,
        _ => shown ? DryRunOutcome.Kept : DryRunOutcome.Displaced,
    };

    private static int? PlaceIn(IReadOnlyList<int> slate, int position)
    {
        for (int i = 0; i < slate.Count; i++)
            if (slate[i] == position) return i + 1;
        return null;
    }
}

/// <param name="UserKey">The pseudonym.</param>
/// <param name="OwnerId">The id as the application writes it, to recognise own items.</param>
internal sealed record DryRunRequest(string UserKey, string OwnerId, int Count, IReadOnlyDictionary<string, string> Context);

/// <param name="Items">The slate with the rules, then what was in the slate without them and no longer is.</param>
/// <param name="SkippedPins">Pins that were not followed.</param>
/// <param name="Candidates">The best by score, from which both slates were chosen.</param>
/// <param name="Allowed">Items of the whole catalogue that the rules leave this user.</param>
/// <param name="Catalogue">Items that there are.</param>
public sealed record DryRun(IReadOnlyList<DryRunItem> Items, IReadOnlyList<RuleEffect> SkippedPins, int Candidates, int Allowed, int Catalogue);

/// <param name="PlaceBefore">Without the rules, from 1; null when it was not among the first.</param>
/// <param name="PlaceAfter">With them.</param>
/// <param name="ScoreBefore">Null when it was no candidate, but pinned.</param>
/// <param name="Effects">What rules did to it.</param>
public sealed record DryRunItem(
    string ItemId, string? Title, int? PlaceBefore, int? PlaceAfter, float? ScoreBefore, float? ScoreAfter, DryRunOutcome Outcome, IReadOnlyList<RuleEffect> Effects);

public enum DryRunOutcome
{
    Kept,

    /// <summary>Its score was changed, up or down, and it is in the slate.</summary>
    Boosted,

    Pinned,

    Hidden,

    /// <summary>There were enough of its kind.</summary>
    Capped,

    /// <summary>Others have its place now.</summary>
    Displaced,
}
