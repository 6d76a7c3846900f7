namespace AttentionFunctions.Plan;

/// <summary>
/// How far a session of work reaches beyond its focus. What is seen of it begins and ends with focus, as the pauses before and after leave no
/// event; taken as it is, its first and last hour would look better than they are, and the more certainly so, the more is seen.
/// </summary>
/// <remarks>
/// As if the share of focus were the same around each stretch: then pauses are as long as the focus beside them, times a factor, and a pause
/// belongs to its two neighbours in proportion to their lengths. What belongs to the first stretch after it is added before it, and likewise at
/// the end. A stretch alone has no pause; it takes the person's usual ratio. Nothing is added beyond the hour, in which the person may not have
/// worked at all.
/// </remarks>
internal sealed class Pauses
{
    /// <summary>Pause for each second of focus; 0 when two stretches were never seen together.</summary>
    private readonly double _ratio;

    private Pauses(double ratio) => _ratio = ratio;

    public static Pauses Of(IEnumerable<List<Stretch>> sessions)
    {
        double pauses = 0, focus = 0;
        foreach (List<Stretch> session in sessions)
        {
            Stretch? before = null;
            foreach (Stretch part in session.Where(part => part.IsFocus))
            {
                if (before is { } one)
                {
                    pauses += Math.Max(0, (part.Start - one.End).TotalSeconds);
                    focus += (one.Seconds + part.Seconds) / 2;
                }

                before = part;
            }
        }

        return new Pauses(focus > 0 ? pauses / focus : 0);
    }

    public (DateTimeOffset First, DateTimeOffset Last) Span(List<Stretch> session, TimeZoneInfo zone)
    {
        (DateTimeOffset first, DateTimeOffset last) = (session[0].Start, session.Max(part => part.End));
        Stretch[] focus = [.. session.Where(part => part.IsFocus)];
        if (focus.Length == 0) return (first, last);

        (DateTimeOffset start, DateTimeOffset end) = (focus[0].Start, focus[^1].End);
        long before = focus.Length == 1 ? Usual(focus[0]) : Share(focus[0], focus[1], focus[0]);
        long after = focus.Length == 1 ? Usual(focus[0]) : Share(focus[^2], focus[^1], focus[^1]);
        start = start.AddTicks(-Math.Min(before, IntoHour(start)));
        end = end.AddTicks(Math.Min(after, TimeSpan.TicksPerHour - 1 - IntoHour(end.AddTicks(-1))));
        return (start < first ? start : first, end > last ? end : last);

        long Usual(Stretch alone) => (long)(alone.Seconds * _ratio / 2 * TimeSpan.TicksPerSecond);
        long IntoHour(DateTimeOffset time) => LocalHours.At(time, zone).Ticks % TimeSpan.TicksPerHour;
    }

    /// <summary>What of the pause between two stretches belongs to one of them.</summary>
    private static long Share(Stretch one, Stretch next, Stretch owner)
    {
        double both = one.Seconds + next.Seconds;
        return both > 0 ? (long)(Math.Max(0, (next.Start - one.End).Ticks) * (owner.Seconds / both)) : 0;
    }
}
