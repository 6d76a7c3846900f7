using AttentionFunctions.Events;
using AttentionFunctions.Testing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AttentionFunctions.Store;

public sealed class EventLogTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 8, 30, 0, 125, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly EventLog _log;

    public EventLogTests() => _log = new EventLog(new FolderBlobStore(_folder.Path, new FakeTimeProvider()));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Events_of_every_type_come_back_as_they_were()
    {
        AttentionEvent[] events = [.. EventTypes.All.Select((type, i) => Event(i, type))];
        await _log.AppendAsync(events);
        Assert.Equal(events.Select(Json), (await ReadAsync()).Select(Json));
    }

    [Fact]
    public async Task The_same_events_in_another_order_are_the_same_segment()
    {
        AttentionEvent[] events = [Event(1), Event(2), Event(3)];
        string name = await _log.AppendAsync(events);
        Assert.Equal(name, await _log.AppendAsync([.. events.Reverse()]));
        Assert.NotEqual(name, await _log.AppendAsync(events[..2]));
    }

    [Fact]
    public async Task An_event_in_two_segments_is_read_once()
    {
        await _log.AppendAsync([Event(1), Event(2)]);
        await _log.AppendAsync([Event(2), Event(3)]);
        Assert.Equal(["e01", "e02", "e03"], (await ReadAsync()).Select(e => e.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Since_skips_older_partitions_and_older_events()
    {
        await _log.AppendAsync([Event(0)]);
        await _log.AppendAsync([Event(1), Event(5)]);
        DateTimeOffset since = Start.AddHours(5);
        Assert.Equal(["e05"], (await ReadAsync(since)).Select(e => e.Id));
        Assert.Equal(1, await _log.ListAsync(since).CountAsync());
    }

    [Fact]
    public async Task Hours_are_listed_without_what_lies_before_and_after()
    {
        string[] names = [.. await Task.WhenAll(Enumerable.Range(0, 6).Select(hour => _log.AppendAsync([Event(hour * 10)])))];
        Assert.Equal(names[1..4], await _log.ListHoursAsync(Start.AddHours(10), Start.AddHours(30)).Select(segment => segment.Name).ToListAsync());
        Assert.Equal(names[1..2], await _log.ListHoursAsync(Start.AddHours(10).AddMinutes(20), Start.AddHours(10)).Select(segment => segment.Name).ToListAsync());
    }

    [Fact]
    public async Task A_segment_that_is_gone_is_empty() => Assert.Empty(await _log.ReadSegmentAsync("events/v1/dt=2026-11-24/hr=08/x.parquet"));

    private async Task<AttentionEvent[]> ReadAsync(DateTimeOffset? since = null) =>
        [.. (await _log.ReadAsync(since).ToListAsync()).SelectMany(segment => segment)];

    private static string Json(AttentionEvent @event) => System.Text.Encoding.UTF8.GetString(EventWriter.Write(@event));

    private static AttentionEvent Event(int number, EventType type = EventType.View) => new()
    {
        Id = $"e{number:00}",
        Type = type,
        Time = Start.AddHours(number),
        UserId = type.IsCatalogue() ? null : "key",
        ItemId = type.IsCatalogue() || (type.IsBehaviour() && type != EventType.Search) ? "item" : null,
        DwellSeconds = type == EventType.View ? 1.5 : null,
        Value = type == EventType.Rate ? 4 : null,
        SessionId = type.IsBehaviour() ? "session" : null,
        Query = type == EventType.Search ? "grüner tee" : null,
        Category = type.IsAttention() ? "coding" : null,
        Seconds = type.IsAttention() ? 900 : null,
        Context = type.IsBehaviour() ? new Dictionary<string, string> { ["device"] = "mobile" } : AttentionEvent.EmptyContext,
        Item = type == EventType.ItemUpserted ? new ItemFields { Title = "Tea", Categories = ["a"], Vector = [1, 2] } : null,
        User = type == EventType.UserUpdated ? new UserFields { TimeZone = "Europe/Berlin" } : null,
    };
}
