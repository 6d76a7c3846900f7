using Xunit;

namespace AttentionFunctions.Plan;

/// <summary>The parts of <see cref="PlanBound"/>, each against every plan there is of a tiny day.</summary>
public sealed class PlanBoundTests
{
    private const double Rounding = 1e-6;

    private static readonly IEnumerable<int> Seeds = Enumerable.Range(0, 40);

    [Fact]
    public void What_is_proven_is_the_best_of_all_plans()
    {
        int missed = 0;
        foreach (int seed in Seeds)
        {
            PlanProblem problem = TinyDay.Of(seed);
            PlanBound bound = PlanBound.Of(problem, Places.Of(problem), GreedyPlanner.Plan(problem), 50_000_000, () => false);
            Assert.Empty(bound.Places);
            Assert.Equal(Everything.BestScore(problem), bound.Score);
            Assert.Equal(bound.Score, bound.Most);
            Assert.Equal(bound.Score, PlanScore.Of(problem, bound.Plan));
            if (KeptOf(problem, bound.Plan).Contains('-')) missed++;
        }

        // Both kinds of days must be among them.
        Assert.InRange(missed, 5, 35);
    }

    [Fact]
    public void Sets_of_due_dates_that_can_be_kept_are_those_that_some_plan_keeps()
    {
        int several = 0;
        foreach (int seed in Seeds)
        {
            PlanProblem problem = TinyDay.Of(seed);
            var sets = new SortedSet<string>(StringComparer.Ordinal);
            Everything.Plans(problem, plan => sets.Add(KeptOf(problem, plan)));
            int most = sets.Max(set => set.Count(kept => kept == '+'));
            sets.RemoveWhere(set => set.Count(kept => kept == '+') < most);

            IReadOnlyList<(bool[] Kept, IReadOnlyList<Chunk> Plan)> found = KeptDates.Largest(problem, known: 0, most: 200_000)!;
            Assert.Equal(sets, found.Select(set => KeptOf(problem, set.Plan)).Order(StringComparer.Ordinal));
            Assert.All(found, set => Assert.Equal(
                KeptOf(problem, set.Plan), string.Concat(problem.Items.Select((item, i) => !item.IsHard ? ' ' : set.Kept[i] ? '+' : '-'))));
            if (most > 0) Assert.Equal(found.Count, KeptDates.Largest(problem, most, 200_000)!.Count);
            if (sets.Count > 1) several++;
        }

        Assert.True(several > 3, $"{several} days with a choice");
    }

    /// <summary>Whatever the prices are and whatever is remembered, a path is worth no less than the best plan.</summary>
    [Fact]
    public void Paths_are_worth_at_least_the_best_plan_by_any_prices_and_with_any_memory()
    {
        foreach (int seed in Seeds)
        {
            PlanProblem problem = TinyDay.Of(seed);
            long best = Everything.BestScore(problem);
            Chunk[] places = InOrder(problem);
            var plans = PlanCase.Any(problem);
            var random = new Random(seed);
            for (int round = 0; round < 8; round++)
            {
                var memory = new PathMemory(problem);
                DayPrices prices = Wild(problem, plans, places, memory, random);
                double constant = prices.Constant(memory, plans);
                double[] profits = prices.Profits(places);
                var path = new DayPath(problem, places);
                double longest = path.Longest(profits);
                Assert.True(longest + constant >= best - Rounding, $"seed {seed}: {longest + constant} < {best}");

                // A path may also take nothing, for nothing.
                Assert.Equal(longest, Math.Max(0, path.Through(profits).DefaultIfEmpty().Max()), Rounding);

                double floor = best - Rounding - constant;
                DayGraph graph = path.Graph(profits, floor, int.MaxValue)!.Keep(profits, floor);
                if (places.Length == 0) continue;
                Assert.Equal(longest, graph.Longest(profits), Rounding);
                foreach (int item in Enumerable.Range(0, problem.Items.Length))
                    if (random.Next(2) == 0) memory.Add(item);
                (memory.CountsDeep, memory.CountsFilled) = (random.Next(2) == 0, random.Next(2) == 0);
                var tally = new PlanTally(problem, places);
                DayGraph larger = graph.Remember(new ProgressRules(plans, tally, memory), profits, floor, int.MaxValue)!;
                prices.Release(memory);
                double remembered = larger.Longest(prices.Profits(places)) + prices.Constant(memory, plans);
                Assert.True(remembered >= best - Rounding, $"seed {seed} with memory: {remembered} < {best}");
            }
        }
    }

