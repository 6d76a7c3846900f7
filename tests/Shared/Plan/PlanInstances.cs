namespace AttentionFunctions.Plan;

/// <summary>Random requests: every rule of the contract, appointments that overlap, days on which the clocks change.</summary>
internal static class PlanInstances
{
    private static readonly string[] Zones = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Havana", "UTC"];

    /// <summary>Ordinary days, and days of a change in one of the zones.</summary>
    private static readonly DateOnly[] Dates =
        [new(2026, 11, 24), new(2026, 3, 29), new(2026, 10, 25), new(2026, 3, 8), new(2026, 11, 1), new(2026, 4, 5), new(2026, 10, 4), new(2026, 6, 12)];

    public static (PlanRequest Request, PlanSetting Setting) Draw(Random random, int mostTasks = 12)
    {
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(Zones[random.Next(Zones.Length)]);
        DateOnly date = Dates[random.Next(Dates.Length)];
        int days = random.Next(4) == 0 ? 2 : 1;
        DateTimeOffset first = new(date.ToDateTime(new TimeOnly(0, 0)), TimeSpan.Zero);
        string[] categories = ["code", "mail", "write"];
        DateTimeOffset At(int lowHour, int highHour) => first.AddMinutes(random.Next(lowHour * 60, highHour * 60));

        PlanTask[] tasks = [.. Enumerable.Range(0, random.Next(1, mostTasks + 1)).Select(i =>
        {
            int minutes = random.Next(10, 200);
            int? least = random.Next(3) == 0 ? random.Next(15, 61) : null;
            bool due = random.Next(3) == 0;
            return new PlanTask
            {
                Id = $"t{i}",
                Minutes = minutes,
                MinChunkMinutes = least,
                MaxChunkMinutes = least is { } low && random.Next(2) == 0 ? low + random.Next(0, 60) : null,
                Earliest = random.Next(5) == 0 ? At(6, 13) : null,
                Due = due ? At(14, 24 * days + 6) : null,
                DueIsHard = due && random.Next(3) == 0,
                After = i > 0 && random.Next(6) == 0 ? [$"t{random.Next(i)}"] : [],
                Priority = (TaskPriority)random.Next(1, 5),
                Depth = random.Next(11) / 10.0,
                Category = random.Next(4) == 0 ? null : categories[random.Next(categories.Length)],
                Hours = (TaskHours)random.Next(3),
            };
        })];
        var request = new PlanRequest
        {
            Date = date,
            Days = days,
            Tasks = tasks,
            QuietHours = random.Next(3) == 0 ? new DayWindow(new TimeOnly(20, 0), new TimeOnly(8, random.Next(60))) : null,
            WorkingDays = Enum.GetValues<DayOfWeek>(),
            Habits = random.Next(2) == 0 ? [new Habit { Id = "lunch", Minutes = 45, Window = new DayWindow(new TimeOnly(11, 30), new TimeOnly(14, 0)), Rest = random.Next(2) == 0 }] : [],
            DailyFocusMinutes = random.Next(3) == 0 ? random.Next(60, 300) : null,
            BreakAfterMinutes = random.Next(2) == 0 ? 120 : random.Next(45, 181),
        };
        FixedEvent[] appointments = [.. Enumerable.Range(0, random.Next(0, 6)).Select(i =>
        {
            DateTimeOffset start = At(5, 20);
            return new FixedEvent { Id = $"f{i}", Start = start, End = start.AddMinutes(random.Next(5, 150)) };
        })];
        double[] focus = [.. Enumerable.Range(0, 168).Select(_ => 0.05 + 0.9 * random.NextDouble())];
        var setting = new PlanSetting(
            zone, random.Next(4) == 0 ? At(8, 12) : first.AddDays(-1), focus,
            new DayWindow(new TimeOnly(random.Next(7, 10), random.Next(60)), new TimeOnly(random.Next(16, 19), random.Next(60))),
            new DayWindow(new TimeOnly(17, 30), new TimeOnly(21, 0)), appointments, 1, random.Next(0, 12), []);
        return (request, setting);
    }

    /// <summary>The day of somebody busy: 40 tasks of a quarter of an hour to two hours, meetings, due dates; more than fits.</summary>
    public static (PlanRequest Request, PlanSetting Setting) BusyDay(Random random, int tasks = 40)
    {
        var date = new DateOnly(2026, 11, 24);
        DateTimeOffset midnight = new(date.ToDateTime(new TimeOnly(0, 0)), TimeSpan.Zero);
        string[] categories = ["code", "mail", "write", "plan", "talk"];
        var request = new PlanRequest
        {
            Date = date,
            DailyFocusMinutes = 300,
            Tasks = [.. Enumerable.Range(0, tasks).Select(i =>
            {
                bool large = random.Next(5) == 0;
                bool due = random.Next(3) == 0;
                return new PlanTask
                {
                    Id = $"t{i}",
                    Minutes = large ? 15 * random.Next(4, 13) : 15 * random.Next(1, 5),
                    MinChunkMinutes = large ? 30 : null,
                    MaxChunkMinutes = large ? 90 : null,
                    Due = due ? midnight.AddHours(random.Next(11, 40)) : null,
                    DueIsHard = due && random.Next(5) == 0,
                    After = i > 0 && random.Next(12) == 0 ? [$"t{random.Next(i)}"] : [],
                    Priority = (TaskPriority)random.Next(1, 5),
                    Depth = random.Next(11) / 10.0,
                    Category = categories[random.Next(categories.Length)],
                };
            })],
            Habits = [new Habit { Id = "lunch", Minutes = 45, Window = new DayWindow(new TimeOnly(11, 30), new TimeOnly(13, 30)), Rest = true }],
        };
        double peak = 8 + 6 * random.NextDouble();
        double[] focus = [.. Enumerable.Range(0, 168).Select(hour => Math.Clamp(
            0.25 + 0.6 * Math.Exp(-Math.Pow((hour % 24 + 0.5 - peak) / 2.5, 2) / 2) + 0.05 * random.NextDouble(), 0, 1))];
        FixedEvent[] meetings = [.. Enumerable.Range(0, random.Next(1, 5)).Select(i =>
        {
            DateTimeOffset start = midnight.AddMinutes(15 * random.Next(34, 66));
            return new FixedEvent { Id = $"f{i}", Start = start, End = start.AddMinutes(15 * random.Next(1, 5)) };
        })];
        return (request, new PlanSetting(
            TimeZoneInfo.Utc, midnight, focus, new DayWindow(new TimeOnly(8, 30), new TimeOnly(17, 30)), PlanSetting.UsualPersonal, meetings, 1, 5, []));
    }
}
