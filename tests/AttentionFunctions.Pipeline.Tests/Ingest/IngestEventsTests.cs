using System.Text;
using AttentionFunctions.Events;
using AttentionFunctions.Store;
using Xunit;

namespace AttentionFunctions.Ingest;

public sealed class IngestEventsTests
{
    private static readonly EventType[] Types = [EventType.View, EventType.Like, EventType.Dismiss, EventType.Focus, EventType.ItemUpserted];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Any_batches_order_and_redelivery_end_in_the_same_state(int seed)
    {
        var random = new Random(seed);
        AttentionEvent[] events = Events(random, 80);
        using var once = new IngestFixture();
        await once.IngestAsync(events);

        using var shuffled = new IngestFixture();
        AttentionEvent[] delivered = [.. events, .. random.GetItems(events, 40)];
        random.Shuffle(delivered);
        for (int start = 0; start < delivered.Length;)
        {
            int end = Math.Min(delivered.Length, start + random.Next(1, 30));
            await shuffled.IngestAsync(delivered[start..end]);
            start = end;
        }

        Assert.Equal(events.Select(e => e.Id).Order(StringComparer.Ordinal), await once.LogIdsAsync());
        Assert.Equal(await once.StateAsync(), await shuffled.StateAsync());
    }

    [Fact]
    public async Task A_write_that_fails_fails_the_batch_and_its_redelivery_completes_it()
    {
        AttentionEvent[] events = Events(new Random(4), 20);
        using var good = new IngestFixture();
        await good.IngestAsync(events);
        string[] expected = await good.StateAsync();

        bool failed = true;
        for (int write = 1; failed; write++)
        {
            FailingStore? failing = null;
            using var fixture = new IngestFixture(store => failing = new FailingStore(store, write));
            Exception? thrown = await Record.ExceptionAsync(() => fixture.IngestAsync(events));
            failed = failing!.Failed;
            Assert.Equal(failed, thrown is IOException);
            await fixture.IngestAsync(events);
            Assert.Equal(expected, await fixture.StateAsync());
            Assert.InRange(write, 1, 50);
        }
    }

    [Fact]
    public async Task The_report_counts_what_is_new_known_and_bad()
    {
        using var fixture = new IngestFixture();
        string body = """
            {"id":"a","type":"view","userId":"ann","itemId":"i"}
            {"id":"a","type":"view","userId":"ann","itemId":"i"}
            {"id":"b","type":"item.upserted","itemId":"i","title":"Tea"}
            {"type":"view"}
            """;
        Assert.Equal(new IngestReport(2, 1, 1, 1), await fixture.Get<IngestEvents>().HandleAsync([IngestFixture.Message(body)]));
        Assert.Equal(new IngestReport(0, 3, 1, 0), await fixture.Get<IngestEvents>().HandleAsync([IngestFixture.Message(body)]));
    }

    [Fact]
    public async Task User_ids_are_in_no_stored_name_or_byte()
    {
        const string User = "ann.secret@example.org";
        using var fixture = new IngestFixture();
        await fixture.Get<IngestEvents>().HandleAsync([IngestFixture.Message($$$"""
            {"type":"view","userId":"{{{User}}}","itemId":"i"}
            {"type":"user.updated","userId":"{{{User}}}","user":{"timeZone":"Europe/Berlin"}}
            {"type":"item.upserted","itemId":"i","title":"Tea"}
            """)]);

        Dictionary<string, byte[]> blobs = await fixture.BlobsAsync();
        Assert.Contains(blobs.Keys, name => name.StartsWith(BlobLayout.ProfilesPrefix, StringComparison.Ordinal));
        Assert.All(blobs, blob =>
        {
            Assert.DoesNotContain(User, blob.Key, StringComparison.Ordinal);
            Assert.Equal(-1, blob.Value.AsSpan().IndexOf(Encoding.UTF8.GetBytes(User)));
        });
    }

    private static AttentionEvent[] Events(Random random, int count) => [.. Enumerable.Range(0, count).Select(i => IngestFixture.Draw(random, Types, i))];
}
