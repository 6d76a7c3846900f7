using CsCheck;
using Xunit;

namespace AttentionFunctions.Rank;

public sealed class CappedKnapsackTests
{
    [Fact]
    public void No_other_set_within_budget_and_caps_is_worth_more() => Gen.Select(
        Gen.Select(Gen.Double[0.01, 10], Gen.Int[1, 60], Gen.Int[0, 3]).Array[0, 10], Gen.Int[0, 200], Gen.Int[0, 6], Gen.Int[0, 3]).Sample((items, budget, most, cap) =>
    {
        (int[] Items, int Most)[] capped = [.. items.Select((item, i) => (item, i)).GroupBy(entry => entry.item.Item3)
            .Select(kind => (kind.Select(entry => entry.i).ToArray(), cap))];
        bool Fits(IReadOnlyCollection<int> set) => set.Count <= most && set.Sum(i => items[i].Item2) <= budget && capped.All(kind => kind.Items.Count(set.Contains) <= kind.Most);

        (int[] chosen, bool optimal) = CappedKnapsack.Solve(
            [.. items.Select(item => item.Item1)], [.. items.Select(item => (double)item.Item2)], budget, most, capped)!.Value;

        Assert.True(optimal);
        Assert.True(Fits(chosen));
        double best = Enumerable.Range(0, 1 << items.Length).Select(set => Enumerable.Range(0, items.Length).Where(i => (set >> i & 1) != 0).ToArray())
            .Where(Fits).Max(set => set.Sum(i => items[i].Item1));
        Assert.Equal(best, chosen.Sum(i => items[i].Item1), 1e-4);
    }, iter: 60, threads: 1);

    [Fact]
    public void A_slate_of_a_hundred_candidates_is_proven_best()
    {
        var random = new Random(1);
        double[] values = [.. Enumerable.Range(0, 100).Select(_ => Math.Exp(random.NextDouble() * 4))], seconds = [.. Enumerable.Range(0, 100).Select(_ => 30 + random.NextDouble() * 900)];
        (int[] Items, int Most)[] capped = [.. Enumerable.Range(0, 12).Select(kind => (Enumerable.Range(0, 100).Where(i => i % 12 == kind).ToArray(), 2))];

        (int[] chosen, bool optimal) = CappedKnapsack.Solve(values, seconds, 1800, 10, capped)!.Value;

        Assert.True(optimal);
        Assert.InRange(chosen.Sum(i => seconds[i]), 1, 1800);
    }
}
