namespace AttentionFunctions.Plan;

/// <summary>
/// The rules of a plan, checked from its request and its answer alone: in minutes and on clocks, with none of the planner's slots, so that
/// a fault there is not repeated here.
/// </summary>
internal static class PlanChecker
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    /// <summary>Every broken rule, in words.</summary>
    public static List<string> Check(PlanRequest request, PlanSetting setting, PlanResult plan)
    {
        var broken = new List<string>();
        PlannedBlock[] blocks = [.. plan.Blocks.OrderBy(block => block.Start)];
        foreach (PlannedBlock block in blocks)
        {
            if (block.End - block.Start < Quarter || (block.End - block.Start).Ticks % Quarter.Ticks != 0) broken.Add($"{block.TaskId} is no number of quarters");
            if (block.Start < setting.Now) broken.Add($"{block.TaskId} lies in the past");
        }

        foreach ((PlannedBlock first, PlannedBlock second) in blocks.Zip(blocks.Skip(1)))
            if (second.Start < first.End) broken.Add($"{first.TaskId} and {second.TaskId} overlap");
        foreach (FixedEvent appointment in setting.Fixed)
            foreach (PlannedBlock block in blocks)
                if (block.Start < appointment.End && appointment.Start < block.End) broken.Add($"{block.TaskId} overlaps {appointment.Id}");

        foreach (PlanTask task in request.Tasks) CheckTask(task, request, setting, plan, [.. blocks.Where(block => block.TaskId == task.Id)], broken);
        foreach (Habit habit in request.Habits) CheckHabit(habit, setting, [.. blocks.Where(block => block.TaskId == habit.Id)], broken);
        if (request.QuietHours is { } quiet)
            foreach (PlannedBlock block in blocks)
                if (Clock(block, setting.Zone).Any(time => Inside(quiet, TimeOnly.FromDateTime(time)))) broken.Add($"{block.TaskId} lies in quiet hours");
        CheckFocusCap(request, setting, blocks, broken);
        CheckBreaks(request, setting, blocks, broken);
        if (plan.GreedyScore > plan.Score) broken.Add($"the first draft scores {plan.GreedyScore}, the plan {plan.Score}");
        if (plan.Bound < plan.Score) broken.Add($"no plan scores more than {plan.Bound}, but this one scores {plan.Score}");
        if (plan.Outcome == PlanOutcome.Optimal && plan.Bound != plan.Score) broken.Add($"proven at {plan.Score}, but the bound is {plan.Bound}");
        if (plan.Gap < 0) broken.Add($"the gap is {plan.Gap}");
        return broken;
    }

    private static void CheckTask(PlanTask task, PlanRequest request, PlanSetting setting, PlanResult plan, PlannedBlock[] blocks, List<string> broken)
    {
        double placed = blocks.Sum(block => (block.End - block.Start).TotalMinutes);
        int missing = plan.Unplaced.Where(unplaced => unplaced.TaskId == task.Id).Sum(unplaced => unplaced.MissingMinutes);
        double effort = placed + missing;
        if (effort < task.Minutes) broken.Add($"{task.Id}: {task.Minutes} min asked, {placed} placed, {missing} said to be missing");
        if (task.MinChunkMinutes is null && task.MaxChunkMinutes is null && effort >= task.Minutes + 15) broken.Add($"{task.Id}: {effort} min for {task.Minutes}");

        // Parts that touch are one part.
        var parts = new List<(DateTimeOffset Start, DateTimeOffset End)>();
        foreach (PlannedBlock block in blocks)
        {
            if (parts.Count > 0 && parts[^1].End == block.Start) parts[^1] = (parts[^1].Start, block.End);
            else parts.Add((block.Start, block.End));
        }

        bool whole = task.MinChunkMinutes is null && task.MaxChunkMinutes is null;
        if (whole && (parts.Count > 1 || (parts.Count == 1 && missing > 0))) broken.Add($"{task.Id} is in parts");
        foreach ((DateTimeOffset start, DateTimeOffset end) in parts)
        {
            double minutes = (end - start).TotalMinutes;
            if (task.MinChunkMinutes is { } least && minutes < Math.Min(least, task.Minutes)) broken.Add($"{task.Id} has a part of {minutes} min");
            if (task.MaxChunkMinutes is { } most && minutes >= Math.Max(most, task.MinChunkMinutes ?? 0) + 15) broken.Add($"{task.Id} has a part of {minutes} min");
            if (task.Earliest > start) broken.Add($"{task.Id} starts too early");
            if (task.DueIsHard && end > task.Due) broken.Add($"{task.Id} ends after its hard due date");
        }

        if (task.DueIsHard && missing > 0 && plan is { Outcome: PlanOutcome.Optimal, Conflicts.Count: 0 })
            broken.Add($"{task.Id} misses its hard due date without a word");
        foreach (string before in task.After.Where(_ => blocks.Length > 0))
        {
            if (plan.Unplaced.Any(unplaced => unplaced.TaskId == before)) broken.Add($"{task.Id} is placed, {before} is not finished");
            if (plan.Blocks.Any(block => block.TaskId == before && block.End > blocks[0].Start)) broken.Add($"{task.Id} starts before {before} ends");
        }

        foreach (DateTime time in blocks.SelectMany(block => Clock(block, setting.Zone)))
        {
            bool work = Inside(setting.WorkingHours, TimeOnly.FromDateTime(time)) && request.WorkingDays!.Contains(time.DayOfWeek);
            bool personal = Inside(setting.PersonalHours, TimeOnly.FromDateTime(time));
            if (!(task.Hours == TaskHours.Work ? work : task.Hours == TaskHours.Personal ? personal : work || personal)) broken.Add($"{task.Id} lies outside of its hours at {time}");
        }
    }

    private static void CheckHabit(Habit habit, PlanSetting setting, PlannedBlock[] blocks, List<string> broken)
    {
        if (blocks.GroupBy(block => Local(block.Start, setting.Zone).Date).Any(day => day.Count() > 1)) broken.Add($"{habit.Id} comes twice a day");
        foreach (PlannedBlock block in blocks)
        {
            if ((block.End - block.Start).TotalMinutes != habit.Minutes) broken.Add($"{habit.Id} has {(block.End - block.Start).TotalMinutes} min");
            if (!Clock(block, setting.Zone).All(time => Inside(habit.Window!, TimeOnly.FromDateTime(time)))) broken.Add($"{habit.Id} lies outside of its window");
        }
    }

    private static void CheckFocusCap(PlanRequest request, PlanSetting setting, PlannedBlock[] blocks, List<string> broken)
    {
        if (request.DailyFocusMinutes is not { } cap) return;
        HashSet<string> deep = [.. request.Tasks.Where(task => task.Depth >= 0.5).Select(task => task.Id), .. request.Habits.Where(habit => habit.Depth >= 0.5).Select(habit => habit.Id)];
        foreach (IGrouping<DateTime, DateTime> day in blocks.Where(block => deep.Contains(block.TaskId)).SelectMany(block => Clock(block, setting.Zone)).GroupBy(time => time.Date))
            if (day.Count() > cap) broken.Add($"{day.Count()} min of deep work, the cap is {cap}");
    }

    /// <summary>Work in a row, appointments included and taken to full quarters; a row of appointments alone is nobody's fault.</summary>
    private static void CheckBreaks(PlanRequest request, PlanSetting setting, PlannedBlock[] blocks, List<string> broken)
    {
        HashSet<string> rest = [.. request.Habits.Where(habit => habit.Rest).Select(habit => habit.Id)];
        var work = blocks.Where(block => !rest.Contains(block.TaskId)).Select(block => (block.Start, block.End, Planned: true)).ToList();
        work.AddRange(setting.Fixed.Select(appointment => (Floor(appointment.Start), Floor(appointment.End + Quarter - TimeSpan.FromTicks(1)), false)));
        DateTimeOffset start = default, end = default;
        bool planned = false;
        foreach ((DateTimeOffset from, DateTimeOffset to, bool isPlanned) in work.OrderBy(part => part.Item1).Append((DateTimeOffset.MaxValue, DateTimeOffset.MaxValue, false)))
        {
            if (from > end)
            {
                if (planned && (end - start).TotalMinutes > request.BreakAfterMinutes) broken.Add($"{(end - start).TotalMinutes} min without a break from {start}");
                (start, end, planned) = (from, to, isPlanned);
                continue;
            }

            planned |= isPlanned;
            if (to > end) end = to;
        }
    }

    private static DateTimeOffset Floor(DateTimeOffset time) => new(time.UtcTicks - time.UtcTicks % Quarter.Ticks, TimeSpan.Zero);

    private static bool Inside(DayWindow window, TimeOnly time) =>
        window.From < window.To ? window.From <= time && time < window.To : window.From <= time || time < window.To;

    private static DateTime Local(DateTimeOffset time, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(time, zone).DateTime;

    /// <summary>The person's clock at every minute of a block.</summary>
    private static IEnumerable<DateTime> Clock(PlannedBlock block, TimeZoneInfo zone)
    {
        for (DateTimeOffset time = block.Start; time < block.End; time = time.AddMinutes(1)) yield return Local(time, zone);
    }
}
