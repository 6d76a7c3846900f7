namespace AttentionFunctions.Plan;

/// <summary>Days of which every plan can be tried: two hours, four tasks, about half of them hard, an appointment in every second one.</summary>
internal static class TinyDay
{
    public static PlanProblem Of(int seed)
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
