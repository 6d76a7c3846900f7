using CsCheck;
using Xunit;

namespace AttentionFunctions.Plan;

public sealed class DaylightSavingTests
{
    private static readonly string[] Zones =
        ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Asia/Beirut", "America/Santiago", "Asia/Kathmandu", "UTC"];

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29", 23)]
    [InlineData("Europe/Berlin", "2026-10-25", 25)]
    [InlineData("Europe/Berlin", "2026-11-24", 24)]
    [InlineData("America/New_York", "2026-03-08", 23)]
    [InlineData("America/New_York", "2026-11-01", 25)]
    [InlineData("Australia/Lord_Howe", "2026-04-05", 24.5)]
    [InlineData("America/Havana", "2026-03-08", 23)]
    [InlineData("America/Havana", "2026-11-01", 25)]
    public void A_day_has_as_many_quarters_as_its_clock_shows(string zone, string date, double hours)
    {
        PlanSlot[] slots = Slots(zone, DateOnly.ParseExact(date, "yyyy-MM-dd"), 1);
        Assert.Equal(4 * hours, slots.Length);
        Assert.All(slots, slot => Assert.Equal(date, slot.Start.ToString("yyyy-MM-dd")));
        Assert.All(slots.Zip(slots.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
    }

    /// <summary>Days follow each other without a gap or an overlap, in every zone and year.</summary>
    [Fact]
    public void Days_tile_time() => Gen.Select(
        Gen.Int[0, Zones.Length - 1], Gen.Int[0, 20 * 365]).Sample((id, day) =>
    {
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(Zones[id]);
        DateOnly date = new DateOnly(2015, 1, 1).AddDays(day);
        DateTimeOffset start = LocalHours.StartOf(date, zone);
        Assert.Equal(date, LocalHours.DateOf(start, zone));
        Assert.Equal(date.AddDays(-1), LocalHours.DateOf(start.AddTicks(-1), zone));
    });

    [Fact]
    public void Working_hours_stay_on_the_clock_when_it_changes()
    {
        // Clocks go forward on Sunday: nine o'clock is at 08:00 UTC before and at 07:00 UTC after.
        PlanSlot[] slots = Slots("Europe/Berlin", new DateOnly(2026, 3, 28), 3);
        DateTimeOffset[] nines = [.. slots.Where(slot => slot.IsWork).GroupBy(slot => slot.Day).Select(day => day.First().Start)];
        Assert.Equal([8, 7, 7], nines.Select(nine => nine.UtcDateTime.Hour));
        Assert.All(nines, nine => Assert.Equal(9, nine.Hour));
    }

    /// <summary>From 01:00 to 04:00 there are two hours on the day of the change forward, and four on the day of the change back.</summary>
    [Theory]
    [InlineData("2026-03-29", 2)]
    [InlineData("2026-10-25", 4)]
    public void A_task_at_night_gets_the_hours_there_are(string date, int hours)
    {
        DateOnly day = DateOnly.ParseExact(date, "yyyy-MM-dd");
        var request = new PlanRequest
        {
            Date = day,
            BreakAfterMinutes = 480,
            Tasks = [new PlanTask { Id = "watch", Minutes = 60 * hours }, new PlanTask { Id = "more", Minutes = 15, Priority = TaskPriority.P4 }],
        };
        PlanSetting setting = Setting("Europe/Berlin", day) with { WorkingHours = new DayWindow(new TimeOnly(1, 0), new TimeOnly(4, 0)) };
        PlanResult plan = PlanDay.Solve(request, setting, SearchLimit.OfWork(1), TimeProvider.System, CancellationToken.None);
        PlannedBlock block = Assert.Single(plan.Blocks);
        Assert.Equal("watch", block.TaskId);
        Assert.Equal(hours, (block.End - block.Start).TotalHours);
        Assert.Equal((1, 4), (block.Start.Hour, block.End.Hour));
    }

    [Fact]
    public void Hours_of_the_week_are_read_on_the_persons_clock()
    {
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        DateTimeOffset change = new(2026, 10, 25, 0, 30, 0, TimeSpan.Zero);
        var parts = LocalHours.Split(change, change.AddHours(2), zone).ToArray();

        // 02:30 summer time, then two o'clock again in winter time, then 03:00 to 03:30 does not come within these two hours.
        Assert.Equal([146, 146, 147], parts.Select(part => part.HourOfWeek));
        Assert.Equal([1800.0, 3600, 1800], parts.Select(part => part.Seconds));
    }

    private static PlanSlot[] Slots(string zone, DateOnly date, int days) =>
        PlanSlot.Of(new PlanRequest { Date = date, Days = days, WorkingDays = Enum.GetValues<DayOfWeek>() }, Setting(zone, date));

    private static PlanSetting Setting(string zone, DateOnly date) => new(
        TimeZoneInfo.FindSystemTimeZoneById(zone), new DateTimeOffset(date.AddDays(-2), TimeOnly.MinValue, TimeSpan.Zero),
        [.. Enumerable.Repeat(0.5, 168)], PlanSetting.UsualWork, new DayWindow(new TimeOnly(23, 30), new TimeOnly(23, 31)), [], 1, 5, []);
}
