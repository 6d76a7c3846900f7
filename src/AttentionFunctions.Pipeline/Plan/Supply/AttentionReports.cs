using AttentionFunctions.Events;
using AttentionFunctions.Profiles;

namespace AttentionFunctions.Plan;

/// <summary>What a period of days was like, from the remembered events.</summary>
/// <param name="From">First date, on the person's clock.</param>
/// <param name="Days">Days of the period: 1 or 7.</param>
/// <param name="FocusMinutes">Minutes of focus; overlapping reports count once.</param>
/// <param name="LongestMinutes">Longest stretch.</param>
/// <param name="Fragmentation">1 − Σ(stretch / focus)²: 0 for one stretch, towards 1 for many small ones.</param>
/// <param name="Switches">Changes of activity from one stretch to the next of the same session.</param>
/// <param name="AfterHoursMinutes">Focus outside of the working hours, or on a weekend.</param>
/// <param name="PlannedMinutes">Planned length of the stretches that had a plan.</param>
/// <param name="DoneMinutes">Actual length of the same stretches.</param>
public sealed record PeriodReport(
    DateOnly From, int Days, double FocusMinutes, double LongestMinutes, int Stretches, double Fragmentation, int Switches,
    int Interruptions, double InterruptedMinutes, double AfterHoursMinutes, double PlannedMinutes, double DoneMinutes)
{
    private static readonly WorkingHours UsualHours = new(new TimeOnly(9, 0), new TimeOnly(17, 0));

    /// <summary>The newest days with any focus or interruption, oldest first.</summary>
    public static IReadOnlyList<PeriodReport> ByDay(Profile profile, int count) => By(profile, 1, date => date, count);

    /// <summary>Weeks from Monday to Sunday.</summary>
    public static IReadOnlyList<PeriodReport> ByWeek(Profile profile, int count) =>
        By(profile, 7, date => date.AddDays(-(((int)date.DayOfWeek + 6) % 7)), count);

    private static IReadOnlyList<PeriodReport> By(Profile profile, int days, Func<DateOnly, DateOnly> periodOf, int count)
    {
        TimeZoneInfo zone = LocalHours.ZoneOf(profile);
        WorkingHours hours = profile.Settings.WorkingHours.Value ?? UsualHours;
        return [.. Stretch.Sessions(profile, TimeSpan.FromMinutes(SupplyOptions.Default.SessionGapMinutes))
            .SelectMany(session => session.Select((stretch, i) => (Stretch: stretch, Switch: IsSwitch(session, i))))
            .GroupBy(part => periodOf(LocalHours.DateOf(part.Stretch.Start, zone)))
            .OrderBy(period => period.Key)
            .TakeLast(count)
            .Select(period => Of(period.Key, days, [.. period], hours, zone))];
    }

    private static bool IsSwitch(List<Stretch> session, int i)
    {
        if (!session[i].IsFocus) return false;
        int before = session.FindLastIndex(Math.Max(0, i - 1), Math.Max(0, i), stretch => stretch.IsFocus);
        return before >= 0 && before < i && session[before].Category != session[i].Category;
    }

    private static PeriodReport Of(
        DateOnly from, int days, (Stretch Stretch, bool Switch)[] parts, WorkingHours hours, TimeZoneInfo zone)
    {
        Stretch[] focus = [.. parts.Where(part => part.Stretch.IsFocus).Select(part => part.Stretch)];
        Stretch[] broken = [.. parts.Where(part => !part.Stretch.IsFocus).Select(part => part.Stretch)];
        Stretch[] planned = [.. focus.Where(stretch => stretch.PlannedSeconds is not null)];
        (DateTimeOffset Start, DateTimeOffset End)[] union = [.. Union(focus)];
        double minutes = union.Sum(part => (part.End - part.Start).TotalMinutes);
        return new PeriodReport(
            from, days, minutes, focus.Select(stretch => stretch.Seconds / 60).DefaultIfEmpty().Max(), focus.Length,
            minutes == 0 ? 0 : 1 - union.Sum(part => Math.Pow((part.End - part.Start).TotalMinutes / minutes, 2)),
            parts.Count(part => part.Switch), broken.Length, broken.Sum(stretch => stretch.Seconds / 60),
            union.Sum(part => AfterHours(part.Start, part.End, hours, zone)),
            planned.Sum(stretch => stretch.PlannedSeconds!.Value / 60), planned.Sum(stretch => stretch.Seconds / 60));
    }

    private static IEnumerable<(DateTimeOffset Start, DateTimeOffset End)> Union(Stretch[] stretches)
    {
        (DateTimeOffset Start, DateTimeOffset End)? open = null;
        foreach (Stretch stretch in stretches.OrderBy(stretch => stretch.Start))
        {
            if (open is { } before && stretch.Start < before.End)
            {
                open = (before.Start, stretch.End > before.End ? stretch.End : before.End);
                continue;
            }

            if (open is { } done) yield return done;
            open = (stretch.Start, stretch.End);
        }

        if (open is { } last) yield return last;
    }

    private static double AfterHours(DateTimeOffset start, DateTimeOffset end, WorkingHours hours, TimeZoneInfo zone)
    {
        double minutes = 0;
        foreach ((DateTimeOffset at, int hour, double seconds) in LocalHours.Split(start, end, zone))
        {
            var from = TimeOnly.FromDateTime(LocalHours.At(at, zone)).ToTimeSpan();
            TimeSpan to = from + TimeSpan.FromSeconds(seconds);
            TimeSpan inside = Min(to, hours.To.ToTimeSpan()) - Max(from, hours.From.ToTimeSpan());
            minutes += hour / 24 >= 5 ? seconds / 60 : seconds / 60 - Math.Max(0, inside.TotalMinutes);
        }

        return minutes;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
