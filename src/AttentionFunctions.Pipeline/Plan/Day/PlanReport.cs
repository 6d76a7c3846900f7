namespace AttentionFunctions.Plan;

/// <summary>A chosen plan as people read it: blocks with reasons, what is missing and why, what is at risk, what changed.</summary>
internal sealed class PlanReport(PlanProblem problem, PlanSetting setting, PlanRequest request, PlannedDay day)
{
    private readonly Chunk[] _chunks = [.. day.Chunks.OrderBy(chunk => chunk.Start)];
    private readonly double _peak = problem.Slots.Where(slot => slot.IsWork || slot.IsPersonal).Select(slot => slot.Focus).DefaultIfEmpty(1).Max();

    public PlanResult Write(IReadOnlyList<PlanConflict> conflicts)
    {
        PlannedBlock[] blocks = [.. _chunks.Select(Block)];
        return new PlanResult(
            day.Outcome, setting.Zone.Id, problem.Slots[0].Start, TimeZoneInfo.ConvertTime(problem.Slots[^1].End, setting.Zone),
            day.Score, day.GreedyScore, Bound, Gap, blocks,
            [.. Enumerable.Range(0, problem.Items.Length).Where(item => Missing(item) > 0 && problem.Items[item].Kind != BlockKind.Consume).Select(Unplaced)],
            [.. Enumerable.Range(0, problem.Items.Length).Select(AtRisk).OfType<TaskAtRisk>()],
            conflicts, Diff(blocks), Metrics());
    }

    private long? Bound => day.Most == long.MaxValue ? null : day.Most;

    private double? Gap => Bound is not { } bound || problem.Items.Where((item, i) => item.IsHard && Missing(i) > 0).Any() ? null
        : bound == day.Score ? 0
        : day.Score > 0 ? (double)(bound - day.Score) / day.Score
        : null;

    private PlannedBlock Block(Chunk chunk)
    {
        PlanItem item = problem.Items[chunk.Item];
        DateTimeOffset start = problem.Slots[chunk.Start].Start;
        DateTimeOffset end = TimeZoneInfo.ConvertTime(problem.Slots[chunk.End - 1].End, setting.Zone);
        return new PlannedBlock(item.Id, start, end, item.Kind, item.Title, FocusIn(chunk), Reasons(item, chunk, start, end));
    }

    private List<string> Reasons(PlanItem item, Chunk chunk, DateTimeOffset start, DateTimeOffset end)
    {
        var reasons = new List<string>();
        double focus = FocusIn(chunk);
        if (item.IsHard) reasons.Add($"must be finished by {LocalText(item.DueAt!.Value)}");
        else if (item.DueAt is { } due && item.Due < problem.Slots.Length)
            reasons.Add(end <= due ? $"due {LocalText(due)}" : $"late: it was due {LocalText(due)}, and is still worth doing");
        if (item.IsDeep && focus >= 0.8 * _peak) reasons.Add($"needs focus, and this is a strong hour ({focus:P0} focus, best {_peak:P0})");
        else if (item.IsDeep) reasons.Add($"needs focus; the stronger hours are taken ({focus:P0} here, best {_peak:P0})");
        else if (focus < 0.6 * _peak) reasons.Add($"needs little focus, and this is a weak hour ({focus:P0})");
        if (item.Kind == BlockKind.Habit) reasons.Add("a habit, within its window");
        if (item.Kind == BlockKind.Consume) reasons.Add("recommended, in the time set aside for it");
        if (_chunks.Any(other => other.End == chunk.Start && other.Item != chunk.Item && problem.Items[other.Item].Category is { } category && category == item.Category))
            reasons.Add("follows work of the same kind: no switch");
        if (request.LastPlan.Any(block => block.TaskId == item.Id && block.Start == start && block.End == end)) reasons.Add("stays where the last plan had it");
        if (reasons.Count == 0) reasons.Add(Invariant($"worth {item.Weight:0.#} an hour, more than what else could lie here"));
        return reasons;
    }

    private UnplacedTask Unplaced(int index)
    {
        PlanItem item = problem.Items[index];
        int missing = Missing(index);
        (string why, string help) = Cause(index, missing);
        return new UnplacedTask(item.Id, item.Title, missing * PlanSlot.Minutes, why, help);
    }

