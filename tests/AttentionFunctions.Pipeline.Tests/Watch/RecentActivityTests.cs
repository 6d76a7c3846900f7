using AttentionFunctions.Events;
using AttentionFunctions.Ingest;
using AttentionFunctions.Store;
using Xunit;

namespace AttentionFunctions.Watch;

public sealed class RecentActivityTests : IDisposable
{
    private readonly IngestFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Events_are_counted_in_their_minute_and_second_and_no_others()
    {
        DateTimeOffset now = IngestFixture.Now;
        await _fixture.IngestAsync(
            View("just now", now), View("ten seconds ago", now.AddSeconds(-10)), View("as well", now.AddSeconds(-10)),
            View("half an hour", now.AddMinutes(-30)), View("too old", now.AddMinutes(-61)), View("ahead", now.AddMinutes(3)));
        ActivityReport report = await ReportAsync();

        TypeActivity views = Assert.Single(report.Types);
        Assert.Equal(("view", 4), (views.Type, views.Minutes.Sum()));
        Assert.Equal(1, views.Minutes[^31]);
        Assert.Equal(3, report.Seconds.Sum());
        Assert.Equal((1, 2), (report.Seconds[^1], report.Seconds[^11]));
        Assert.Equal(now, report.MinutesFrom.AddMinutes(RecentActivity.Minutes - 1).AddSeconds(now.Second));
        Assert.Equal(now, report.SecondsFrom.AddSeconds(RecentActivity.Seconds - 1));
    }

    [Fact]
    public async Task The_newest_events_carry_titles_and_no_users()
    {
        DateTimeOffset now = IngestFixture.Now;
        await _fixture.IngestAsync(
            [new AttentionEvent { Id = "item", Type = EventType.ItemUpserted, Time = now.AddMinutes(-2), ItemId = "i", Item = new ItemFields { Title = "A title" } },
                .. Enumerable.Range(0, RecentActivity.NewestEvents + 5).Select(i => View($"e{i}", now.AddSeconds(-i)))]);
        ActivityReport report = await ReportAsync();

        Assert.Equal(RecentActivity.NewestEvents, report.Newest.Count);
        Assert.Equal(report.Newest.OrderByDescending(e => e.Time), report.Newest);
        Assert.All(report.Newest, e => Assert.Equal(("view", "A title"), (e.Type, e.Title)));
        Assert.DoesNotContain("ann", System.Text.Json.JsonSerializer.Serialize(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Newer_segments_push_out_older_events_and_late_ones_find_their_place()
    {
        DateTimeOffset now = IngestFixture.Now;
        await _fixture.IngestAsync(Enumerable.Range(0, RecentActivity.NewestEvents).Select(i => View($"a{i}", now.AddSeconds(-100 - i))));
        await ReportAsync();
        _fixture.Time.Advance(TimeSpan.FromSeconds(2));
        await _fixture.IngestAsync(Enumerable.Range(0, RecentActivity.NewestEvents - 1).Select(i => View($"b{i}", now.AddSeconds(-i))));
        await ReportAsync();
        _fixture.Time.Advance(TimeSpan.FromSeconds(2));
        await _fixture.IngestAsync(View("late", now.AddSeconds(-50)));

        ActivityReport report = await ReportAsync();
        Assert.Equal(RecentActivity.NewestEvents, report.Newest.Count);
        Assert.Equal(now, report.Newest[0].Time);
        Assert.Equal(now.AddSeconds(-50), report.Newest[^1].Time);
        Assert.Equal(2 * RecentActivity.NewestEvents, report.Types.Single().Minutes.Sum());
    }

    [Fact]
    public async Task The_report_moves_with_the_clock_and_forgets()
    {
        await _fixture.IngestAsync(View("one", IngestFixture.Now));
        Assert.Equal(1, (await ReportAsync()).Seconds[^1]);
        _fixture.Time.Advance(TimeSpan.FromSeconds(5));
        await _fixture.IngestAsync(View("two", IngestFixture.Now));
        Assert.Equal(2, (await ReportAsync()).Seconds[^6]);
        _fixture.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal((0, 2), Sums(await ReportAsync()));
        _fixture.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal((0, 0), Sums(await ReportAsync()));

        static (int, int) Sums(ActivityReport report) => (report.Seconds.Sum(), report.Types.Sum(type => type.Minutes.Sum()));
    }

    [Fact]
    public async Task However_many_ask_within_a_second_they_get_one_report()
    {
        ActivityReport first = await ReportAsync();
        Assert.Same(first, await ReportAsync());
        _fixture.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotSame(first, await ReportAsync());
    }

    private ValueTask<ActivityReport> ReportAsync() => Activity.CurrentAsync();

    private RecentActivity Activity => field ??= new RecentActivity(
        _fixture.Get<EventLog>(), _fixture.Get<Catalogue.CatalogueStore>(), new NoQueue(), _fixture.Time);

    private static AttentionEvent View(string id, DateTimeOffset time) =>
        new() { Id = id, Type = EventType.View, Time = time, UserId = "ann", ItemId = "i", DwellSeconds = 5 };

    private sealed class NoQueue : IEventQueue
    {
        public Task SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancel = default) => Task.CompletedTask;
    }
}
