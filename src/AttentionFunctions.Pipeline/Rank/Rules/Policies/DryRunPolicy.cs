using AttentionFunctions.Profiles;

namespace AttentionFunctions.Rank;

/// <summary>What rules would do to one user's slate, without anybody seeing it.</summary>
public sealed class DryRunPolicy(RecommendForUser recommend, ProfileReader profiles, Views views, TimeProvider time)
{
    /// <summary>The best by score alone, of which more than the slate is of interest: what the rules bring up came from further down.</summary>
    private const int Candidates = RankRequest.MaxCount;

    internal async Task<DryRun> HandleAsync(RuleSet rules, DryRunRequest request, CancellationToken cancel = default)
    {
        (Profile profile, _) = await profiles.ReadAsync(request.UserKey, cancel);
        ItemIndex items = (await views.CurrentAsync(cancel)).Rules;
        var rank = new RankRequest(request.UserKey, Candidates) { OwnerId = request.OwnerId, Context = request.Context, Rules = new RuleSet { Seen = [], IncludeOwn = true } };
        Slate plain = await recommend.HandleAsync(rank, cancel);
        Slate ruled = await recommend.HandleAsync(rank with { Count = request.Count, Rules = rules }, cancel);
        using var compiled = new CompiledRules(rules, new RuleContext(items, profile, request.OwnerId, request.Context, time.GetUtcNow()));
        return Compare(Scored(plain, items), Scored(ruled, items), items, compiled, request.Count);
    }

    /// <param name="candidates">By score alone, best first.</param>
    /// <param name="ruled">The slate with the rules.</param>
    internal static DryRun Compare(
        IReadOnlyList<(int Position, float Score)> candidates, IReadOnlyList<(int Position, float Score)> ruled, ItemIndex items, CompiledRules rules, int count)
    {
        using var allowed = new PositionSet(items.Count);
        allowed.AddAll();
        rules.Allow(allowed);
        CapCounter caps = rules.CountCaps(count);
        foreach ((int position, _) in ruled) caps.Take(position);

        int[] before = [.. candidates.Take(count).Select(candidate => candidate.Position)], after = [.. ruled.Select(item => item.Position)];
        Dictionary<int, float> plain = candidates.ToDictionary(candidate => candidate.Position, candidate => candidate.Score);
        Dictionary<int, float> scores = ruled.ToDictionary(item => item.Position, item => item.Score);
        Dictionary<int, ResolvedPin> pins = rules.Pins.ToDictionary(pin => pin.Position);
        return new DryRun(
            [.. after.Concat(before.Except(after)).Select(Describe)],
            [.. rules.SkippedPins.Select(pin => pin.Effect)], candidates.Count, allowed.Count, items.Count);

        DryRunItem Describe(int position)
        {
            bool shown = after.Contains(position), isPinned = shown && pins.ContainsKey(position);
            var effects = new List<RuleEffect>();
            if (isPinned) effects.Add(new RuleEffect(RuleEffectKind.Pinned, "pins", $"It has place {pins[position].Slot} of its own."));
            else effects.AddRange(rules.HiddenBy(position));
            bool hidden = effects.Count > 0 && !isPinned;

            // It would not fit behind what is shown, so a cap is what it met, or would have met.
            if (!hidden && !shown && caps.Obstacle(position) is { } cap) effects.Add(cap);
            if (!hidden) effects.AddRange(rules.BoostsOf(position));
            return new DryRunItem(
                items.IdAt(position), items.TitleAt(position), PlaceIn(before, position), PlaceIn(after, position),
                plain.TryGetValue(position, out float score) ? score : null, scores.TryGetValue(position, out float ruledScore) ? ruledScore : null,
                Outcome(effects, shown), effects);
        }
    }

    private static List<(int Position, float Score)> Scored(Slate slate, ItemIndex items)
    {
        var scored = new List<(int Position, float Score)>(slate.Items.Count);
        foreach (RankedItem item in slate.Items)
            if (items.TryFind(item.ItemId, out int position)) scored.Add((position, item.Score));
        return scored;
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
/// <param name="ScoreBefore">By score alone; null when it was not among the candidates.</param>
/// <param name="ScoreAfter">With the rules; null when it is not in their slate.</param>
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
