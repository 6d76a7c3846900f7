using AttentionFunctions.Rank;
using CsCheck;
using Xunit;

namespace AttentionFunctions.Economy;

/// <summary>Fairness over a sequence of slates: equity of attention, FairCo, floors and caps, and their frontier.</summary>
public sealed class AmortisedFairnessTests
{
    private static readonly SlateCandidate[] Equals6 = [.. Enumerable.Range(0, 6).Select(i => new SlateCandidate($"i{i}", $"g{i / 3}", 1 - (i * 0.01)))];

    [Fact]
    public void The_assignment_is_the_best_of_all_permutations() => Gen.Int[1, 6].SelectMany(n => Gen.Double[-5, 5].Array[n * n]).Sample(flat =>
    {
        int n = (int)Math.Sqrt(flat.Length);
        var cost = new double[n, n];
        for (int i = 0; i < flat.Length; i++) cost[i / n, i % n] = flat[i];
        int[] rowOf = Assignment.Solve(cost);
        Assert.Equal(Enumerable.Range(0, n), rowOf.Order());
        Assert.Equal(Cheapest(cost, 0, new bool[n]), Enumerable.Range(0, n).Sum(j => cost[rowOf[j], j]), 9);
    });

    [Fact]
    public void Nearly_equal_items_get_nearly_equal_attention_over_time_and_never_without_quality()
    {
        var equity = new EquityOfAttention(0.9);
        var score = new EquityOfAttention(1);
        var firsts = new HashSet<string>();
        for (int i = 0; i < 120; i++)
        {
            IReadOnlyList<SlateCandidate> slate = equity.Rank(Equals6, 6);
            firsts.Add(slate[0].ItemId);
            Assert.True(SlateMerit.Ndcg(slate.Select(item => item.Score), Equals6.Select(item => item.Score), 6) >= 0.9 - 1e-9);
            Assert.Equal(Equals6, score.Rank(Equals6, 6));
        }

        Assert.Equal(6, firsts.Count);

        // By score unfairness grows with every slate; with equity it stays below what one slate can do (2).
        Assert.InRange(equity.Unfairness, 0, 2);
        Assert.True(score.Unfairness > 30);
    }

    [Fact]
    public void The_quality_that_was_asked_for_is_kept_whatever_is_owed() =>
        Gen.Select(Gen.Double[0, 1].Array[2, 8].Array[1, 6], Gen.Double[0.5, 1], Gen.Int[1, 8]).Sample((slates, theta, count) =>
        {
            var equity = new EquityOfAttention(theta);
            foreach (double[] scores in slates)
            {
                SlateCandidate[] candidates = [.. scores.Select((score, i) => new SlateCandidate($"i{i}", "g", score))];
                IReadOnlyList<SlateCandidate> slate = equity.Rank(candidates, count);
                Assert.Equal(Math.Min(count, candidates.Length), slate.Distinct().Count());
                Assert.True(SlateMerit.Ndcg(slate.Select(item => item.Score), scores, Math.Min(count, scores.Length)) >= theta - 1e-9);
            }
        }, iter: 40);

    [Fact]
    public void FairCo_brings_groups_to_the_same_exposure_per_merit()
    {
        FairCo controlled = new(0.01), free = new(0);
        double early = 0;
        for (int i = 0; i < 400; i++)
        {
            controlled.Rank(Equals6, 6);
            free.Rank(Equals6, 6);
            if (i == 20) early = controlled.Disparity;
        }

        // The paper's theorem 1: the disparity falls as 1/τ; without control it stays.
        Assert.InRange(controlled.Disparity, 0, 0.02);
        Assert.True(controlled.Disparity < early / 3);
        Assert.True(free.Disparity > 0.3);
    }

    [Fact]
    public void Floors_and_caps_are_kept_at_the_least_loss() =>
        Gen.Select(Gen.Select(Gen.Double[0, 1], Gen.Int[0, 2]).Array[1, 9], Gen.Int[1, 5], Gen.Int[0, 1].Array[3], Gen.Int[1, 3].Array[3]).Sample((drawn, count, floors, room) =>
        {
            SlateCandidate[] candidates = [.. drawn.Select((draw, i) => new SlateCandidate($"i{i}", $"g{draw.Item2}", draw.Item1))];
            Dictionary<string, ProviderBound> bounds = Enumerable.Range(0, 3).ToDictionary(g => $"g{g}", g => new ProviderBound(floors[g], floors[g] + room[g]));
            int Available(string group) => candidates.Count(candidate => candidate.Group == group);
            if (bounds.Sum(bound => Math.Min(bound.Value.Floor, Available(bound.Key))) > count) return;
            IReadOnlyList<SlateCandidate> slate = ProviderBounds.Rank(candidates, count, bounds, new ProviderBound(0, 0));
            Assert.True(Kept(slate));

            // Against every subset of this size.
            double best = Enumerable.Range(0, 1 << candidates.Length).Select(set => candidates.Where((_, i) => (set & (1 << i)) != 0).ToArray())
                .Where(subset => subset.Length == slate.Count && Kept(subset)).Max(subset => subset.Sum(item => item.Score));
            Assert.Equal(best, slate.Sum(item => item.Score), 9);

            bool Kept(IReadOnlyList<SlateCandidate> chosen) => bounds.All(bound =>
                chosen.Count(item => item.Group == bound.Key) is var n && n >= Math.Min(bound.Value.Floor, Available(bound.Key)) && n <= bound.Value.Cap);
        });

    [Fact]
    public void Floors_that_do_not_fit_are_refused_with_words() => Assert.Contains("add up to 2", Assert.Throws<ArgumentException>(() => ProviderBounds.Rank(
        Equals6, 1, new Dictionary<string, ProviderBound> { ["g0"] = new(1, 3), ["g1"] = new(1, 3) }, new ProviderBound(0, 9))).Message);

    [Fact]
    public void The_frontier_shows_that_fairness_has_a_price_and_what_it_buys()
    {
        var random = new Random(3);
        SlateCandidate[][] requests = [.. Enumerable.Range(0, 25).Select(_ => Enumerable.Range(0, 12)
            .Select(i => new SlateCandidate($"i{i}", $"g{i % 4}", (i % 4 == 0 ? 0.3 : 0) + random.NextDouble())).ToArray())];
        IReadOnlyList<FrontierPoint> points = FairnessFrontier.Of(requests, 6, ExposureTarget.Merit);
        FrontierPoint free = points[0], fair = points.Single(point => point.Policy == "fair exposure, within 0 %");
        Assert.Equal(1, free.Ndcg, 9);
        Assert.True(fair.Unfairness < free.Unfairness / 10 && fair.Ndcg < 1);
        FrontierPoint[] lotteries = [.. points.Where(point => point.Policy.StartsWith("fair exposure") || point.Policy == "by score")];
        for (int i = 1; i < lotteries.Length; i++) Assert.True(lotteries[i].Ndcg <= lotteries[i - 1].Ndcg + 1e-9);
        Assert.All(points, point => Assert.InRange(point.Ndcg, 0.3, 1 + 1e-9));
    }

    private static double Cheapest(double[,] cost, int column, bool[] used)
    {
        if (column == used.Length) return 0;
        double best = double.PositiveInfinity;
        for (int row = 0; row < used.Length; row++)
        {
            if (used[row]) continue;
            used[row] = true;
            best = Math.Min(best, cost[row, column] + Cheapest(cost, column + 1, used));
            used[row] = false;
        }

        return best;
    }
}
