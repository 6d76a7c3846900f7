namespace AttentionFunctions.Plan;

/// <summary>What is to be planned. Times of day are on the clock of <see cref="TimeZone"/>; everything is rounded outwards to quarter hours.</summary>
public sealed record PlanRequest
{
    /// <summary>First date; today when absent.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>1 to 7.</summary>
    public int Days { get; init; } = 1;

    /// <summary>IANA id; the user's when absent, else UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>When work may be placed; the user's when absent, else 09:00 to 17:00.</summary>
    public DayWindow? WorkingHours { get; init; }

    /// <summary>Days with working hours. When absent: Monday to Friday, and the day itself where only one is planned.</summary>
    public IReadOnlyList<DayOfWeek>? WorkingDays { get; init; }

    /// <summary>When <see cref="TaskHours.Personal"/> tasks may be placed, on every day; 17:00 to 21:00 when absent.</summary>
    public DayWindow? PersonalHours { get; init; }

    /// <summary>When nothing is placed; may run over midnight.</summary>
    public DayWindow? QuietHours { get; init; }

    /// <summary>Nothing is placed before; the time of the request when absent.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>Appointments. They never move; where they overlap each other the time is taken once.</summary>
    public IReadOnlyList<FixedEvent> Fixed { get; init; } = [];

    /// <summary>An iCalendar document whose events become fixed ones.</summary>
    public string? Calendar { get; init; }

    public IReadOnlyList<PlanTask> Tasks { get; init; } = [];

    public IReadOnlyList<Habit> Habits { get; init; } = [];

    /// <summary>At most so many minutes of deep work a day, 15 to 1,440; no cap when absent.</summary>
    public int? DailyFocusMinutes { get; init; }

    /// <summary>A quarter of an hour stays free after so many minutes of work at most, 30 to 480.</summary>
    public int BreakAfterMinutes { get; init; } = 120;

    /// <summary>Minutes a day for reading, listening and watching what is recommended, 0 to 240.</summary>
    public int ConsumeMinutes { get; init; }

    /// <summary>Focus by hour of the day (24 values) or of the week (168, from Monday 00:00), 0 to 1, instead of what was learned.</summary>
    public IReadOnlyList<double>? Focus { get; init; }

    /// <summary>Multiplies the efforts by the learned estimate bias.</summary>
    public bool CorrectEstimates { get; init; }

    /// <summary>The plan so far: what can stay, stays.</summary>
    public IReadOnlyList<PlannedBlock> LastPlan { get; init; } = [];

    /// <summary>Milliseconds for looking for the best plan, 50 to 10,000. An explanation of conflicts may take as long again.</summary>
    public int DeadlineMs { get; init; } = 1000;
}

/// <summary>A part of every day, on the person's clock. <paramref name="To"/> 00:00 is the end of the day.</summary>
public sealed record DayWindow(TimeOnly From, TimeOnly To)
{
    /// <summary>Runs over midnight when it ends before it begins.</summary>
    internal bool Covers(TimeOnly time) => From < To ? time >= From && time < To : time >= From || time < To;

    public override string ToString() => $"{From:HH:mm}–{To:HH:mm}";
}

public sealed record FixedEvent
{
    public string Id { get; init; } = "";

    public string? Title { get; init; }

    public DateTimeOffset Start { get; init; }

    public DateTimeOffset End { get; init; }
}

/// <summary>Something to do.</summary>
public sealed record PlanTask
{
    public string Id { get; init; } = "";

    public string? Title { get; init; }

    /// <summary>Effort that is left, 1 to 6,000.</summary>
    public int Minutes { get; init; }

    /// <summary>Shortest part; absent: the task is done in one piece.</summary>
    public int? MinChunkMinutes { get; init; }

    /// <summary>Longest part, up to 480; absent: up to the next break.</summary>
    public int? MaxChunkMinutes { get; init; }

    public DateTimeOffset? Earliest { get; init; }

    public DateTimeOffset? Due { get; init; }

    /// <summary>A hard due date is kept or the plan says why it cannot be.</summary>
    public bool DueIsHard { get; init; }

    /// <summary>Tasks that must be finished before this one begins.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    public TaskPriority Priority { get; init; } = TaskPriority.P3;

    /// <summary>Worth beside the priority, 0.1 to 10.</summary>
    public double Value { get; init; } = 1;

    /// <summary>How much focus it needs: 0 is done as well when tired, 1 gets only as far as focus goes.</summary>
    public double Depth { get; init; } = 0.5;

    /// <summary>Changing the category costs attention: the same one after another is preferred.</summary>
    public string? Category { get; init; }

    public TaskHours Hours { get; init; }
}

/// <summary>Something that comes back every day, or on some days of the week.</summary>
public sealed record Habit
{
    public string Id { get; init; } = "";

    public string? Title { get; init; }

    /// <summary>15 to 480, in one piece.</summary>
    public int Minutes { get; init; }

    /// <summary>When it may lie.</summary>
    public DayWindow? Window { get; init; }

    /// <summary>Every day when empty.</summary>
    public IReadOnlyList<DayOfWeek> Days { get; init; } = [];

    public TaskPriority Priority { get; init; } = TaskPriority.P2;

    /// <summary>Rest, such as lunch: counts as a break and not as work.</summary>
    public bool Rest { get; init; }

    public double Depth { get; init; }
}

/// <summary>P1 is the highest; each step halves the worth of an hour.</summary>
public enum TaskPriority
{
    P1 = 1,
    P2 = 2,
    P3 = 3,
    P4 = 4,
}

public enum TaskHours
{
    Work,
    Personal,
    Any,
}