    /// <summary>The two cases of an item together are all plans, and the best of each is found by labels alone.</summary>
    [Fact]
    public void Labels_find_the_best_plan_of_each_case()
    {
        int cases = 0;
        foreach (int seed in Seeds)
        {
            PlanProblem problem = TinyDay.Of(seed);
            var random = new Random(seed);
            for (int item = 0; item < problem.Items.Length; item++)
            {
                (PlanCase? with, PlanCase? without) = PlanCase.Any(problem).Split(item);
                (long bestWith, long bestWithout) = (long.MinValue, long.MinValue);
                Everything.Plans(problem, plan =>
                {
                    long score = PlanScore.Of(problem, plan);
                    if (PathUse.Of(problem, plan).Effort[item] == problem.Items[item].Slots) bestWith = Math.Max(bestWith, score);
                    else bestWithout = Math.Max(bestWithout, score);
                });
                Assert.Equal(bestWith, BestByLabels(with!, random));
                Assert.Equal(bestWithout, BestByLabels(without!, random));
                if (bestWith > long.MinValue) cases++;
            }
        }

        Assert.True(cases > 80, $"{cases} items that can be finished");
    }

    /// <summary>The same work on every machine, so the same proofs. The benchmark <c>plan-optimal</c> tells how many of such days are proven.</summary>
    [Fact]
    public void Days_of_forty_tasks_are_proven_before_any_other_search()
    {
        for (int seed = 100; seed < 104; seed++)
        {
            (PlanRequest request, PlanSetting setting) = PlanInstances.BusyDay(new Random(seed + 1000));
            PlanProblem problem = PlanProblem.Of(request, setting);
            IReadOnlyList<Chunk> greedy = GreedyPlanner.Plan(problem);
            PlanBound bound = PlanBound.Of(problem, Places.Of(problem), greedy, 280_000_000, () => false);
            Assert.Empty(bound.Places);
            Assert.True(bound.Score > PlanScore.Of(problem, greedy));
        }
    }

    [Fact]
    public void A_tally_counts_every_item_apart_and_no_further_than_there_is_to_do()
    {
        PlanProblem problem = TinyDay.Of(3);
        Chunk[] places = InOrder(problem);
        var tally = new PlanTally(problem, places);
        UInt128 done = 0;
        var expected = new int[problem.Items.Length];
        foreach (Chunk place in places)
        {
            bool fits = expected[place.Item] + place.Length <= problem.Items[place.Item].Slots;
            Assert.Equal(fits, tally.TryAdd(ref done, place, out bool isFinished));
            if (fits) expected[place.Item] += place.Length;
            if (fits) Assert.Equal(expected[place.Item] == problem.Items[place.Item].Slots, isFinished);
            Assert.Equal(expected, Enumerable.Range(0, expected.Length).Select(item => tally.SlotsOf(done, item)));
        }
    }

    private static long BestByLabels(PlanCase plans, Random random)
    {
        PlanProblem problem = plans.Problem;
        Chunk[] places = [.. InOrder(problem).Where(plans.Uses)];
        var memory = new PathMemory(problem);
        DayPrices prices = Wild(problem, plans, places, memory, random);
        var priced = new PricedCase(plans, prices, memory) { Profits = prices.Profits(places), Constant = prices.Constant(memory, plans) };
        const double anything = -1e9;
        var path = new DayPath(problem, places);
        path.Longest(priced.Profits);
        path.Through(priced.Profits);
        DayGraph graph = path.Graph(priced.Profits, anything, int.MaxValue)!.Keep(priced.Profits, anything);
        if (graph.IsEmpty) return plans.Finished.Contains(true) ? long.MinValue : PlanScore.Of(problem, []);
        (List<Chunk>? plan, bool isProven) = new PlanLabels(priced, new PlanTally(problem, places), graph)
            .Search(anything + priced.Constant, 1_000_000, new WorkBudget(0, () => false));
        Assert.True(isProven);
        return plan is null ? long.MinValue : PlanScore.Of(problem, plan);
    }

    /// <summary>Prices after steps against paths that have nothing to do with them.</summary>
    private static DayPrices Wild(PlanProblem problem, PlanCase plans, Chunk[] places, PathMemory memory, Random random)
    {
        var prices = new DayPrices(problem);
        for (int step = random.Next(6); places.Length > 0 && step > 0; step--)
            prices.Step([.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => places[random.Next(places.Length)])], memory, plans, random.Next(1, 3000));
        return prices;
    }

    private static Chunk[] InOrder(PlanProblem problem) =>
        [.. Places.Of(problem).OrderBy(place => place.Start).ThenBy(place => place.Item).ThenBy(place => place.Length)];

    /// <summary>By item: kept, missed, or not hard.</summary>
    private static string KeptOf(PlanProblem problem, IReadOnlyList<Chunk> plan)
    {
        int[] effort = PathUse.Of(problem, plan).Effort;
        return string.Concat(problem.Items.Select((item, i) => !item.IsHard ? ' ' : effort[i] == item.Slots ? '+' : '-'));
    }
}
