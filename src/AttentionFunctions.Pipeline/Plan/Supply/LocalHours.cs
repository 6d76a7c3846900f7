using AttentionFunctions.Profiles;

namespace AttentionFunctions.Plan;

/// <summary>Time on a person's clock. Instants are cut where their clock shows a full hour, so daylight saving needs no special case.</summary>
internal static class LocalHours
{
    /// <summary>Of the user's settings; UTC when there is none that this machine knows.</summary>
    public static TimeZoneInfo ZoneOf(Profile profile) =>
        profile.Settings.TimeZone.Value is { } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out TimeZoneInfo? zone) ? zone : TimeZoneInfo.Utc;

    public static DateTime At(DateTimeOffset time, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(time, zone).DateTime;

    public static DateOnly DateOf(DateTimeOffset time, TimeZoneInfo zone) => DateOnly.FromDateTime(At(time, zone));

    /// <summary>0 = Monday 00:00–01:00 on the person's clock.</summary>
    public static int OfWeek(DateTimeOffset time, TimeZoneInfo zone) => Profile.HourOfWeek(At(time, zone));

    /// <summary>The next time that the person's clock shows a full hour, to the tick.</summary>
    public static DateTimeOffset NextHour(DateTimeOffset time, TimeZoneInfo zone) => time.AddTicks(TimeSpan.TicksPerHour - At(time, zone).Ticks % TimeSpan.TicksPerHour);

    /// <summary>The parts of an interval by hour of the person's clock.</summary>
    public static IEnumerable<(DateTimeOffset Start, int HourOfWeek, double Seconds)> Split(DateTimeOffset start, DateTimeOffset end, TimeZoneInfo zone)
    {
        for (DateTimeOffset at = start; at < end;)
        {
            DateTime local = At(at, zone);
            DateTimeOffset next = NextHour(at, zone);
            if (next > end) next = end;
            yield return (at, Profile.HourOfWeek(local), (next - at).TotalSeconds);
            at = next;
        }
    }

    /// <summary>
    /// The first instant of a date: midnight, or what comes right after it where the clocks skip midnight; the first of two midnights where
    /// they go back over it. Days therefore have 23, 24 or 25 hours.
    /// </summary>
    public static DateTimeOffset StartOf(DateOnly date, TimeZoneInfo zone)
    {
        DateTime midnight = date.ToDateTime(TimeOnly.MinValue);
        if (zone.IsInvalidTime(midnight))
        {
            // The gap is at most a few hours; the offset before it tells when it begins.
            TimeSpan before = zone.GetUtcOffset(midnight.AddHours(-3));
            return TimeZoneInfo.ConvertTime(new DateTimeOffset(midnight, before), zone);
        }

        TimeSpan offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset);
    }
}
