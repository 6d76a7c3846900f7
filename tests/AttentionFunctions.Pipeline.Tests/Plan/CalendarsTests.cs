using Xunit;

namespace AttentionFunctions.Plan;

public sealed class CalendarsTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Fact]
    public void Repetitions_are_unrolled_on_their_own_clock_over_the_change()
    {
        IReadOnlyList<FixedEvent> events = Read("""
            BEGIN:VEVENT
            UID:standup
            SUMMARY:Stand-up
            DTSTART;TZID=Europe/Berlin:20260302T093000
            DTEND;TZID=Europe/Berlin:20260302T094500
            RRULE:FREQ=DAILY
            EXDATE;TZID=Europe/Berlin:20260329T093000
            END:VEVENT
            """, new DateOnly(2026, 3, 28), 4);
        Assert.Equal(
            [new DateTime(2026, 3, 28, 8, 30, 0), new DateTime(2026, 3, 30, 7, 30, 0), new DateTime(2026, 3, 31, 7, 30, 0)],
            events.Select(appointment => appointment.Start.UtcDateTime));
        Assert.All(events, appointment => Assert.Equal(15, (appointment.End - appointment.Start).TotalMinutes));
        Assert.Equal(3, events.Select(appointment => appointment.Id).Distinct().Count());
    }

    [Fact]
    public void Cancelled_and_free_events_take_no_time_and_floating_ones_are_on_the_persons_clock()
    {
        FixedEvent appointment = Assert.Single(Read("""
            BEGIN:VEVENT
            UID:a
            STATUS:CANCELLED
            DTSTART:20261124T090000Z
            DTEND:20261124T100000Z
            END:VEVENT
            BEGIN:VEVENT
            UID:b
            TRANSP:TRANSPARENT
            DTSTART:20261124T090000Z
            DTEND:20261124T100000Z
            END:VEVENT
            BEGIN:VEVENT
            UID:c
            DTSTART:20261124T090000
            DURATION:PT30M
            END:VEVENT
            """, new DateOnly(2026, 11, 24), 1));
        Assert.Equal(new DateTime(2026, 11, 24, 8, 0, 0), appointment.Start.UtcDateTime);
        Assert.Equal(30, (appointment.End - appointment.Start).TotalMinutes);
    }

    [Fact]
    public void A_whole_day_is_as_long_as_the_day_is()
    {
        FixedEvent appointment = Assert.Single(Read("""
            BEGIN:VEVENT
            UID:off
            DTSTART;VALUE=DATE:20261025
            DTEND;VALUE=DATE:20261026
            END:VEVENT
            """, new DateOnly(2026, 10, 25), 1));
        Assert.Equal(25, (appointment.End - appointment.Start).TotalHours);
    }

    [Theory]
    [InlineData("not a calendar")]
    [InlineData("BEGIN:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:yesterday\r\nEND:VEVENT\r\nEND:VCALENDAR")]
    public void What_is_no_calendar_is_refused_or_empty(string text)
    {
        // The library reads some damaged documents as empty ones; what matters is that nothing else is thrown.
        try
        {
            Assert.Empty(Calendars.Read(text, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100), Berlin));
        }
        catch (FormatException e)
        {
            Assert.Contains("RFC 5545", e.Message);
        }
    }

    [Fact]
    public void A_plan_comes_back_from_its_calendar()
    {
        var from = new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.FromHours(1));
        PlannedBlock[] blocks =
        [
            new("write, part \"one\"", from.AddHours(9), from.AddHours(10), Title: "Write; then, rest\nand ümläuts", Reasons: ["because"]),
            new("write, part \"one\"", from.AddHours(11), from.AddHours(12), Title: "Write"),
            new("lunch", from.AddHours(12), from.AddHours(13), BlockKind.Habit),
        ];
        var plan = new PlanResult(PlanOutcome.Optimal, "Europe/Berlin", from, from.AddDays(1), 1, 1, 1, 0, blocks, [], [], [], new PlanDiff([], [], [], []), new PlanMetrics(0, 0, 0, 0, 0, 0, 0, 0, 0));
        string text = Calendars.Write(plan, from);
        IReadOnlyList<FixedEvent> read = Calendars.Read(text, from, from.AddDays(1), Berlin);
        Assert.Equal(blocks.Select(block => (block.Start.UtcTicks, block.End.UtcTicks)), read.OrderBy(e => e.Start).Select(e => (e.Start.UtcTicks, e.End.UtcTicks)));
        Assert.Equal(blocks.Select(block => block.Title ?? block.TaskId), read.OrderBy(e => e.Start).Select(e => e.Title));
        Assert.Equal(text, Calendars.Write(plan, from));
    }

    private static IReadOnlyList<FixedEvent> Read(string events, DateOnly date, int days) => Calendars.Read(
        $"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n{events.ReplaceLineEndings("\r\n")}\r\nEND:VCALENDAR\r\n",
        LocalHours.StartOf(date, Berlin), LocalHours.StartOf(date.AddDays(days), Berlin), Berlin);
}
