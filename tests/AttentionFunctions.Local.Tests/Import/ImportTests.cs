using System.Text;
using AttentionFunctions.Events;
using AttentionFunctions.Ingest;
using AttentionFunctions.Local.Commands;
using AttentionFunctions.Local.Hosting;
using AttentionFunctions.Local.Queue;
using AttentionFunctions.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AttentionFunctions.Local.Import;

public sealed class ImportTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_MovieLens_folder_becomes_items_and_ratings()
    {
        string data = Folder("ml",
            ("u.data", "1\t10\t5\t881250949\n2\t10\t3\t881250950\n"),
            ("u.item", $"10|Toy Story (1995)|01-Jan-1995||http://x|{string.Join('|', Enumerable.Range(0, 19).Select(i => i == 1 ? 1 : 0))}\n"));
        await using ServiceProvider pipeline = Pipeline();
        ImportReport report = await ImportAsync(pipeline, data);

        Assert.Equal((3, 3, 0), (report.Entries, report.Sent, report.SetAside));
        List<AttentionEvent> stored = await StoredAsync(pipeline);
        Assert.Equal("Toy Story (1995)", stored.Single(@event => @event.Type == EventType.ItemUpserted).Item!.Title);
        Assert.Equal([5.0, 3.0], stored.Where(@event => @event.Type == EventType.Rate).OrderBy(@event => @event.Id).Select(@event => @event.Value));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(881250949), stored.Where(@event => @event.Type == EventType.Rate).Min(@event => @event.Time));
    }

    [Fact]
    public async Task A_sequence_folder_becomes_views_that_keep_their_order()
    {
        string data = Folder("sequences", ("sequences.txt", "1 30 10 20\n2 20 20\n"));
        await using ServiceProvider pipeline = Pipeline();
        Assert.Equal(5, (await ImportAsync(pipeline, data)).Sent);

        List<AttentionEvent> stored = await StoredAsync(pipeline);
        string first = pipeline.GetRequiredService<Pseudonyms>().Of("1");
        Assert.All(stored, @event => Assert.Equal(EventType.View, @event.Type));
        Assert.Equal(["30", "10", "20"], stored.Where(@event => @event.UserId == first).OrderBy(@event => @event.Time).Select(@event => @event.ItemId!));
    }

    [Fact]
    public async Task Broken_lines_are_told_with_file_line_and_reason_and_cost_no_good_one()
    {
        byte[] noText = [.. "{\"type\":\"view\",\"userId\":\"u\",\"itemId\":\""u8, 0xFF, .. "\"}"u8];
        byte[][] lines =
        [
            [.. Encoding.UTF8.Preamble, .. View(0)], [], View(1), "{\"type\":\"view\","u8.ToArray(), View(2), "["u8.ToArray(), View(3), "   "u8.ToArray(),
            "{\"type\":\"view\",\"userId\":\"u\"}"u8.ToArray(), noText, View(4),
        ];
        string file = Lines("events.ndjson", lines);
        await using ServiceProvider pipeline = Pipeline();
        ImportReport report = await ImportAsync(pipeline, file);

        Assert.Equal((9, 9, 4), (report.Entries, report.Sent, report.SetAside));
        Assert.Equal([$"{file}:4", $"{file}:6", $"{file}:9", $"{file}:10"], report.First.Select(rejection => rejection.Origin));
        Assert.All(report.First, rejection => Assert.All(rejection.Reasons, Assert.NotEmpty));
        Assert.Contains(report.First[2].Reasons, reason => reason.Contains("itemId", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"e{i}"), (await StoredAsync(pipeline)).Select(@event => @event.Id).Order(StringComparer.Ordinal));

        List<QuarantineEntry> aside = await QuarantinedAsync(pipeline);
        Assert.Equal(report.SetAside, aside.Count);
        Assert.Contains(aside, entry => entry.Original.Span.SequenceEqual(noText));
        Assert.Equal(
            report.First.Select(rejection => string.Join("; ", rejection.Reasons)).Order(StringComparer.Ordinal),
            aside.Select(entry => string.Join("; ", entry.Reasons)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Only_the_first_broken_lines_are_named()
    {
        string file = Lines("events.ndjson", [.. Enumerable.Range(0, 25).Select(_ => "nonsense"u8.ToArray())]);
        await using ServiceProvider pipeline = Pipeline();
        ImportReport report = await ImportAsync(pipeline, file);
        Assert.Equal(25, report.SetAside);
        Assert.Equal(Enumerable.Range(1, ImportReport.MaxFirst).Select(line => $"{file}:{line}"), report.First.Select(rejection => rejection.Origin));
    }

    [Fact]
    public async Task A_second_import_adds_nothing()
    {
        string file = Lines("events.ndjson", [.. Enumerable.Range(0, 250).Select(View), "nonsense"u8.ToArray()]);
        await using ServiceProvider pipeline = Pipeline();
        ImportReport first = await ImportAsync(pipeline, file), second = await ImportAsync(pipeline, file);
        Assert.Equal((first.Entries, first.Sent, first.SetAside), (second.Entries, second.Sent, second.SetAside));
        Assert.Equal(250, (await StoredAsync(pipeline)).Count);
        Assert.Single(await QuarantinedAsync(pipeline));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_interrupted_import_goes_on_where_it_was(int groupsBefore)
    {
        const int Group = 2000; // 20 messages of 100 entries are sent at once.
        const int Total = 5 * Group / 2;
        string file = Lines("events.ndjson", [.. Enumerable.Range(0, Total).Select(View)]);
        await using ServiceProvider pipeline = Pipeline();
        using CancellationTokenSource stop = new();
        var stopping = new SynchronousProgress<int>(done =>
        {
            if (done >= groupsBefore * Group) stop.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Importer(pipeline).RunAsync(ImportSource.Open(file), stopping, stop.Token));

        ImportReport rest = await ImportAsync(pipeline, file);
        Assert.Equal((Total, Total - groupsBefore * Group), (rest.Entries, rest.Sent));
        Assert.Equal(Total, (await StoredAsync(pipeline)).Select(@event => @event.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_changed_file_is_another_source()
    {
        string file = Lines("events.ndjson", [View(0)]);
        string before = ImportSource.Open(file).Fingerprint;
        Assert.Equal(before, ImportSource.Open(file).Fingerprint);
        await File.AppendAllTextAsync(file, Encoding.UTF8.GetString(View(1)), Cancel);
        Assert.NotEqual(before, ImportSource.Open(file).Fingerprint);
    }

    private static byte[] View(int i) => Encoding.UTF8.GetBytes($$"""{"id":"e{{i}}","type":"view","userId":"u{{i % 7}}","itemId":"i{{i % 11}}","time":"2026-02-01T00:00:00Z"}""");

    private Importer Importer(ServiceProvider pipeline) =>
        new(pipeline.GetRequiredService<SqliteQueue>(), folder.File("imports"), pipeline.GetRequiredService<TimeProvider>());

    /// <summary>Sends all of it, then works the queue off as the host does.</summary>
    private async Task<ImportReport> ImportAsync(ServiceProvider pipeline, string path)
    {
        ImportReport report = await Importer(pipeline).RunAsync(ImportSource.Open(path), progress: null, Cancel);
        while (!pipeline.GetRequiredService<SqliteQueue>().IsEmpty())
        {
            IReadOnlyList<LockedMessage> batch = pipeline.GetRequiredService<SqliteQueue>().Receive(100);
            await pipeline.GetRequiredService<IngestEvents>().HandleAsync([.. batch.Select(message => message.Message)], Cancel);
            pipeline.GetRequiredService<SqliteQueue>().Complete(batch);
        }

        return report;
    }

    private static async Task<List<AttentionEvent>> StoredAsync(ServiceProvider pipeline)
    {
        EventLog log = pipeline.GetRequiredService<EventLog>();
        List<AttentionEvent> stored = [];
        await foreach (BlobEntry segment in log.ListAsync(cancel: Cancel)) stored.AddRange(await log.ReadSegmentAsync(segment.Name, Cancel));
        return stored;
    }

    private static async Task<List<QuarantineEntry>> QuarantinedAsync(ServiceProvider pipeline)
    {
        List<QuarantineEntry> entries = [];
        await foreach (QuarantineEntry entry in pipeline.GetRequiredService<Quarantine>().ListAsync(Cancel)) entries.Add(entry);
        return entries;
    }

    private ServiceProvider Pipeline() => new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(new FakeTimeProvider(Now))
        .AddLocalPipeline(new LocalOptions(folder.File("data"))).BuildServiceProvider();

    private string Folder(string name, params (string File, string Content)[] files)
    {
        string path = Directory.CreateDirectory(folder.File(name)).FullName;
        foreach ((string file, string content) in files) File.WriteAllText(Path.Combine(path, file), content);
        return path;
    }

    private string Lines(string name, byte[][] lines)
    {
        File.WriteAllBytes(folder.File(name), [.. lines.SelectMany(line => line.Append((byte)'\n'))]);
        return folder.File(name);
    }
}
