using AttentionFunctions.Events;

namespace AttentionFunctions.Plan;

/// <summary>What a request may hold, and what is wrong with one.</summary>
internal static class PlanLimits
{
    public const int BodyBytes = 512 * 1024;

    private const int Days = 7, Tasks = 100, FixedEvents = 500, Habits = 20, LastBlocks = 1000, MaxReasons = 32, TitleLength = 200;

    /// <summary>Everything that is wrong, in words for the caller; empty when nothing is.</summary>
    public static IReadOnlyList<string> Check(PlanRequest request)
    {
        var wrong = new List<string>();
        Range(request.Days, 1, Days, "days");
        Range(request.BreakAfterMinutes, 30, 480, "breakAfterMinutes");
        Range(request.ConsumeMinutes, 0, 240, "consumeMinutes");
        Range(request.DeadlineMs, 50, 10_000, "deadlineMs");
        if (request.DailyFocusMinutes is { } cap) Range(cap, 15, 1440, "dailyFocusMinutes");
        if (request.TimeZone is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)) Say($"timeZone '{Short(zone)}' is no IANA time zone, such as Europe/Berlin.");
        if (request.Date is { Year: < 1970 or > 2200 }) Say("date must be from 1970 to 2200.");
        if (request.Focus is { } focus && (focus.Count is not (24 or 168) || focus.Any(value => value is not (>= 0 and <= 1))))
            Say("focus must have 24 or 168 numbers from 0 to 1.");
        Count(request.Tasks, Tasks, "tasks");
        Count(request.Fixed, FixedEvents, "fixed");
        Count(request.Habits, Habits, "habits");
        Count(request.LastPlan, LastBlocks, "lastPlan");
        if (wrong.Count > 0) return wrong;

        foreach (FixedEvent appointment in request.Fixed)
        {
            Named(appointment?.Id, appointment?.Title, "fixed");
            if (appointment is not null && appointment.End <= appointment.Start) Say($"fixed '{Short(appointment.Id)}' must end after it starts.");
        }

        foreach (PlanTask task in request.Tasks) Task(task);
        foreach (Habit habit in request.Habits)
        {
            Named(habit?.Id, habit?.Title, "habits");
            if (habit is null) continue;
            Range(habit.Minutes, 15, 480, $"minutes of habit '{Short(habit.Id)}'");
            Unit(habit.Depth, $"depth of habit '{Short(habit.Id)}'");
            if (!Enum.IsDefined(habit.Priority)) Say($"priority of habit '{Short(habit.Id)}' must be p1 to p4.");
        }

        foreach (PlannedBlock block in request.LastPlan) Named(block?.TaskId, null, "lastPlan");
        if (wrong.Count == 0) Names(request);
        return wrong;

        void Task(PlanTask task)
        {
            Named(task?.Id, task?.Title, "tasks");
            if (task is null) return;
            string name = $"task '{Short(task.Id)}'";
            Range(task.Minutes, 1, 6000, $"minutes of {name}");
            if (task.MinChunkMinutes is { } least) Range(least, 1, 480, $"minChunkMinutes of {name}");
            if (task.MaxChunkMinutes is { } most) Range(most, task.MinChunkMinutes ?? 1, 480, $"maxChunkMinutes of {name}");
            if (task.Value is not (>= 0.1 and <= 10)) Say($"value of {name} must be from 0.1 to 10.");
            Unit(task.Depth, $"depth of {name}");
            if (!Enum.IsDefined(task.Priority)) Say($"priority of {name} must be p1 to p4.");
            if (!Enum.IsDefined(task.Hours)) Say($"hours of {name} must be work, personal or any.");
            if (task.Category?.Length > EventLimits.CategoryLength) Say($"category of {name} may have {EventLimits.CategoryLength} characters.");
            if (task.Earliest >= task.Due) Say($"{name} must be due after its earliest start.");
            if (task.DueIsHard && task.Due is null) Say($"{name} has a hard due date but no due.");
        }

        void Range(int value, int low, int high, string name)
        {
            if (value < low || value > high) Say($"{name} must be from {low} to {high}, got {value}.");
        }

        void Unit(double value, string name)
        {
            if (value is not (>= 0 and <= 1)) Say($"{name} must be from 0 to 1.");
        }

        void Count<T>(IReadOnlyList<T>? list, int most, string name)
        {
            if (list is null) Say($"{name} must be a list; leave it out when there is none.");
            else if (list.Count > most) Say($"{name} may have {most} entries, got {list.Count}.");
        }

        void Named(string? id, string? title, string list)
        {
            if (string.IsNullOrWhiteSpace(id) || id.Length > EventLimits.IdLength) Say($"every entry of {list} needs an id of 1 to {EventLimits.IdLength} characters.");
            if (title?.Length > TitleLength) Say($"a title in {list} may have {TitleLength} characters.");
        }

        void Say(string reason)
        {
            if (wrong.Count < MaxReasons) wrong.Add(reason);
        }

        void Names(PlanRequest checkedRequest)
        {
            HashSet<string> ids = new(StringComparer.Ordinal);
            foreach (string id in checkedRequest.Tasks.Select(task => task.Id).Concat(checkedRequest.Habits.Select(habit => habit.Id)))
                if (!ids.Add(id)) Say($"the id '{Short(id)}' is used twice among tasks and habits.");
            HashSet<string> tasks = [.. checkedRequest.Tasks.Select(task => task.Id)];
            foreach (PlanTask task in checkedRequest.Tasks)
                foreach (string before in task.After ?? [])
                    if (!tasks.Contains(before)) Say($"task '{Short(task.Id)}' comes after '{Short(before)}', which is no task of the request. Leave out what is done.");
            if (wrong.Count == 0 && Dependencies.Cycle(checkedRequest.Tasks) is { } cycle)
                Say($"these tasks wait for each other: {string.Join(" → ", cycle.Select(Short))}.");
        }
    }

    private static string Short(string text) => text.Length > 40 ? text[..40] + "…" : text;
}
