using System.Text.RegularExpressions;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;

namespace AttentionFunctions.Plan;

/// <summary>iCalendar (RFC 5545) in and out, through Ical.Net.</summary>
internal static partial class Calendars
{
    /// <summary>Repetitions are unrolled within the plan only; more than this many are no one's calendar.</summary>
    private const int MostOccurrences = 2000;

    /// <summary>
    /// What takes time between two instants: events that are neither cancelled nor marked free (<c>TRANSP:TRANSPARENT</c>), repetitions
    /// unrolled. Times without a zone, and whole days, are on <paramref name="zone"/>'s clock.
    /// </summary>
    /// <exception cref="FormatException">It is no calendar.</exception>
    public static IReadOnlyList<FixedEvent> Read(string text, DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone)
    {
        Calendar calendar;
        try
        {
            calendar = Calendar.Load(text) ?? throw new FormatException("The calendar is empty.");
        }
        catch (Exception e) when (e is System.Runtime.Serialization.SerializationException or ArgumentException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new FormatException($"The calendar is no iCalendar document (RFC 5545): {e.Message}", e);
        }

        var events = new List<FixedEvent>();
        var start = new CalDateTime(from.UtcDateTime.AddDays(-1), CalDateTime.UtcTzId);
        foreach (CalendarEvent component in calendar.Events)
        {
            if (component.Status == EventStatus.Cancelled || component.Transparency == TransparencyType.Transparent) continue;
            foreach (Occurrence occurrence in component.GetOccurrences(start).TakeWhile(next => Instant(next.Period.StartTime, zone) < to).Take(MostOccurrences))
            {
                DateTimeOffset begins = Instant(occurrence.Period.StartTime, zone);
                DateTimeOffset ends = occurrence.Period.EffectiveEndTime is { } end ? Instant(end, zone) : begins;
                if (ends <= begins || ends <= from) continue;
                events.Add(new FixedEvent { Id = $"{component.Uid}@{begins.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}", Title = component.Summary, Start = begins, End = ends });
            }
        }

        return events;
    }

    /// <summary>One event for each block, times in UTC; the same plan has the same uids, so that a calendar updates instead of doubling.</summary>
    public static string Write(PlanResult plan, DateTimeOffset now)
    {
        var calendar = new Calendar { ProductId = "-//AttentionFunctions//Plan//EN" };
        foreach ((string task, IEnumerable<PlannedBlock> blocks) in plan.Blocks.GroupBy(block => block.TaskId).Select(group => (group.Key, group.AsEnumerable())))
        {
            foreach ((int part, PlannedBlock block) in blocks.Index())
            {
                calendar.Events.Add(new CalendarEvent
                {
                    Uid = FormattableString.Invariant($"{Unsafe().Replace(task, "-")}-{plan.From:yyyyMMdd}-{part}@attention-functions"),
                    Summary = block.Title ?? task,
                    Description = string.Join("; ", block.Reasons ?? []),
                    Categories = [block.Kind.ToString()],
                    DtStamp = Utc(now),
                    Start = Utc(block.Start),
                    End = Utc(block.End),
                });
            }
        }

        return new CalendarSerializer().SerializeToString(calendar) ?? throw new InvalidOperationException("A calendar cannot be written.");
    }

    private static CalDateTime Utc(DateTimeOffset time) => new(DateTime.SpecifyKind(time.UtcDateTime, DateTimeKind.Utc), CalDateTime.UtcTzId);

    private static DateTimeOffset Instant(CalDateTime time, TimeZoneInfo zone)
    {
        if (!time.HasTime) return LocalHours.StartOf(DateOnly.FromDateTime(time.Value), zone);
        if (!time.IsFloating) return new DateTimeOffset(time.AsUtc, TimeSpan.Zero);
        DateTime local = DateTime.SpecifyKind(time.Value, DateTimeKind.Unspecified);

        // A time that the clocks skip is read with the offset before the change (RFC 5545, section 3.3.5).
        TimeSpan offset = zone.IsInvalidTime(local) ? zone.GetUtcOffset(local.AddHours(-3)) : zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }

    [GeneratedRegex("[^A-Za-z0-9._-]")]
    private static partial Regex Unsafe();
}
