using Xunit;

namespace AttentionFunctions.Plan;

public sealed class ConflictTests
{
    private static readonly DateOnly Date = new(2026, 11, 24);

    private static readonly SearchLimit Limit = SearchLimit.OfWork(1);

    [Fact]
    public void Two_due_dates_and_a_meeting_that_cannot_all_be_kept_are_named_and_nothing_else()
    {
        // 09:00 to 12:00 with a meeting of an hour leaves two hours for three.
        PlanResult plan = Plan(
            [Hard("a", 90, 12), Hard("b", 90, 12), Hard("later", 60, 17), new PlanTask { Id = "soft", Minutes = 60 }],
            [Meeting("m", 10, 11), Meeting("afternoon", 14, 15)]);
        PlanConflict conflict = Assert.Single(plan.Conflicts);
        Assert.True(conflict.Minimal);
        string[] named = [.. conflict.Demands.Select(demand => $"{demand.Kind}:{demand.Id}").Order()];
        Assert.Contains("due:a", named);
        Assert.Contains("due:b", named);
        Assert.DoesNotContain("due:later", named);
        Assert.DoesNotContain("fixed:afternoon", named);
    }

    /// <summary>On random impossible days: all demands together contradict each other, and without any single one they do not.</summary>
    [Fact]
    public void A_conflict_is_one_of_which_nothing_can_be_left_out()
    {
        int found = 0;
        for (int seed = 0; seed < 8; seed++)
        {
            var random = new Random(seed);
            PlanTask[] tasks = [.. Enumerable.Range(0, 4).Select(i => Hard($"t{i}", 15 * random.Next(3, 9), random.Next(11, 15)))];
            FixedEvent[] meetings = [Meeting("m0", 9, 10), Meeting("m1", 12, 13)];
            PlanRequest request = Request(tasks);
            PlanConflict? conflict = new ConflictSearch(request, Setting(meetings), TimeProvider.System, Limit).Find();
            if (conflict is null) continue;
            found++;
            Assert.True(conflict.Minimal);
            Assert.False(Possible(request, meetings, conflict.Demands));
            foreach (Demand left in conflict.Demands) Assert.True(Possible(request, meetings, [.. conflict.Demands.Where(demand => demand != left)]));
        }

        Assert.True(found > 2);
    }

    /// <summary>One long task contradicts by itself; three short ones do so together. Every smaller set is tried, and can be met.</summary>
    [Fact]
    public void A_conflict_is_the_smallest_there_is()
    {
        int found = 0, smaller = 0;
        for (int seed = 0; seed < 6; seed++)
        {
            var random = new Random(seed);
            PlanTask[] tasks = [.. Enumerable.Range(0, 3).Select(i => Hard($"t{i}", 15 * random.Next(4, 8), 12)), Hard("long", 15 * random.Next(14, 22), 13)];
            FixedEvent[] meetings = [Meeting("m", 12, 13)];
            PlanRequest request = Request([.. tasks.OrderBy(_ => random.Next())]);
            PlanConflict? conflict = new ConflictSearch(request, Setting(meetings), TimeProvider.System, Limit).Find();
            if (conflict is null) continue;
            found++;
            Assert.True(conflict.Smallest);
            Assert.False(Possible(request, meetings, conflict.Demands));
            Demand[] all = [.. tasks.SelectMany(task => new[] { new Demand("due", task.Id, ""), new Demand("chunks", task.Id, "") }), new("fixed", "m", ""), new("breaks", null, ""), new("hours", null, "")];
            Assert.All(Subsets(all, conflict.Demands.Count - 1), subset => Assert.True(Possible(request, meetings, subset)));
            if (conflict.Demands.Count < 4) smaller++;
        }

        Assert.True(found > 3);
        Assert.True(smaller > 0);
    }

    private static IEnumerable<Demand[]> Subsets(Demand[] all, int count)
    {
        if (count == 0) return [[]];
        return Enumerable.Range(0, all.Length).SelectMany(first => Subsets(all[(first + 1)..], count - 1).Select(rest => (Demand[])[all[first], .. rest]));
    }

    [Fact]
    public void What_can_be_kept_is_kept_beside_a_conflict()
    {
        PlanResult plan = Plan([Hard("impossible", 300, 12), Hard("possible", 60, 17)], []);
        Assert.Equal(["impossible"], plan.Unplaced.Select(task => task.TaskId));
        Assert.Contains(plan.Blocks, block => block.TaskId == "possible");
        Assert.Contains(Assert.Single(plan.Conflicts).Demands, demand => demand is { Kind: "due", Id: "impossible" });
    }

    [Fact]
    public void A_day_without_contradiction_has_no_conflict() => Assert.Empty(Plan([Hard("a", 60, 17), Hard("b", 60, 17)], []).Conflicts);

    /// <summary>
    /// The demands as a request of their own, put together here and not by the search: what is not kept is given up by hand.
    /// </summary>
    private static bool Possible(PlanRequest request, FixedEvent[] meetings, IReadOnlyList<Demand> kept)
    {
        bool Keeps(string kind, string? id = null) => kept.Any(demand => demand.Kind == kind && demand.Id == id);
        PlanTask[] tasks = [.. request.Tasks.Where(task => Keeps("due", task.Id)).Select(task => task with { MinChunkMinutes = Keeps("chunks", task.Id) ? task.MinChunkMinutes : 1 })];
        PlanSetting setting = Setting([.. meetings.Where(meeting => Keeps("fixed", meeting.Id))]);
        if (!Keeps("hours")) setting = setting with { WorkingHours = new DayWindow(TimeOnly.MinValue, TimeOnly.MinValue), PersonalHours = new DayWindow(TimeOnly.MinValue, TimeOnly.MinValue) };
        PlanProblem problem = PlanProblem.Of(request with { Tasks = tasks, BreakAfterMinutes = Keeps("breaks") ? request.BreakAfterMinutes : 1500 }, setting);
        PlannedDay day = CpSatPlanner.Plan(problem, Limit, TimeProvider.System, CancellationToken.None);
        Assert.Equal(PlanOutcome.Optimal, day.Outcome);
        return problem.Items.Select((item, i) => day.Chunks.Where(chunk => chunk.Item == i).Sum(chunk => chunk.Length) == item.Slots).All(finished => finished);
    }

    private static PlanTask Hard(string id, int minutes, int hour) =>
        new() { Id = id, Minutes = minutes, Due = new DateTimeOffset(Date, new TimeOnly(hour, 0), TimeSpan.Zero), DueIsHard = true };

    private static FixedEvent Meeting(string id, int from, int to) => new()
    {
        Id = id,
        Start = new DateTimeOffset(Date, new TimeOnly(from, 0), TimeSpan.Zero),
        End = new DateTimeOffset(Date, new TimeOnly(to, 0), TimeSpan.Zero),
    };

    private static PlanRequest Request(PlanTask[] tasks) => new() { Date = Date, Tasks = tasks };

    private static PlanSetting Setting(FixedEvent[] meetings) => new(
        TimeZoneInfo.Utc, new DateTimeOffset(Date, TimeOnly.MinValue, TimeSpan.Zero), [.. Enumerable.Repeat(0.5, 168)],
        PlanSetting.UsualWork, PlanSetting.UsualPersonal, meetings, 1, 5, []);

    private static PlanResult Plan(PlanTask[] tasks, FixedEvent[] meetings) =>
        PlanDay.Solve(Request(tasks), Setting(meetings), Limit, TimeProvider.System, CancellationToken.None);
}