    private (string Why, string Help) Cause(int index, int missing)
    {
        PlanItem item = problem.Items[index];
        if (item.After.Where(before => Missing(before) > 0).Select(before => problem.Items[before]).FirstOrDefault() is { } waiting)
            return ($"it waits for '{waiting.Title ?? waiting.Id}', which is not finished in this plan", $"finish '{waiting.Title ?? waiting.Id}', or drop the dependency");
        int allowed = item.Allowed.Count(slot => slot);
        int run = LongestRun(slot => item.Allowed[slot]);
        if (allowed < item.Slots)
            return ($"its hours have {Minutes(allowed)} min without appointments{Before(item)}, it needs {Minutes(item.Slots)} min",
                item.DueAt is null ? $"plan more days, or free {Minutes(item.Slots - allowed)} min" : $"a later due date, other hours, or {Minutes(item.Slots - allowed)} min less effort");
        if (run < item.Least)
            return ($"the longest stretch without appointments is {Minutes(run)} min, its shortest part is {Minutes(item.Least)} min",
                $"allow parts of {Minutes(run)} min (minChunkMinutes)");
        if (!item.IsRest && item.Least > problem.BreakAfter)
            return ($"one piece of {Minutes(item.Least)} min leaves no break after {Minutes(problem.BreakAfter)} min", $"allow parts of {Minutes(problem.BreakAfter)} min (minChunkMinutes)");
        Chunk last = _chunks.Where(chunk => item.After.Contains(chunk.Item)).OrderBy(chunk => chunk.End).LastOrDefault();
        if (item.Allowed.Skip(last.End).Count(slot => slot) is var after && after < item.Slots && last.End > 0)
            return ($"its hours after '{problem.Items[last.Item].Title ?? problem.Items[last.Item].Id}' have {Minutes(after)} min without appointments, it needs {Minutes(item.Slots)} min",
                $"plan more days, other hours, or {Minutes(item.Slots - after)} min less effort");
        bool[] taken = Taken();
        int free = Enumerable.Range(0, taken.Length).Count(slot => item.Allowed[slot] && !taken[slot]);
        int freeRun = LongestRun(slot => item.Allowed[slot] && !taken[slot]);
        if (item.IsDeep && problem.FocusCap != int.MaxValue && freeRun >= item.Least)
            return ($"the {Minutes(problem.FocusCap)} min of deep work a day are used up", $"raise dailyFocusMinutes by {Minutes(missing)}, or plan another day");
        if (freeRun < item.Least && free >= missing && item.Least > 1)
            return ($"what is left of its hours is in pieces of {Minutes(freeRun)} min at most", $"allow parts of {Minutes(Math.Max(1, freeRun))} min (minChunkMinutes)");
        return ("the time that is left is worth more to other work, or kept as slack and for breaks",
            $"a higher priority, an earlier due date, or {Minutes(Math.Max(missing - free, 1))} min more");
    }

    /// <summary>Finished, but with less room before its due date than a quarter of its effort; or expected to get less done than it needs.</summary>
    private TaskAtRisk? AtRisk(int index)
    {
        PlanItem item = problem.Items[index];
        if (item.DueAt is not { } due || due > problem.Slots[^1].End) return null;
        bool[] taken = Taken();
        int end = _chunks.Where(chunk => chunk.Item == index).Select(chunk => chunk.End).DefaultIfEmpty(0).Max();
        int slack = Enumerable.Range(end, Math.Max(0, item.Due - end)).Count(slot => item.Allowed[slot] && !taken[slot]);
        double expected = _chunks.Where(chunk => chunk.Item == index)
            .Sum(chunk => Enumerable.Range(chunk.Start, chunk.Length).Sum(slot => PlanProblem.Progress(item.Depth, problem.Slots[slot].Focus, _peak)));
        string? why = Missing(index) > 0 ? $"{Minutes(Missing(index))} min have no place"
            : end > item.Due ? "it ends after its due date"
            : slack * 4 < item.Slots ? $"only {Minutes(slack)} min are free between its end and its due date"
            : expected + slack < item.Slots * 0.95 ? Invariant($"its hours are weak: about {expected * PlanSlot.Minutes:0} of {Minutes(item.Slots)} min are expected to get done")
            : null;
        return why is null ? null : new TaskAtRisk(item.Id, item.Title, TimeZoneInfo.ConvertTime(due, setting.Zone), Minutes(slack), why);
    }

