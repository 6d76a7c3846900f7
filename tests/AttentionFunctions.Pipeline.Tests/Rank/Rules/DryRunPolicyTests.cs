using AttentionFunctions.Events;
using AttentionFunctions.Profiles;
using Xunit;

namespace AttentionFunctions.Rank;

public sealed class DryRunPolicyTests
{
    private readonly ItemIndex _items = FilterSamples.Index(
        [.. new[] { (10.0, "news"), (20, "news"), (30, "sport"), (40, "sport"), (50, "art") }.Select(item =>
            FilterSamples.Item(new ItemFields { Title = item.Item2, Price = item.Item1, Categories = [item.Item2] }))]);

    [Fact]
    public void Every_item_of_both_slates_says_what_happened_to_it()
    {
        DryRun run = Run(new RankingRules
        {
            Filter = "price > 10",
            Boosts = [new BoostRule { Name = "dear", When = "price >= 40", Times = 20 }],
            Caps = [new CapRule { By = "category", Most = 1 }],
            Pins = [new PinRule { Slot = 1, ItemId = "i1" }, new PinRule { Slot = 2, ItemId = "gone" }],
        }, count: 3);

        Assert.Equal(
            [
                "i1 2→1 Pinned [Pinned]",
                "i3 –→2 Boosted [Boosted]",
                "i4 –→3 Boosted [Boosted]",
                "i0 1→– Hidden [Filtered]",
                "i2 3→– Capped [Capped]",
            ],
            run.Items.Select(Shown));
        Assert.Equal(["Place 2 was not given to gone: There is no such item."], run.SkippedPins.Select(effect => effect.Text));
        Assert.Equal((5, 4, 5), (run.Candidates, run.Allowed, run.Catalogue));
        Assert.Equal(2 + Math.Log(20), run.Items[1].ScoreAfter!.Value, 1e-5);
    }

    [Fact]
    public void A_cap_that_keeps_an_item_out_is_told()
    {
        DryRun run = Run(new RankingRules { Caps = [new CapRule { By = "category", Most = 1 }] }, count: 3);
        Assert.Equal(["i0 1→1 Kept []", "i2 3→2 Kept []", "i4 –→3 Kept []", "i1 2→– Capped [Capped]"], run.Items.Select(Shown));
    }

    private static string Shown(DryRunItem item) =>
        $"{item.ItemId} {item.PlaceBefore?.ToString() ?? "–"}→{item.PlaceAfter?.ToString() ?? "–"} {item.Outcome} [{string.Join(", ", item.Effects.Select(effect => effect.Kind))}]";

    private DryRun Run(RankingRules rules, int count)
    {
        using var compiled = new CompiledRules(RuleSet.Of(rules), new RuleContext(_items, new Profile(), null, new Dictionary<string, string>(), FilterSamples.Now));
        (int Position, float Score)[] plain = [.. Enumerable.Range(0, 5).Select(i => (i, 5f - i))];
        return DryRunPolicy.Compare(plain, Ruled(plain, compiled, count), _items, compiled, count);
    }

    private (int Position, float Score)[] Ruled((int Position, float Score)[] plain, CompiledRules rules, int count)
    {
        using var allowed = new PositionSet(_items.Count);
        allowed.AddAll();
        rules.Allow(allowed);
        Candidate[] candidates =
        [
            .. plain.Where(item => allowed.Contains(item.Position) || rules.Pins.Any(pin => pin.Position == item.Position))
                .Select(item => new Candidate(item.Position, item.Score + rules.Boost(item.Position), CandidateSource.Model)),
        ];
        Dictionary<int, int> pins = rules.Pins.ToDictionary(pin => pin.Slot - 1, pin => Array.FindIndex(candidates, candidate => candidate.Position == pin.Position));
        MarginalGain gain = MarginalGain.For(candidates, null, _ => null, () => throw new InvalidOperationException());
        return [.. new ChooseSlate(candidates, gain, rules.CountCaps(count), pins).Run(count, null, 0).Select(item => (candidates[item.Candidate].Position, candidates[item.Candidate].Score))];
    }
}
