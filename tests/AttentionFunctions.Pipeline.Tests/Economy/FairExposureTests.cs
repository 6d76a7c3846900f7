using AttentionFunctions.Rank;
using CsCheck;
using Xunit;

namespace AttentionFunctions.Economy;

public sealed class FairExposureTests
{
    /// <summary>The job seekers of Singh and Joachims, KDD 2018, section 1 and figure 1: three men, then three women.</summary>
    private static readonly double[] JobSeekers = [0.82, 0.81, 0.80, 0.79, 0.78, 0.77];

    private static readonly int[] Men = [0, 0, 0, 1, 1, 1];

    private static readonly double[] Places = ExposureModel.Logarithmic.Of(6);

    [Fact]
    public void Sorting_the_job_seekers_gives_men_almost_twice_the_exposure_as_published()
    {
        FairLottery lottery = FairExposure.Solve(JobSeekers, Men, [0.5, 0.5], Places, double.PositiveInfinity);
        double[] exposures = lottery.Exposures(Places);
        Assert.Equal(0.71, exposures[..3].Average(), 2);
        Assert.Equal(0.39, exposures[3..].Average(), 2);

        // The paper's DCG has natural logarithms: 3.8193 for this order.
        Assert.Equal(3.8193, lottery.Utility(JobSeekers, Places) / Math.Log(2), 4);
    }

    [Fact]
    public void Demographic_parity_gives_both_the_same_exposure_for_half_a_percent_of_utility()
    {
        FairLottery lottery = FairExposure.Solve(JobSeekers, Men, ExposureTarget.Size.Shares(JobSeekers, Men, 2), Places, 0);
        double[] exposures = lottery.Exposures(Places);
        Assert.Equal(exposures[..3].Sum(), exposures[3..].Sum(), 6);
        Assert.Equal(3.8031, lottery.Utility(JobSeekers, Places) / Math.Log(2), 4);
        AssertDoublyStochastic(lottery);
    }

    [Fact]
    public void Without_disparate_treatment_exposure_per_merit_is_the_same()
    {
        FairLottery lottery = FairExposure.Solve(JobSeekers, Men, ExposureTarget.Merit.Shares(JobSeekers, Men, 2), Places, 0);
        double[] exposures = lottery.Exposures(Places);
        Assert.Equal(exposures[..3].Sum() / JobSeekers[..3].Sum(), exposures[3..].Sum() / JobSeekers[3..].Sum(), 6);

        // Men have a little more merit, so this costs a little less than parity.
        Assert.Equal(3.8044, lottery.Utility(JobSeekers, Places) / Math.Log(2), 4);
        AssertDoublyStochastic(lottery);
    }

    [Fact]
    public void No_other_lottery_with_these_exposures_has_more_utility()
    {
        // Every mixture of two rankings that has parity is a feasible lottery: none may beat the program's.
        FairLottery best = FairExposure.Solve(JobSeekers, Men, [0.5, 0.5], Places, 0);
        var rankings = Permutations([0, 1, 2, 3, 4, 5]).Select(order => (
            Gap: order.Select((i, j) => (Men[i] == 0 ? 1 : -1) * Places[j]).Sum(), Utility: order.Select((i, j) => JobSeekers[i] * Places[j]).Sum())).ToArray();
        double bestMixture = rankings.Where(a => a.Gap > 0).Max(a => rankings.Where(b => b.Gap < 0).Max(b => ((a.Gap * b.Utility) - (b.Gap * a.Utility)) / (a.Gap - b.Gap)));
        Assert.Equal(bestMixture, best.Utility(JobSeekers, Places), 6);
    }

    [Fact]
    public void Targets_that_cannot_be_met_are_met_as_nearly_as_can_be()
    {
        // One candidate has nearly all the merit, but the first place has not nearly all the exposure.
        double[] merits = [100, 1, 1];
        int[] groups = [0, 1, 1];
        double[] places = ExposureModel.Logarithmic.Of(3);
        FairLottery lottery = FairExposure.Solve(merits, groups, ExposureTarget.Merit.Shares(merits, groups, 2), places, 0);
        Assert.Equal(1, lottery.P[0, 0], 6);
        Assert.True(lottery.Tolerance > 0.4);
    }

    [Fact]
    public void More_tolerance_never_costs_more_and_is_kept()
    {
        var random = new Random(17);
        for (int world = 0; world < 60; world++)
        {
            int n = random.Next(3, 10);
            double[] merits = [.. Enumerable.Range(0, n).Select(_ => random.Next(4) == 0 ? 0 : random.NextDouble())];
            int[] groups = [.. merits.Select(_ => random.Next(3))];
            double[] exposures = ExposureModel.Logarithmic.Of(random.Next(1, n + 1)), targets = ExposureTarget.Merit.Shares(merits, groups, 3);
            double last = 0, all = exposures.Sum();
            foreach (double tolerance in (double[])[0, 0.2, 1, double.PositiveInfinity])
            {
                FairLottery lottery = FairExposure.Solve(merits, groups, targets, exposures, tolerance);
                AssertDoublyStochastic(lottery);
                double[] given = lottery.Exposures(exposures);
                Assert.Equal(all, given.Sum(), 6);
                Assert.True(lottery.Utility(merits, exposures) >= last - 1e-6);
                last = lottery.Utility(merits, exposures);
                for (int group = 0; group < 3 && double.IsFinite(tolerance); group++)
                {
                    double off = given.Where((_, i) => groups[i] == group).Sum() - (targets[group] * all);
                    Assert.InRange(Math.Abs(off), 0, (lottery.Tolerance * Math.Max(targets[group], 0.01) * all) + 1e-6);
                }
            }
        }
    }

