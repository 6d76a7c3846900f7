using Xunit;

namespace AttentionFunctions.Plan;

/// <summary>The parts of <see cref="PlanBound"/>, each against every plan there is of a tiny day.</summary>
public sealed class PlanBoundTests
{
    private static readonly IEnumerable<int> Seeds = Enumerable.Range(0, 40);

    [Fact]
    public void What_is_proven_is_the_best_of_all_plans()
    {
        int missed = 0;
        foreach (int seed in Seeds)
        {
            PlanProblem problem = TinyDay(seed);
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
            PlanProblem problem = TinyDay(seed);
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
        PlanProblem problem = TinyDay(3);
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

    private static Chunk[] InOrder(PlanProblem problem) =>
        [.. Places.Of(problem).OrderBy(place => place.Start).ThenBy(place => place.Item).ThenBy(place => place.Length)];

    /// <summary>By item: kept, missed, or not hard.</summary>
    private static string KeptOf(PlanProblem problem, IReadOnlyList<Chunk> plan)
    {
        int[] effort = PathUse.Of(problem, plan).Effort;
        return string.Concat(problem.Items.Select((item, i) => !item.IsHard ? ' ' : effort[i] == item.Slots ? '+' : '-'));
    }

    /// <summary>Two hours, four tasks, about half of them hard, an appointment in every second one.</summary>
    private static PlanProblem TinyDay(int seed)
    {
        var random = new Random(seed);
        var date = new DateOnly(2026, 11, 24);
        DateTimeOffset At(int quarter) => new DateTimeOffset(date, new TimeOnly(9, 0), TimeSpan.Zero).AddMinutes(15 * quarter);
        var request = new PlanRequest
        {
            Date = date,
            BreakAfterMinutes = 60,
            DailyFocusMinutes = 75,
            Tasks = [.. Enumerable.Range(0, 4).Select(i => new PlanTask
            {
                Id = $"t{i}",
                Minutes = 15 * random.Next(1, 5),
                MinChunkMinutes = random.Next(2) == 0 ? 15 : null,
                MaxChunkMinutes = random.Next(3) == 0 ? 30 : null,
                Priority = (TaskPriority)random.Next(1, 5),
                Depth = random.Next(3) / 2.0,
                Category = random.Next(2) == 0 ? "a" : "b",
                After = i > 0 && random.Next(4) == 0 ? [$"t{random.Next(i)}"] : [],
                Due = At(random.Next(3, 9)),
                DueIsHard = random.Next(2) == 0,
            })],
        };
        int meeting = random.Next(8);
        return PlanProblem.Of(request, new PlanSetting(
            TimeZoneInfo.Utc, At(-36), [.. Enumerable.Range(0, 168).Select(_ => random.NextDouble())],
            new DayWindow(new TimeOnly(9, 0), new TimeOnly(11, 0)), new DayWindow(new TimeOnly(23, 0), new TimeOnly(23, 1)),
            random.Next(2) == 0 ? [new FixedEvent { Id = "f", Start = At(meeting), End = At(meeting + 1) }] : [], 1, 5, []));
    }
}
