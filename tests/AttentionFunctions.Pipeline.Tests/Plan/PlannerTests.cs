using Google.OrTools.Sat;
using Xunit;

namespace AttentionFunctions.Plan;

public sealed class PlannerTests
{
    /// <summary>A Tuesday without a change of clocks.</summary>
    private static readonly DateOnly Date = new(2026, 11, 24);

    /// <summary>Work and not time: what a plan turns out to be must not depend on what else the machine does.</summary>
    private static readonly SearchLimit Limit = SearchLimit.OfWork(1);

    /// <summary>The benchmark <c>plan-check</c> does the same with 10,000.</summary>
    [Fact]
    public void Random_days_keep_every_rule_and_never_score_below_the_first_draft()
    {
        int optimal = 0, conflicts = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            (PlanRequest request, PlanSetting setting) = PlanInstances.Draw(new Random(seed), mostTasks: 6);
            PlanResult plan = PlanDay.Solve(request, setting, SearchLimit.OfWork(0.05), TimeProvider.System, CancellationToken.None);
            Assert.Empty(PlanChecker.Check(request, setting, plan));
            if (plan.Outcome == PlanOutcome.Optimal) optimal++;
            if (plan.Conflicts.Count > 0) conflicts++;
        }

        // Else the instances would show little: most are solved, and some ask for what cannot be.
        Assert.True(optimal > 200, $"{optimal} proven optimal");
        Assert.True(conflicts > 5, $"{conflicts} with conflicts");
    }

    [Fact]
    public void The_first_draft_alone_keeps_every_rule()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            (PlanRequest request, PlanSetting setting) = PlanInstances.Draw(new Random(seed));
            PlanProblem problem = PlanProblem.Of(request, setting);
            IReadOnlyList<Chunk> greedy = GreedyPlanner.Plan(problem);
            long score = PlanScore.Of(problem, greedy);
            var day = new PlannedDay(PlanOutcome.Greedy, greedy, score, score, long.MaxValue);
            Assert.Empty(PlanChecker.Check(request, setting, new PlanReport(problem, setting, request, day).Write([])));
        }
    }

    /// <summary>Every plan of a tiny day is tried: the search must find the best one.</summary>
    [Fact]
    public void The_search_finds_what_trying_everything_finds()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            PlanProblem problem = TinyDay.Of(seed);
            PlannedDay found = CpSatPlanner.Plan(problem, Limit, TimeProvider.System, CancellationToken.None);
            Assert.Equal(PlanOutcome.Optimal, found.Outcome);
            Assert.Equal(Everything.BestScore(problem), found.Score);
            Assert.Equal(found.Score, found.Most);
        }
    }

    /// <summary>
    /// What the bound discards is never needed: it neither falls below what a longer search finds, nor does a proof without a search disagree
    /// with one by search alone.
    /// </summary>
    [Fact]
    public void The_bound_holds_for_the_best_plan_of_the_full_model()
    {
        int proven = 0;
        for (int seed = 0; seed < 12; seed++)
        {
            (PlanRequest request, PlanSetting setting) = PlanInstances.Draw(new Random(seed), mostTasks: 6);
            PlanProblem problem = PlanProblem.Of(request, setting);
            PlanBound bound = PlanBound.Of(problem, Places.Of(problem), GreedyPlanner.Plan(problem), 5_000_000, () => false);
            var model = new CpSatModel(problem, Places.Of(problem));
            model.Maximise();
            var solver = new CpSolver { StringParameters = "num_workers:1,linearization_level:2,max_deterministic_time:3" };
            if (solver.Solve(model.Model) != CpSolverStatus.Optimal) continue;
            proven++;
            long best = PlanScore.Of(problem, model.Read(solver));
            Assert.True(bound.Score <= best && best <= bound.Most, $"seed {seed}: {bound.Score} ≤ {best} ≤ {bound.Most}");
            if (bound.Places.Count == 0) Assert.Equal(best, bound.Score);
        }

        Assert.True(proven > 6, $"{proven} proven");
    }

    [Fact]
    public void Deep_work_lies_at_the_peak_and_light_work_leaves_it()
    {
        double[] focus = [.. Enumerable.Range(0, 168).Select(hour => hour % 24 is 14 or 15 ? 0.9 : 0.3)];
        PlanResult plan = Plan(new PlanRequest
        {
            Tasks =
            [
                new PlanTask { Id = "deep", Minutes = 120, Depth = 1 },
                new PlanTask { Id = "light", Minutes = 60, Depth = 0 },
            ],
        }, focus: focus);
        Assert.Equal(new TimeOnly(14, 0), TimeOnly.FromDateTime(Block(plan, "deep").Start.DateTime));
        Assert.True(Block(plan, "light").End.Hour <= 14);
        Assert.Contains(Block(plan, "deep").Reasons!, reason => reason.Contains("strong hour"));
    }

    /// <summary>Whoever waits wants to know whether waiting longer can pay.</summary>
    [Fact]
    public void A_plan_says_how_much_better_a_plan_can_be()
    {
        (PlanRequest request, PlanSetting setting) = PlanInstances.BusyDay(new Random(1002));
        PlanProblem problem = PlanProblem.Of(request, setting);
        PlannedDay quick = CpSatPlanner.Plan(problem, SearchLimit.OfWork(0.02), TimeProvider.System, CancellationToken.None);
        PlanResult answer = new PlanReport(problem, setting, request, quick).Write([]);
        Assert.NotEqual(PlanOutcome.Optimal, answer.Outcome);
        Assert.True(answer.Gap > 0);
        Assert.Equal(answer.Bound!.Value, answer.Score * (1 + answer.Gap!.Value), 1e-6 * answer.Score);

        PlanResult proven = Plan(new PlanRequest { Tasks = [new PlanTask { Id = "a", Minutes = 60 }] });
        Assert.Equal((PlanOutcome.Optimal, proven.Score, 0.0), (proven.Outcome, proven.Bound, proven.Gap));

        PlannedDay unknown = quick with { Most = long.MaxValue };
        answer = new PlanReport(problem, setting, request, unknown).Write([]);
        Assert.Null(answer.Bound);
        Assert.Null(answer.Gap);
    }

    [Fact]
    public void A_missed_due_date_leaves_no_gap_to_tell()
    {
        PlanResult plan = Plan(new PlanRequest { Tasks = [new PlanTask { Id = "a", Minutes = 600, Due = At(10, 0), DueIsHard = true }] });
        Assert.Single(plan.Unplaced);
        Assert.Equal(plan.Score, plan.Bound);
        Assert.Null(plan.Gap);
    }

    [Fact]
    public void A_second_plan_keeps_what_it_can_and_says_what_changed()
    {
        var request = new PlanRequest
        {
            Tasks = [.. Enumerable.Range(0, 5).Select(i => new PlanTask { Id = $"t{i}", Minutes = 60, Depth = 0.2 * i })],
        };
        PlanResult first = Plan(request);

        // A meeting falls on one task; the others need not move.
        PlannedBlock hit = first.Blocks[2];
        PlanResult second = Plan(
            request with { LastPlan = first.Blocks },
            appointments: [new FixedEvent { Id = "m", Start = hit.Start, End = hit.End }]);
        Assert.Equal([hit.TaskId], second.Diff.Moved);
        Assert.Equal(4, second.Diff.Kept.Count);
        Assert.Contains(second.Blocks.SelectMany(block => block.Reasons!), reason => reason.Contains("stays where"));
    }

    [Theory]
    [InlineData("longer than the day", 600, null, "later due date")]
    [InlineData("no stretch long enough", 300, null, "minChunkMinutes")]
    public void What_has_no_place_says_why_and_what_would_help(string why, int minutes, int? least, string help)
    {
        var noon = new FixedEvent { Id = "noon", Start = At(12, 0), End = At(13, 0) };
        PlanResult plan = Plan(new PlanRequest
        {
            BreakAfterMinutes = 480,
            Tasks = [new PlanTask { Id = "t", Minutes = minutes, MinChunkMinutes = least, Due = At(17, 0) }],
        }, appointments: [noon]);
        UnplacedTask unplaced = Assert.Single(plan.Unplaced);
        Assert.True(unplaced.Help.Contains(help), $"{why}: {unplaced.Why}; {unplaced.Help}");
        Assert.Equal(minutes, unplaced.MissingMinutes);
        Assert.Single(plan.AtRisk);
    }

    [Fact]
    public void What_must_wait_until_too_late_is_told_so()
    {
        PlanResult plan = Plan(new PlanRequest
        {
            Tasks =
            [
                new PlanTask { Id = "fix", Minutes = 60, Earliest = At(15, 30), Priority = TaskPriority.P1 },
                new PlanTask { Id = "ship", Minutes = 60, After = ["fix"] },
            ],
        });
        Assert.Equal(At(16, 30), Block(plan, "fix").End);
        UnplacedTask unplaced = Assert.Single(plan.Unplaced);
        Assert.Equal("its hours after 'fix' have 30 min without appointments, it needs 60 min", unplaced.Why);
    }

    [Fact]
    public void Efforts_are_corrected_by_what_the_person_usually_overruns()
    {
        var request = new PlanRequest { Date = Date, Tasks = [new PlanTask { Id = "t", Minutes = 60 }] };
        PlanSetting setting = Setting(request, PlanSetting.UsualWork, Even) with { EffortFactor = 1.5 };
        PlannedBlock block = Assert.Single(PlanDay.Solve(request, setting, Limit, TimeProvider.System, CancellationToken.None).Blocks);
        Assert.Equal(90, (block.End - block.Start).TotalMinutes);
    }

    [Fact]
    public void Things_to_consume_fill_their_minutes_with_the_best_first()
    {
        var request = new PlanRequest { Date = Date, ConsumeMinutes = 45 };
        PlanSetting setting = Setting(request, PlanSetting.UsualWork, Even) with
        {
            Consume = [new ConsumeItem("a", "A", 20), new ConsumeItem("b", "B", 30), new ConsumeItem("c", "C", 10)],
        };
        PlanResult plan = PlanDay.Solve(request, setting, Limit, TimeProvider.System, CancellationToken.None);

        // A takes two quarters, B does not fit any more, C does.
        Assert.Equal(["a", "c"], plan.Blocks.Select(block => block.TaskId).Order());
        Assert.All(plan.Blocks, block => Assert.Equal(BlockKind.Consume, block.Kind));
    }

    [Fact]
    public void A_request_is_refused_with_every_reason()
    {
        IReadOnlyList<string> wrong = PlanLimits.Check(new PlanRequest { Days = 8, TimeZone = "Mars/Olympus", DeadlineMs = 0 });
        Assert.Equal(3, wrong.Count);
        Assert.Contains(PlanLimits.Check(Tasks(new PlanTask { Id = "a", Minutes = 0 })), reason => reason.Contains("minutes of task 'a'"));
        Assert.Contains(PlanLimits.Check(Tasks(new PlanTask { Id = "a", Minutes = 5, After = ["b"] })), reason => reason.Contains("no task of the request"));
        Assert.Contains(PlanLimits.Check(Tasks(new PlanTask { Id = "a", Minutes = 5, After = ["b"] }, new PlanTask { Id = "b", Minutes = 5, After = ["a"] })), reason => reason.Contains("a → b → a"));
        Assert.Contains(PlanLimits.Check(Tasks(new PlanTask { Id = "a", Minutes = 5 }, new PlanTask { Id = "a", Minutes = 5 })), reason => reason.Contains("twice"));
        Assert.Contains(PlanLimits.Check(new PlanRequest { Tasks = null! }), reason => reason.Contains("tasks must be a list"));
        Assert.Contains(PlanLimits.Check(Tasks([null!])), reason => reason.Contains("needs an id"));

        static PlanRequest Tasks(params PlanTask[] tasks) => new() { Tasks = tasks };
    }

    private static readonly double[] Even = [.. Enumerable.Repeat(0.5, 168)];

    private static DateTimeOffset At(int hour, int minute) => new(Date, new TimeOnly(hour, minute), TimeSpan.Zero);

    private static PlannedBlock Block(PlanResult plan, string id) => plan.Blocks.Single(block => block.TaskId == id);

    private static PlanSetting Setting(PlanRequest request, DayWindow work, IReadOnlyList<double> focus) => new(
        TimeZoneInfo.Utc, new DateTimeOffset(request.Date!.Value, TimeOnly.MinValue, TimeSpan.Zero), focus, work, new DayWindow(new TimeOnly(23, 0), new TimeOnly(23, 1)), [], 1, 5, []);

    private static PlanResult Plan(PlanRequest request, double[]? focus = null, FixedEvent[]? appointments = null)
    {
        request = request with { Date = Date };
        return PlanDay.Solve(
            request, Setting(request, PlanSetting.UsualWork, focus ?? Even) with { Fixed = appointments ?? [] }, Limit, TimeProvider.System, CancellationToken.None);
    }
}
