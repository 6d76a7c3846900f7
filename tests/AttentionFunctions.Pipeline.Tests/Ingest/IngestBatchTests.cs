using AttentionFunctions.Store;
using Xunit;

namespace AttentionFunctions.Ingest;

public sealed class IngestBatchTests
{
    private const string Body = """{"id":"IDENTITY","type":"view","userId":"USER","itemId":"i","time":"2026-11-01T00:00:00Z"}""";

    private static QueueMessage View(string id, string user) =>
        IngestFixture.Message(Body.Replace("IDENTITY", id, StringComparison.Ordinal).Replace("USER", user, StringComparison.Ordinal), "m-" + id);

    /// <summary>A damaged profile: every event of this user fails, for ever.</summary>
    private static Task DamageAsync(IngestFixture fixture, string user) =>
        fixture.Store.TryCreateAsync(BlobLayout.Profile(fixture.KeyOf(user)), new byte[] { 255, 255, 255 });

    [Fact]
    public async Task A_message_that_keeps_failing_is_set_aside_and_takes_no_neighbour_with_it()
    {
        using IngestFixture fixture = new();
        await DamageAsync(fixture, "damaged");
        QueueMessage[] batch = [View("a", "u"), View("b", "damaged"), View("c", "v")];
        IngestBatch ingest = fixture.Get<IngestBatch>();

        await Assert.ThrowsAnyAsync<Exception>(() => ingest.HandleAsync(batch, [1, 1, 1]));
        await Assert.ThrowsAnyAsync<Exception>(() => ingest.HandleAsync(batch, [3, 3, 2]));
        await ingest.HandleAsync(batch, [4, 4, 3]);

        Assert.Superset(new HashSet<string> { "a", "c" }, (await fixture.LogIdsAsync()).ToHashSet());
        List<QuarantineEntry> entries = [];
        await foreach (QuarantineEntry entry in fixture.Get<Quarantine>().ListAsync()) entries.Add(entry);
        QuarantineEntry poison = Assert.Single(entries);
        Assert.Equal("m-b", poison.MessageId);
        Assert.StartsWith("could not be stored: ", Assert.Single(poison.Reasons), StringComparison.Ordinal);
        Assert.Equal(batch[1].Body.ToArray(), poison.Original);
    }

    [Fact]
    public async Task When_everything_fails_nothing_is_set_aside()
    {
        using IngestFixture fixture = new();
        await DamageAsync(fixture, "damaged");
        QueueMessage[] batch = [View("a", "damaged"), View("b", "damaged")];
        await Assert.ThrowsAsync<AggregateException>(() => fixture.Get<IngestBatch>().HandleAsync(batch, [9, 9]));
        Assert.Empty(await fixture.BlobsAsync(BlobLayout.QuarantinePrefix));
    }
}