    [Fact]
    public void Birkhoff_s_mixture_is_the_matrix_again() => Gen.Select(Gen.Int[1, 8], Gen.Int[1, 12], Gen.Int).Sample((n, terms, seed) =>
    {
        double[,] p = Mixed(n, terms, new Random(seed));
        IReadOnlyList<(double Weight, int[] Order)> mixture = Birkhoff.Decompose(p);
        Assert.Equal(1, mixture.Sum(term => term.Weight), 9);
        Assert.True(mixture.Count <= ((n - 1) * (n - 1)) + 1);
        var again = new double[n, n];
        foreach ((double weight, int[] order) in mixture)
        {
            Assert.Equal(Enumerable.Range(0, n), order.Order());
            for (int j = 0; j < n; j++) again[order[j], j] += weight;
        }

        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++) Assert.Equal(p[i, j], again[i, j], 6);
    });

    [Fact]
    public void A_matrix_that_is_not_doubly_stochastic_is_refused() =>
        Assert.Throws<ArgumentException>(() => Birkhoff.Decompose(new[,] { { 0.9, 0.9 }, { 0.1, 0.1 } }));

    [Fact]
    public void Draws_are_as_frequent_as_the_marginals_say()
    {
        // Nine candidates for six places, three groups: the program's optimum is a real lottery.
        double[] merits = [0.9, 0.85, 0.8, 0.6, 0.5, 0.45, 0.3, 0.2, 0.1], exposures = ExposureModel.Logarithmic.Of(6);
        int[] groups = [0, 0, 0, 1, 1, 1, 2, 2, 2];
        FairLottery lottery = FairExposure.Solve(merits, groups, ExposureTarget.Size.Shares(merits, groups, 3), exposures, 0);
        Assert.True(Birkhoff.Decompose(lottery.P).Count > 2);

        const int draws = 4000;
        var random = new Random(5);
        var counts = new double[9, 6];
        for (int draw = 0; draw < draws; draw++)
        {
            int[] order = lottery.Draw(random);
            for (int j = 0; j < 6; j++) counts[order[j], j]++;
        }

        for (int j = 0; j < 6; j++)
        {
            // Per place the item is multinomial: Pearson's statistic against the 99.9 % point of χ² (table), for 1 to 8 degrees of freedom.
            int[] possible = [.. Enumerable.Range(0, 9).Where(i => lottery.P[i, j] > 1e-6)];
            Assert.Equal(draws, possible.Sum(i => counts[i, j]));
            if (possible.Length == 1) continue;
            double statistic = possible.Sum(i => Math.Pow(counts[i, j] - (draws * lottery.P[i, j]), 2) / (draws * lottery.P[i, j]));
            double[] limits = [10.83, 13.82, 16.27, 18.47, 20.52, 22.46, 24.32, 26.12];
            Assert.InRange(statistic, 0, limits[possible.Length - 2]);
        }
    }

    [Fact]
    public void The_same_seed_draws_the_same_slate_and_other_seeds_others()
    {
        SlateCandidate[] candidates = [.. JobSeekers.Select((merit, i) => new SlateCandidate($"i{i}", Men[i] == 0 ? "men" : "women", merit))];
        SlatePolicy policy = FairPolicies.Exposure(ExposureTarget.Size);
        Assert.Equal(policy(candidates, 6, 3), policy([.. candidates.Reverse()], 6, 3));
        Assert.True(Enumerable.Range(0, 20).Select(seed => policy(candidates, 6, seed)[0].ItemId).Distinct().Count() > 1);
        Assert.Equal(["i0", "i1"], FairPolicies.ByScore(candidates, 2, 0).Select(item => item.ItemId));
        Assert.Empty(policy([], 5, 1));

        // More places than the program models: the rest is there too, by score.
        SlateCandidate[] many = [.. Enumerable.Range(0, 130).Select(i => new SlateCandidate($"i{i:000}", $"g{i % 7}", 1.0 / (1 + i)))];
        IReadOnlyList<SlateCandidate> long120 = policy(many, 120, 1);
        Assert.Equal(120, long120.Distinct().Count());
        Assert.Equal(long120.Skip(FairExposure.MaxPositions).OrderByDescending(item => item.Score), long120.Skip(FairExposure.MaxPositions));
    }

    private static double[,] Mixed(int n, int terms, Random random)
    {
        var p = new double[n, n];
        double[] weights = [.. Enumerable.Range(0, terms).Select(_ => random.NextDouble() + 0.01)];
        foreach (double weight in weights)
        {
            int[] order = [.. Enumerable.Range(0, n)];
            random.Shuffle(order);
            for (int j = 0; j < n; j++) p[order[j], j] += weight / weights.Sum();
        }

        return p;
    }

    private static void AssertDoublyStochastic(FairLottery lottery)
    {
        for (int j = 0; j < lottery.Positions; j++) Assert.Equal(1, Enumerable.Range(0, lottery.Candidates).Sum(i => lottery.P[i, j]), 6);
        for (int i = 0; i < lottery.Candidates; i++) Assert.InRange(Enumerable.Range(0, lottery.Positions).Sum(j => lottery.P[i, j]), 0, 1 + 1e-6);
    }

    private static IEnumerable<int[]> Permutations(int[] items) => items.Length == 1
        ? [items]
        : items.SelectMany(first => Permutations([.. items.Where(item => item != first)]).Select(rest => (int[])[first, .. rest]));
}
