using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Profiles;

namespace AttentionFunctions.Plan;

/// <summary>What a profile says about attention, hour by hour and as samples; nothing is estimated yet.</summary>
internal sealed class Observations
{
    private const double SecondsPerHour = 3600;

    /// <summary>By hour of the week: Σw, Σw², Σw·y and Σw·y², where y is the share of the time at work that was focus, and w hours × recency.</summary>
    public double[] Weight { get; } = new double[Profile.HoursOfWeek];

    public double[] SquaredWeight { get; } = new double[Profile.HoursOfWeek];

    public double[] Sum { get; } = new double[Profile.HoursOfWeek];

    public double[] Squares { get; } = new double[Profile.HoursOfWeek];

    /// <summary>Dates on which something happened in this hour.</summary>
    public int[] ActiveWeeks { get; } = new int[Profile.HoursOfWeek];

    /// <summary>From the first remembered event to the last, at least one.</summary>
    public int Weeks { get; private set; } = 1;

    public List<double> FocusMinutes { get; } = [];

    /// <summary>From the end of an interruption to the next focus of the same session.</summary>
    public List<double> RecoveryMinutes { get; } = [];

    /// <summary>Between two stretches of focus without an interruption: on another activity, and on the same.</summary>
    public List<double> SwitchMinutes { get; } = [];

    public List<double> StayMinutes { get; } = [];

    /// <summary>Actual length over planned length.</summary>
    public List<double> Overrun { get; } = [];

    public static Observations Of(Profile profile, ItemCatalogue catalogue, SupplyOptions options)
    {
        var result = new Observations();
        if (profile.Entries.Count == 0) return result;
        TimeZoneInfo zone = LocalHours.ZoneOf(profile);
        DateTimeOffset newest = profile.Entries[^1].Time;
        List<List<Stretch>> sessions = Stretch.Sessions(profile, TimeSpan.FromMinutes(options.SessionGapMinutes));
        var pauses = Pauses.Of(sessions);
        foreach (List<Stretch> session in sessions)
        {
            result.AddHours(session, pauses, zone, newest, options);
            result.AddSamples(session);
        }

        result.AddViews(profile, catalogue, zone, newest, options);
        result.AddPresence(profile, zone);
        return result;
    }

    private void AddHours(List<Stretch> session, Pauses pauses, TimeZoneInfo zone, DateTimeOffset newest, SupplyOptions options)
    {
        // While the session lasted the person was at work: focus is what they held of it.
        (DateTimeOffset first, DateTimeOffset last) = pauses.Span(session, zone);
        foreach ((DateTimeOffset start, int hour, double seconds) in LocalHours.Split(first, last, zone))
        {
            DateTimeOffset end = start.AddSeconds(seconds);
            double focus = 0;
            DateTimeOffset covered = start;
            foreach (Stretch part in session.Where(part => part.IsFocus && part.End > start && part.Start < end))
            {
                // Stretches may overlap when two applications report the same work.
                DateTimeOffset from = part.Start > covered ? part.Start : covered, to = part.End < end ? part.End : end;
                if (to <= from) continue;
                focus += (to - from).TotalSeconds;
                covered = to;
            }

            Add(hour, focus / seconds, seconds / SecondsPerHour * Recency(newest - start, options));
        }
    }

    private void AddSamples(List<Stretch> session)
    {
        Stretch? focus = null, broken = null;
        foreach (Stretch part in session)
        {
            if (!part.IsFocus)
            {
                broken = part;
                continue;
            }

            if (part.Seconds >= 1) FocusMinutes.Add(part.Seconds / 60);
            if (part is { PlannedSeconds: { } planned, Seconds: >= 1 }) Overrun.Add(part.Seconds / planned);
            if (broken is { } interruption)
            {
                // Nobody is back in less than no time, and the logarithm wants more than that.
                RecoveryMinutes.Add(Math.Max((part.Start - interruption.End).TotalMinutes, 0.25));
            }
            else if (focus is { } before)
            {
                (before.Category == part.Category ? StayMinutes : SwitchMinutes).Add(Math.Max((part.Start - before.End).TotalMinutes, 0));
            }

            (focus, broken) = (part, null);
        }
    }

    /// <summary>
    /// Views say how well attention held in an hour: hold(dwell / expected) / 2, as in the attention weight, from 0 to 1 and a half at the
    /// expected dwell. They count only where no work was observed in that hour of the week.
    /// </summary>
    private void AddViews(Profile profile, ItemCatalogue catalogue, TimeZoneInfo zone, DateTimeOffset newest, SupplyOptions options)
    {
        const double usualDwell = 30;
        bool[] atWork = [.. Weight.Select(weight => weight > 0)];
        foreach (var hour in profile.Entries
            .Where(entry => entry is { Type: EventType.View, Seconds: > 0 })
            .GroupBy(entry => (Date: LocalHours.DateOf(entry.Time, zone), Hour: LocalHours.OfWeek(entry.Time, zone))))
        {
            if (atWork[hour.Key.Hour]) continue;
            double dwell = hour.Sum(entry => entry.Seconds!.Value);
            double held = hour.Sum(entry => entry.Seconds!.Value * entry.Seconds.Value / (entry.Seconds.Value + (catalogue.ExpectedSeconds(entry.Subject) ?? usualDwell)));
            Add(hour.Key.Hour, held / dwell,
                options.ViewWeight * Math.Min(1, dwell / options.FullViewSeconds) * Recency(newest - hour.First().Time, options));
        }
    }

    private void AddPresence(Profile profile, TimeZoneInfo zone)
    {
        Weeks = 1 + (int)((profile.Entries[^1].Time - profile.Entries[0].Time).TotalDays / 7);
        var seen = new HashSet<(DateOnly, int)>();
        foreach (ProfileEntry entry in profile.Entries)
        {
            double seconds = entry.Type.IsAttention() ? Math.Max(entry.Seconds ?? 0, 1) : 1;
            foreach ((DateTimeOffset start, int hour, _) in LocalHours.Split(entry.Time.AddSeconds(-seconds), entry.Time, zone))
                if (seen.Add((LocalHours.DateOf(start, zone), hour))) ActiveWeeks[hour]++;
        }
    }

    private void Add(int hour, double focus, double weight)
    {
        Weight[hour] += weight;
        SquaredWeight[hour] += weight * weight;
        Sum[hour] += weight * focus;
        Squares[hour] += weight * focus * focus;
    }

    private static double Recency(TimeSpan age, SupplyOptions options) => Math.Pow(2, -age.TotalDays / options.HalfLifeDays);
}
