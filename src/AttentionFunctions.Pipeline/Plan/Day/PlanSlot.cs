namespace AttentionFunctions.Plan;

/// <summary>A quarter of an hour.</summary>
/// <param name="Start">With the offset of the person's clock at that moment.</param>
/// <param name="Day">Of the plan, from 0.</param>
/// <param name="Focus">Supply, 0 to 1.</param>
/// <param name="IsFixed">Taken by an appointment.</param>
/// <param name="IsWork">Within the working hours of a working day.</param>
/// <param name="IsPersonal">Within the personal hours.</param>
/// <param name="IsClosed">Past or quiet: nothing is placed.</param>
internal readonly record struct PlanSlot(
    DateTimeOffset Start, int Day, double Focus, bool IsFixed, bool IsWork, bool IsPersonal, bool IsClosed)
{
    public const int Minutes = 15;

    public DateTimeOffset End => Start.AddMinutes(Minutes);

    public bool IsFree => !IsFixed && !IsClosed;

    /// <summary>All slots of the days, on the person's clock: 92 on the day on which clocks go forward an hour, 100 when they go back.</summary>
    public static PlanSlot[] Of(PlanRequest request, PlanSetting setting)
    {
        var slots = new List<PlanSlot>(request.Days * 100);
        DateOnly first = request.Date ?? LocalHours.DateOf(setting.Now, setting.Zone);
        for (int day = 0; day < request.Days; day++)
        {
            DateOnly date = first.AddDays(day);
            bool working = request.WorkingDays is { } days
                ? days.Contains(date.DayOfWeek)
                : request.Days == 1 || date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
            DateTimeOffset end = LocalHours.StartOf(date.AddDays(1), setting.Zone);
            for (DateTimeOffset start = LocalHours.StartOf(date, setting.Zone); start < end; start = start.AddMinutes(Minutes))
                slots.Add(Of(start, day, working, request, setting));
        }

        return [.. slots];
    }

    private static PlanSlot Of(DateTimeOffset start, int day, bool working, PlanRequest request, PlanSetting setting)
    {
        DateTimeOffset local = TimeZoneInfo.ConvertTime(start, setting.Zone);
        TimeOnly from = TimeOnly.FromDateTime(local.DateTime);
        TimeOnly last = from.AddMinutes(Minutes - 1);
        bool closed = start < setting.Now || (request.QuietHours is { } quiet && (quiet.Covers(from) || quiet.Covers(last)));
        return new PlanSlot(
            local, day, setting.Focus[LocalHours.OfWeek(start, setting.Zone)],
            setting.Fixed.Any(appointment => appointment.Start < start.AddMinutes(Minutes) && appointment.End > start),
            working && setting.WorkingHours.Covers(from) && setting.WorkingHours.Covers(last),
            setting.PersonalHours.Covers(from) && setting.PersonalHours.Covers(last),
            closed);
    }
}

/// <summary>A request's surroundings with every default filled in.</summary>
/// <param name="Focus">168 hours of the week on the clock of <paramref name="Zone"/>.</param>
/// <param name="EffortFactor">What efforts are multiplied by.</param>
/// <param name="SwitchingMinutes">What a change of activity costs.</param>
/// <param name="Consume">Things to read, hear or watch, best first.</param>
internal sealed record PlanSetting(
    TimeZoneInfo Zone, DateTimeOffset Now, IReadOnlyList<double> Focus, DayWindow WorkingHours, DayWindow PersonalHours,
    IReadOnlyList<FixedEvent> Fixed, double EffortFactor, double SwitchingMinutes, IReadOnlyList<ConsumeItem> Consume)
{
    public static readonly DayWindow UsualWork = new(new TimeOnly(9, 0), new TimeOnly(17, 0));
    public static readonly DayWindow UsualPersonal = new(new TimeOnly(17, 0), new TimeOnly(21, 0));
}

/// <param name="Minutes">What it usually takes.</param>
internal sealed record ConsumeItem(string ItemId, string? Title, double Minutes);