    private PlanDiff Diff(PlannedBlock[] blocks)
    {
        if (request.LastPlan.Count == 0) return new PlanDiff([], [], [], []);
        var before = request.LastPlan.ToLookup(block => block.TaskId, block => (block.Start.UtcTicks, block.End.UtcTicks));
        var after = blocks.ToLookup(block => block.TaskId, block => (block.Start.UtcTicks, block.End.UtcTicks));
        string[] both = [.. before.Select(task => task.Key).Where(after.Contains)];
        bool Same(string id) => before[id].Order().SequenceEqual(after[id].Order());
        return new PlanDiff(
            [.. both.Where(Same)], [.. both.Where(id => !Same(id))],
            [.. after.Select(task => task.Key).Where(id => !before.Contains(id))], [.. before.Select(task => task.Key).Where(id => !after.Contains(id))]);
    }

    private PlanMetrics Metrics()
    {
        Chunk[] work = [.. _chunks.Where(chunk => !problem.Items[chunk.Item].IsRest)];
        List<int> deep = DeepRuns();
        int total = deep.Sum();
        bool[] taken = Taken();
        return new PlanMetrics(
            Minutes(work.Sum(chunk => chunk.Length)), Minutes(total), Minutes(deep.DefaultIfEmpty().Max()),
            total == 0 ? 0 : 1 - deep.Sum(run => Math.Pow((double)run / total, 2)),
            work.Zip(work.Skip(1)).Count(pair => problem.Items[pair.First.Item].Category is not { } category || category != problem.Items[pair.Second.Item].Category
                ? pair.First.Item != pair.Second.Item : false),
            Minutes(work.Sum(chunk => Enumerable.Range(chunk.Start, chunk.Length).Count(slot => !problem.Slots[slot].IsWork))),
            work.Sum(chunk => PlanSlot.Minutes * Enumerable.Range(chunk.Start, chunk.Length).Sum(slot => PlanProblem.Progress(problem.Items[chunk.Item].Depth, problem.Slots[slot].Focus, _peak))),
            Minutes(problem.Slots.Count(slot => slot.IsFixed)),
            Minutes(Enumerable.Range(0, taken.Length).Count(slot => problem.Slots[slot] is { IsFree: true, IsWork: true } && !taken[slot])));
    }

    private List<int> DeepRuns()
    {
        var runs = new List<int>();
        int last = -1;
        foreach (Chunk chunk in _chunks.Where(chunk => problem.Items[chunk.Item].IsDeep))
        {
            if (chunk.Start == last) runs[^1] += chunk.Length;
            else runs.Add(chunk.Length);
            last = chunk.End;
        }

        return runs;
    }

    private bool[] Taken()
    {
        var taken = new bool[problem.Slots.Length];
        foreach (Chunk chunk in _chunks) Array.Fill(taken, true, chunk.Start, chunk.Length);
        return taken;
    }

    private int Missing(int item) => problem.Items[item].Slots - _chunks.Where(chunk => chunk.Item == item).Sum(chunk => chunk.Length);

    private double FocusIn(Chunk chunk) => Enumerable.Range(chunk.Start, chunk.Length).Average(slot => problem.Slots[slot].Focus);

    private int LongestRun(Func<int, bool> inside)
    {
        int longest = 0, run = 0;
        for (int slot = 0; slot < problem.Slots.Length; slot++) longest = Math.Max(longest, run = inside(slot) ? run + 1 : 0);
        return longest;
    }

    private string Before(PlanItem item) => item.DueAt is { } due && item.Due < problem.Slots.Length ? $" before {LocalText(due)}" : "";

    private string LocalText(DateTimeOffset instant) => Invariant($"{TimeZoneInfo.ConvertTime(instant, setting.Zone):ddd HH:mm}");

    private static int Minutes(int slots) => slots * PlanSlot.Minutes;

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
