using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.OnAzure;
using AttentionFunctions.Store;
using AttentionFunctions.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AttentionFunctions.Ingest;

/// <summary>Two instances take the same events from a queue that delivers again what failed, from a storage that fails often.</summary>
public sealed class IngestUnderFaultsTests(Azurite azurite)
{
    private const int MostDeliveries = 200;

    private static readonly EventType[] Types = [EventType.View, EventType.Like, EventType.Focus, EventType.UserUpdated, EventType.ItemUpserted];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Nothing_is_lost_and_nothing_doubled(int seed)
    {
        var random = new Random(seed);
        AttentionEvent[] events = [.. Enumerable.Range(0, 90).Select(i => IngestFixture.Draw(random, Types, i))];
        using var undisturbed = new IngestFixture();
        await undisturbed.IngestAsync(events);

        // The client tries once more and then gives up, so that batches fail halfway and come again.
        await using AzurePipeline azure = await AzurePipeline.StartAsync(azurite, seed, rate: 0.4, repeats: 1);
        IServiceProvider[] instances = [azure.Instance(), azure.Instance()];
        int[] failures = await Task.WhenAll(instances.Select((instance, which) =>
            DeliverAsync(instance.GetRequiredService<IngestEvents>(), [.. events.Chunk(15).OrderBy(chunk => which == 0 ? 0 : -int.Parse(chunk[0].Id[1..]))])));
        Assert.All(failures, count => Assert.True(count > 0, "The faults reached nobody: the test shows nothing."));

        Assert.Equal(await undisturbed.StateAsync(), await StateAsync(azure));
    }

    /// <returns>How often a batch had to be delivered again.</returns>
    private static async Task<int> DeliverAsync(IngestEvents ingest, AttentionEvent[][] batches)
    {
        int failures = 0;
        foreach (AttentionEvent[] batch in batches)
        {
            while (await FailsAsync(() => ingest.HandleAsync([IngestFixture.Message(batch), IngestFixture.Message("""{"type":"view"}""", "bad")])))
                Assert.InRange(++failures, 1, MostDeliveries);
        }

        return failures;
    }

    private static async Task<bool> FailsAsync(Func<Task> act)
    {
        try
        {
            await act();
            return false;
        }
        catch (Exception away) when (away is IOException or Azure.RequestFailedException)
        {
            return true;
        }
    }

    /// <summary>As <see cref="IngestFixture.StateAsync"/> has it; what is read may fail too.</summary>
    private static async Task<string[]> StateAsync(AzurePipeline azure)
    {
        string[]? state = null;
        while (await FailsAsync(async () => state = await ReadAsync()))
        {
        }

        return state!;

        async Task<string[]> ReadAsync()
        {
            IServiceProvider fresh = azure.Instance();
            var ids = new List<string>();
            await foreach (IReadOnlyList<AttentionEvent> segment in fresh.GetRequiredService<EventLog>().ReadAsync()) ids.AddRange(segment.Select(e => e.Id));
            var profiles = new List<string>();
            foreach (string name in await azure.NamesAsync(BlobLayout.ProfilesPrefix))
                profiles.Add($"{name} {Convert.ToHexString((await azure.Store.ReadAsync(name))!.Content.Span)}");
            Assert.Single(await azure.NamesAsync(BlobLayout.QuarantinePrefix));
            ItemCatalogue items = await fresh.GetRequiredService<CatalogueStore>().RefreshAsync();
            return [.. ids.Order(StringComparer.Ordinal), .. profiles, .. items.Items.Select(item => $"{item.Id} {item.EventId} {item.Fields.Title}")];
        }
    }
}
