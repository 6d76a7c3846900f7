using CsCheck;
using Xunit;

namespace AttentionFunctions.Rank;

public sealed class AttentionKnapsackTests
{
    private static readonly Gen<(double Value, int Seconds)[]> Items = Gen.Select(Gen.Double[0.01, 10], Gen.Int[1, 60]).Array[0, 12];

    [Fact]
    public void No_other_set_within_the_budget_is_worth_more() => Gen.Select(Items, Gen.Int[0, 200], Gen.Int[1, 6]).Sample((items, budget, most) =>
    {
        int[] chosen = Solve(items, budget, most);

        Assert.True(chosen.Length <= most);
        Assert.True(chosen.Sum(i => items[i].Seconds) <= budget);
        Assert.Equal(chosen.Length, chosen.Distinct().Count());
        Assert.Equal(BestOfAll(items, budget, most), chosen.Sum(i => items[i].Value), 1e-4);
    }, iter: 400);

    [Fact]
    public void Long_budgets_are_kept_though_cells_are_coarse() => Gen.Select(Gen.Double[0.01, 10], Gen.Double[0.5, 90_000]).Array[1, 60].Sample(items =>
    {
        double[] seconds = [.. items.Select(item => item.Item2)];
        int[] chosen = AttentionKnapsack.Solve([.. items.Select(item => item.Item1)], seconds, 86_400, 10);
        Assert.True(chosen.Sum(i => seconds[i]) <= 86_400);
    }, iter: 50);

    [Fact]
    public void Greedy_by_score_can_be_beaten()
    {
        // One long item that scores best, or two short ones that together are worth more.
        Assert.Equal([1, 2], Solve([(5, 60), (3, 30), (3, 30)], 60, 10));
        Assert.Equal([0], Solve([(5, 60), (3, 30), (3, 30)], 60, 1));
        Assert.Empty(Solve([(5, 60)], 59, 10));
    }

    private static int[] Solve((double Value, int Seconds)[] items, double budget, int most) =>
        AttentionKnapsack.Solve([.. items.Select(item => item.Value)], [.. items.Select(item => (double)item.Seconds)], budget, most);

    private static double BestOfAll((double Value, int Seconds)[] items, int budget, int most)
    {
        double best = 0;
        for (int set = 0; set < 1 << items.Length; set++)
        {
            int[] members = [.. Enumerable.Range(0, items.Length).Where(i => (set >> i & 1) != 0)];
            if (members.Length <= most && members.Sum(i => items[i].Seconds) <= budget) best = Math.Max(best, members.Sum(i => items[i].Value));
        }

        return best;
    }
}
