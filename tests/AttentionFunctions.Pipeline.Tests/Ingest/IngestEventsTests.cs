using System.Text;
using AttentionFunctions.Store;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AttentionFunctions.Ingest;

public sealed class IngestEventsTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("attention-ingest-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Redelivery_reordering_and_rebatching_end_in_the_same_state(int seed)
    {
        var random = new Random(seed);
        byte[][] events = [.. Enumerable.Range(0, 400).Select(i => Event(i, random))];
        await using ServiceProvider once = Pipeline("once"), chaos = Pipeline("chaos");
        await HandleAsync(once, events);

        byte[][] deliveries = [.. events, .. events.Where(_ => random.Next(3) == 0), .. events.Where(_ => random.Next(3) == 0)];
        random.Shuffle(deliveries);
        for (int start = 0; start < deliveries.Length;)
        {
            int size = random.Next(1, 60);
            await HandleAsync(chaos, deliveries[start..Math.Min(deliveries.Length, start + size)]);
            start += size;
        }

        Assert.Equal(400, await CountAsync(once));
        Assert.Equal(400, await CountAsync(chaos));
        Assert.Equal(Profiles("once"), Profiles("chaos"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public async Task A_store_that_fails_makes_the_batch_come_again_and_nothing_is_lost_or_doubled(int failAt)
    {
        var random = new Random(5);
        byte[][] events = [.. Enumerable.Range(0, 60).Select(i => Event(i, random))];
        await using ServiceProvider whole = Pipeline("whole");
        await HandleAsync(whole, events);

        var failing = new FailingStore(new FolderBlobStore(Path.Combine(_folder.FullName, "failing")), failAt);
        await using ServiceProvider broken = Pipeline("failing", failing);
        await Assert.ThrowsAnyAsync<IOException>(() => HandleAsync(broken, events));
        await HandleAsync(broken, events);

        Assert.Equal(60, await CountAsync(broken));
        Assert.Equal(Profiles("whole"), Profiles("failing"));
    }

    [Fact]
    public async Task What_is_no_event_goes_to_the_quarantine_once_with_its_bytes_and_can_be_replayed()
    {
        await using ServiceProvider pipeline = Pipeline("quarantine");
        byte[] bad = Encoding.UTF8.GetBytes("""{"type":"view","itemId":"i"}""");
        await HandleAsync(pipeline, bad);
        await HandleAsync(pipeline, bad);

        var quarantine = pipeline.GetRequiredService<Quarantine>();
        QuarantineEntry entry = Assert.Single(await quarantine.ListAsync().ToListAsync());
        Assert.Equal(bad, entry.Original.ToArray());
        Assert.Contains(entry.Reasons, reason => reason.Contains("userId", StringComparison.Ordinal));
        Assert.Equal(entry.Id, (await quarantine.FindAsync(entry.Id[..10]))?.Id);

        var queue = new RecordingQueue();
        await quarantine.ReplayAsync(entry, queue);
        Assert.Equal(bad, Assert.Single(queue.Sent).Body.ToArray());
        Assert.Empty(await quarantine.ListAsync().ToListAsync());
    }

    [Fact]
    public async Task User_ids_never_reach_the_store()
    {
        await using ServiceProvider pipeline = Pipeline("ids");
        await HandleAsync(pipeline, """{"type":"view","userId":"alice@example.com","itemId":"i"}"""u8.ToArray());
        await HandleAsync(pipeline, """{"type":"user.updated","userId":"alice@example.com","timeZone":"Europe/Berlin"}"""u8.ToArray());
        foreach (string file in Directory.GetFiles(Path.Combine(_folder.FullName, "ids"), "*", SearchOption.AllDirectories))
            Assert.True((await File.ReadAllBytesAsync(file)).AsSpan().IndexOf("alice"u8) < 0, $"{file} holds the user's id.");
    }

    [Fact]
    public async Task Tidying_merges_the_segments_of_past_hours_without_changing_what_is_read()
    {
        await using ServiceProvider pipeline = Pipeline("tidy");
        var random = new Random(9);
        for (int i = 0; i < 30; i++) await HandleAsync(pipeline, Event(i, random));
        var log = pipeline.GetRequiredService<EventLog>();
        int before = await log.ListAsync().CountAsync();
        Assert.True(await pipeline.GetRequiredService<TidyStore>().RunAsync());
        Assert.True(await log.ListAsync().CountAsync() < before);
        Assert.Equal(30, await CountAsync(pipeline));
    }

    private static byte[] Event(int i, Random random) => Encoding.UTF8.GetBytes((i % 10) switch
    {
        0 => $$"""{"id":"e{{i}}","type":"item.upserted","itemId":"i{{i % 40}}","title":"Title {{i}}","time":"{{Time(random)}}"}""",
        1 => $$"""{"id":"e{{i}}","type":"dismiss","userId":"u{{i % 13}}","itemId":"i{{i % 40}}","time":"{{Time(random)}}"}""",
        2 => $$"""{"id":"e{{i}}","type":"focus","userId":"u{{i % 13}}","category":"reading","seconds":{{i}},"time":"{{Time(random)}}"}""",
        3 => $$"""{"id":"e{{i}}","type":"user.updated","userId":"u{{i % 13}}","preferences":{"n":"{{i}}"},"time":"{{Time(random)}}"}""",
        _ => $$"""{"id":"e{{i}}","type":"view","userId":"u{{i % 13}}","itemId":"i{{i % 40}}","dwellSeconds":{{i}},"time":"{{Time(random)}}"}""",
    });

    private static string Time(Random random) => Now.AddMinutes(-random.Next(6000)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private ServiceProvider Pipeline(string name, IBlobStore? store = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Now.AddDays(1)) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) });
        services.AddAttentionPipeline(new PipelineOptions { Storage = Path.Combine(_folder.FullName, name), PseudonymKey = new byte[32] });
        if (store is not null) services.AddSingleton(store);
        return services.BuildServiceProvider();
    }

    private static Task<IngestReport> HandleAsync(ServiceProvider pipeline, params byte[][] bodies) =>
        pipeline.GetRequiredService<IngestEvents>().HandleAsync([.. bodies.Select((body, i) => new QueueMessage(body, $"m{i}", Now))]);

    private static async Task<int> CountAsync(ServiceProvider pipeline) =>
        (await pipeline.GetRequiredService<EventLog>().ReadAsync().ToListAsync()).Sum(segment => segment.Count);

    private SortedDictionary<string, string> Profiles(string name)
    {
        string root = Path.Combine(_folder.FullName, name, "profiles");
        return new(Directory.GetFiles(root, "*", SearchOption.AllDirectories).ToDictionary(
            file => Path.GetRelativePath(root, file), file => Convert.ToHexString(File.ReadAllBytes(file))), StringComparer.Ordinal);
    }

    private sealed class RecordingQueue : IEventQueue
    {
        public List<OutgoingMessage> Sent { get; } = [];

        public Task SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancel = default)
        {
            Sent.AddRange(messages);
            return Task.CompletedTask;
        }
    }

    /// <summary>Throws once, at the n-th write.</summary>
    private sealed class FailingStore(IBlobStore inner, int failAt) : IBlobStore
    {
        private int _writes;

        public Task<Blob?> ReadAsync(string name, CancellationToken cancel = default) => inner.ReadAsync(name, cancel);

        public Task<Stream?> OpenReadAsync(string name, CancellationToken cancel = default) => inner.OpenReadAsync(name, cancel);

        public Task<string?> GetETagAsync(string name, CancellationToken cancel = default) => inner.GetETagAsync(name, cancel);

        public Task<string?> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancel = default)
        {
            Count();
            return inner.TryCreateAsync(name, content, cancel);
        }

        public Task<string?> TryCreateAsync(string name, Stream content, CancellationToken cancel = default)
        {
            Count();
            return inner.TryCreateAsync(name, content, cancel);
        }

        public Task<string?> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancel = default)
        {
            Count();
            return inner.TryReplaceAsync(name, content, etag, cancel);
        }

        public Task<bool> DeleteAsync(string name, string? etag = null, CancellationToken cancel = default) => inner.DeleteAsync(name, etag, cancel);

        public IAsyncEnumerable<BlobEntry> ListAsync(string prefix, CancellationToken cancel = default) => inner.ListAsync(prefix, cancel);

        public Task<IBlobLease?> TryAcquireLeaseAsync(string name, TimeSpan duration, CancellationToken cancel = default) =>
            inner.TryAcquireLeaseAsync(name, duration, cancel);

        private void Count()
        {
            if (Interlocked.Increment(ref _writes) == failAt) throw new IOException("The store is away.");
        }
    }
}
