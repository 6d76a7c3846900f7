namespace AttentionFunctions.Plan;

/// <param name="Score">Of this plan; comparable between plans of the same request only.</param>
/// <param name="GreedyScore">Of the plan that was there before the search; never above <paramref name="Score"/>.</param>
/// <param name="Bound">No plan scores more; equal to <paramref name="Score"/> when it is proven. Null when the request was too large for a bound.</param>
/// <param name="Gap">
/// (bound − score) / score: by so much a longer search could improve the plan at most, 0 when it is proven. Null without a bound, and when a hard due
/// date is missed: what that costs outweighs everything else.
/// </param>
/// <param name="Blocks">In order of time; habits, tasks and things to consume.</param>
/// <param name="Conflicts">Hard demands that cannot all be met; empty when all are.</param>
public sealed record PlanResult(
    PlanOutcome Outcome, string TimeZone, DateTimeOffset From, DateTimeOffset To, long Score, long GreedyScore, long? Bound, double? Gap,
    IReadOnlyList<PlannedBlock> Blocks, IReadOnlyList<UnplacedTask> Unplaced, IReadOnlyList<TaskAtRisk> AtRisk,
    IReadOnlyList<PlanConflict> Conflicts, PlanDiff Diff, PlanMetrics Metrics);

public enum PlanOutcome
{
    /// <summary>Proven: no plan scores higher.</summary>
    Optimal,

    /// <summary>The best found before the deadline.</summary>
    Feasible,

    /// <summary>The search found nothing better than the first draft in time, or the request was too large for it.</summary>
    Greedy,
}

/// <param name="TaskId">The task's or the habit's id, or the item's for things to consume.</param>
/// <param name="Focus">Mean supply of focus in the block, 0 to 1.</param>
/// <param name="Reasons">Why it lies here, strongest first.</param>
public sealed record PlannedBlock(
    string TaskId, DateTimeOffset Start, DateTimeOffset End, BlockKind Kind = BlockKind.Task, string? Title = null, double? Focus = null,
    IReadOnlyList<string>? Reasons = null);

public enum BlockKind
{
    Task,
    Habit,
    Consume,
}

/// <param name="MissingMinutes">What of the effort has no place.</param>
/// <param name="Why">What keeps it out.</param>
/// <param name="Help">What would make it fit.</param>
public sealed record UnplacedTask(string TaskId, string? Title, int MissingMinutes, string Why, string Help);

/// <param name="SlackMinutes">Time of the task's hours that is still free between its last block and its due date.</param>
public sealed record TaskAtRisk(string TaskId, string? Title, DateTimeOffset Due, int SlackMinutes, string Why);

/// <summary>Demands that cannot all be met; without any one of them the others could be.</summary>
/// <param name="Minimal">False when time ran out before everything that is not to blame was found.</param>
/// <param name="Smallest">Proven: no fewer demands contradict each other. False when time ran out before that was known.</param>
public sealed record PlanConflict(IReadOnlyList<Demand> Demands, bool Minimal, bool Smallest);

/// <param name="Kind">Machine-readable: <c>due</c>, <c>fixed</c>, <c>hours</c>, <c>quiet</c>, <c>breaks</c>, <c>focusCap</c>, <c>earliest</c>, <c>after</c>, <c>chunks</c>.</param>
/// <param name="Id">Of the task or the event; null when it concerns the day.</param>
public sealed record Demand(string Kind, string? Id, string Text);

/// <summary>Against the last plan; ids of tasks. Empty without one.</summary>
public sealed record PlanDiff(IReadOnlyList<string> Kept, IReadOnlyList<string> Moved, IReadOnlyList<string> Added, IReadOnlyList<string> Removed);

/// <param name="FocusMinutes">Deep work (depth from 0.5) that is planned.</param>
/// <param name="LongestFocusMinutes">Without anything between.</param>
/// <param name="Fragmentation">1 − Σ(stretch / deep work)², over stretches of deep work: 0 for one, towards 1 for many.</param>
/// <param name="Switches">Neighbouring blocks of different categories.</param>
/// <param name="AfterHoursMinutes">Outside of the working hours; rest does not count.</param>
/// <param name="ExpectedMinutes">Effort that the planned time is expected to get done, given the focus of its hours.</param>
/// <param name="FreeMinutes">Left of the working hours.</param>
public sealed record PlanMetrics(
    int PlannedMinutes, int FocusMinutes, int LongestFocusMinutes, double Fragmentation, int Switches, int AfterHoursMinutes,
    double ExpectedMinutes, int FixedMinutes, int FreeMinutes);
