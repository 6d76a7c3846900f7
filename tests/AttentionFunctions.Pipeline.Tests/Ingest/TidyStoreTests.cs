using AttentionFunctions.Events;
using AttentionFunctions.Store;
using Xunit;

namespace AttentionFunctions.Ingest;

public sealed class TidyStoreTests : IDisposable
{
    private readonly IngestFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Segments_of_a_past_hour_become_one_without_duplicates()
    {
        EventLog log = _fixture.Get<EventLog>();
        for (int i = 0; i < 5; i++) await log.AppendAsync([View(i), View(i + 1)]);
        string[] before = await _fixture.LogIdsAsync();
        _fixture.Time.Advance(TimeSpan.FromHours(4));

        Assert.True(await _fixture.Get<TidyStore>().RunAsync());

        BlobEntry segment = await log.ListAsync().SingleAsync();
        Assert.Equal(6, (await log.ReadSegmentAsync(segment.Name)).Count);
        Assert.Equal(before, await _fixture.LogIdsAsync());
    }

    [Fact]
    public async Task Segments_that_ingest_may_still_add_to_stay()
    {
        EventLog log = _fixture.Get<EventLog>();
        await log.AppendAsync([View(0)]);
        await log.AppendAsync([View(1)]);
        Assert.True(await _fixture.Get<TidyStore>().RunAsync());
        Assert.Equal(2, await log.ListAsync().CountAsync());
    }

    [Fact]
    public async Task It_waits_for_a_retrain()
    {
        await using IBlobLease? lease = await _fixture.Store.TryAcquireLeaseAsync(BlobLayout.RetrainLease, TimeSpan.FromSeconds(60));
        Assert.False(await _fixture.Get<TidyStore>().RunAsync());
    }

    private static AttentionEvent View(int number) => new()
    {
        Id = $"e{number}",
        Type = EventType.View,
        Time = IngestFixture.Now.AddMinutes(number),
        UserId = "key",
        ItemId = "item",
    };
}
