using System.Text;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Store;
using AttentionFunctions.Testing;
using AttentionFunctions.Train;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AttentionFunctions.Ingest;

/// <summary>The pipeline as the hosts compose it, over a folder of its own and a clock that stands still.</summary>
internal sealed class IngestFixture : IDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _services;

    /// <param name="wrap">Makes the pipeline's store of the folder.</param>
    /// <param name="training">The default when null.</param>
    /// <param name="clock">In place of <see cref="Time"/>: one that runs, where writers wait for each other.</param>
    public IngestFixture(Func<IBlobStore, IBlobStore>? wrap = null, TrainingOptions? training = null, TimeProvider? clock = null)
    {
        Store = new FolderBlobStore(_folder.Path, clock ?? Time);
        var services = new ServiceCollection();
        services.AddSingleton(clock ?? Time);
        services.AddAttentionPipeline(new PipelineOptions { Storage = _folder.Path, PseudonymKey = new byte[32], Training = training ?? new TrainingOptions() });
        services.AddSingleton(wrap is null ? Store : wrap(Store));
        _services = services.BuildServiceProvider();
    }

    public FakeTimeProvider Time { get; } = new(Now);

    /// <summary>The folder itself, without what the pipeline's store is wrapped in.</summary>
    public IBlobStore Store { get; }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public string KeyOf(string user) => Get<Pseudonyms>().Of(user);

    public Task<IngestReport> IngestAsync(params IEnumerable<AttentionEvent> events) => Get<IngestEvents>().HandleAsync([Message(events)]);

    /// <summary>An event of one of these types, of few people and items, so that they meet.</summary>
    public static AttentionEvent Draw(Random random, EventType[] types, int number)
    {
        EventType type = types[random.Next(types.Length)];
        return new AttentionEvent
        {
            Id = $"e{number:000}",
            Type = type,
            Time = Now.AddMinutes(-random.Next(600)),
            UserId = type.IsCatalogue() ? null : $"user{random.Next(5)}",
            ItemId = type.IsAttention() || type == EventType.UserUpdated ? null : $"item{random.Next(8)}",
            Category = type.IsAttention() ? "coding" : null,
            Seconds = type.IsAttention() ? random.Next(1, 900) : null,
            DwellSeconds = type == EventType.View ? random.Next(1, 90) : null,
            Item = type == EventType.ItemUpserted ? new ItemFields { Title = $"Title {number}" } : null,
            User = type == EventType.UserUpdated ? new UserFields { TimeZone = random.Next(2) == 0 ? "Europe/Berlin" : "Asia/Tokyo" } : null,
        };
    }

    public static QueueMessage Message(IEnumerable<AttentionEvent> events) => new(EventWriter.Write(events), "m", Now);

    public static QueueMessage Message(string body, string id = "m") => new(Encoding.UTF8.GetBytes(body), id, Now);

    public async Task<string[]> LogIdsAsync()
    {
        var ids = new List<string>();
        await foreach (IReadOnlyList<AttentionEvent> segment in Get<EventLog>().ReadAsync()) ids.AddRange(segment.Select(e => e.Id));
        return [.. ids.Order(StringComparer.Ordinal)];
    }

    public async Task<Dictionary<string, byte[]>> BlobsAsync(string prefix = "")
    {
        var blobs = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await foreach (BlobEntry entry in Store.ListAsync(prefix))
            blobs.Add(entry.Name, (await Store.ReadAsync(entry.Name))!.Content.ToArray());
        return blobs;
    }

    /// <summary>Everything the same events must end in: log ids, profiles byte by byte, item states.</summary>
    public async Task<string[]> StateAsync()
    {
        ItemCatalogue items = await Get<CatalogueStore>().RefreshAsync();
        return
        [
            .. await LogIdsAsync(),
            .. (await BlobsAsync(BlobLayout.ProfilesPrefix)).Select(blob => $"{blob.Key} {Convert.ToHexString(blob.Value)}"),
            .. items.Items.Select(item => $"{item.Id} {item.EventId} {item.Fields.Title}"),
        ];
    }

    public void Dispose()
    {
        // What is disposed asynchronously has nothing left to write here.
        _services.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _folder.Dispose();
    }
}
