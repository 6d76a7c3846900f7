using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using AttentionFunctions.Client;
using AttentionFunctions.Ingest;
using AttentionFunctions.Local.Queue;
using AttentionFunctions.Local.ServiceBus;
using AttentionFunctions.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Benchmarks;

/// <summary>
/// How many events a second the local queue takes, until they are stored: straight into it, over AMQP with Microsoft's JavaScript client, and
/// over REST with <c>AttentionFunctions.Client</c>. Each row on a queue of its own, from which nobody receives.
/// </summary>
internal static class PublishThroughput
{
    private const string Queue = "behaviour-events";

    /// <summary>Single sends are slow: fewer of them are enough.</summary>
    private const int SinglesShare = 10;

    /// <summary>Enough to have everything compiled; its rows are not printed.</summary>
    private const int WarmUp = 5_000;

    private static readonly JsonElement NoClient = JsonElement.Parse("""{"cpuMicroseconds":0}""");

    public static async Task<int> RunAsync(int events)
    {
        NodePackage node = new("service-bus");
        if (await node.EnsureAsync() is { } obstacle)
        {
            Console.Error.WriteLine(obstacle);
            return 1;
        }

        await RowsAsync(WarmUp, node, _ => { });
        double? embedded = null;
        Console.WriteLine("| way | events/s | of embedded | µs of processor in the host's process | µs in the client's | bytes allocated in the host's |");
        Console.WriteLine("|---|---|---|---|---|---|");
        await RowsAsync(events, node, row =>
        {
            embedded ??= row.PerSecond;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {row.Way} | {row.PerSecond:N0} | {row.PerSecond / embedded:F2} | {row.HostMicros:F1} | {(row.ClientMicros > 0 ? row.ClientMicros.ToString("F1", CultureInfo.InvariantCulture) : "–")} | {row.Allocated:N0} |"));
        });
        return 0;
    }

    private static async Task RowsAsync(int events, NodePackage node, Action<Row> print)
    {
        ReadOnlyMemory<byte>[] all = [.. Events(events)];
        ReadOnlyMemory<byte>[] some = all[..(events / SinglesShare)];
        foreach (int batch in (int[])[1000, 100, 1])
            print(await EmbeddedAsync($"embedded, {batch} a transaction", batch == 1 ? some : all, batch));
        foreach ((int batch, int senders) in ((int, int)[])[(0, 1), (0, 4), (100, 1), (100, 4), (1, 1), (1, 16)])
            print(await AmqpAsync(node, batch == 1 ? some.Length : all.Length, batch, senders));
        print(await RestAsync("REST, EventPublisher: 500 a message", all, (sender, body) => new EventPublisher(sender).SendJsonAsync(body), all.Length, 1));
        print(await RestAsync("REST, full batches, one an event", all, SendAsync, all.Length, 1));
        print(await RestAsync("REST, batches of 100", all, SendAsync, 100, 1));
        print(await RestAsync("REST, batches of 100, 4 at once", all, SendAsync, 100, 4));
        print(await RestAsync("REST, one a request", some, SendAsync, 1, 1));
        print(await RestAsync("REST, one a request, 16 at once", some, SendAsync, 1, 16));
    }

    private static Task SendAsync(ServiceBusSender sender, ReadOnlyMemory<byte>[] bodies) =>
        sender.SendAsync([.. bodies.Select(body => new QueuedMessage(Guid.CreateVersion7().ToString("N"), body))]);

    private static Task<Row> EmbeddedAsync(string way, ReadOnlyMemory<byte>[] events, int batch) => MeasureAsync(way, events.Length, async queue =>
    {
        foreach (ReadOnlyMemory<byte>[] some in events.Chunk(batch))
            await queue.SendAsync([.. some.Select(body => new OutgoingMessage(Guid.CreateVersion7().ToString("N"), body))]);
        return NoClient;
    });

    /// <param name="batch">0 for as many as fit.</param>
    private static Task<Row> AmqpAsync(NodePackage node, int events, int batch, int senders)
    {
        string size = batch switch { 0 => "full batches", 1 => "one a transfer", _ => $"batches of {batch}" };
        return MeasureAsync($"AMQP, {size}{(senders > 1 ? $", {senders} at once" : "")}", events, async queue =>
        {
            EndpointOptions options = new() { Listen = new IPEndPoint(IPAddress.Loopback, 0) };
            using ServiceBusEndpoint endpoint = new(new Dictionary<string, SqliteQueue> { [Queue] = queue }, options, TimeProvider.System);
            string connection = $"Endpoint=sb://{endpoint.Endpoint};SharedAccessKeyName=n;SharedAccessKey=k;UseDevelopmentEmulator=true";
            using Process client = Process.Start(new ProcessStartInfo("node",
                [Path.Join(node.Folder, "throughput.js"), connection, Queue, .. new[] { events, batch, senders }.Select(number => number.ToString(CultureInfo.InvariantCulture))])
            { RedirectStandardOutput = true })!;
            JsonElement said = JsonElement.Parse(await client.StandardOutput.ReadToEndAsync());
            await client.WaitForExitAsync();
            return said;
        });
    }

    private static Task<Row> RestAsync(
        string way, ReadOnlyMemory<byte>[] events, Func<ServiceBusSender, ReadOnlyMemory<byte>[], Task> send, int batch, int atOnce) =>
        MeasureAsync(way, events.Length, async queue =>
        {
            await using WebApplication app = await ServeAsync(queue);
            using HttpClient http = new();
            string authority = new Uri(app.Urls.Single()).Authority;
            ServiceBusSender sender = new(http, ServiceBusConnection.Parse(
                $"Endpoint=sb://{authority};SharedAccessKeyName=n;SharedAccessKey=k;UseDevelopmentEmulator=true"), Queue);
            await SendAsync(sender, [Encoding.UTF8.GetBytes("{}")]);
            long started = Stopwatch.GetTimestamp();
            await Parallel.ForEachAsync(events.Chunk(batch), new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (some, _) => await send(sender, some));
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            await app.StopAsync();
            return JsonSerializer.SerializeToElement(new { seconds, cpuMicroseconds = 0 });
        });

    private static async Task<WebApplication> ServeAsync(SqliteQueue queue)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication app = builder.Build();
        RestSend rest = new(Queue, queue, new EndpointOptions(), TimeProvider.System);
        app.MapPost($"/{Queue}/messages", (HttpRequest request, CancellationToken cancel) => rest.HandleAsync(request, cancel));
        await app.StartAsync();
        return app;
    }

    /// <param name="publish">Says how many seconds it took, when it did more than publish, and what a client in another process spent.</param>
    private static async Task<Row> MeasureAsync(string way, int events, Func<SqliteQueue, Task<JsonElement>> publish)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("attention-bench-");
        try
        {
            using SqliteQueue queue = new(Path.Join(folder.FullName, "queue.db"), new SqliteQueueOptions { DuplicateWindow = TimeSpan.FromMinutes(10) });
            GC.Collect();
            long started = Stopwatch.GetTimestamp(), allocated = GC.GetTotalAllocatedBytes();
            TimeSpan before = Environment.CpuUsage.TotalTime;
            JsonElement said = await publish(queue);
            double seconds = said.TryGetProperty("seconds", out JsonElement of) ? of.GetDouble() : Stopwatch.GetElapsedTime(started).TotalSeconds;
            return new Row(
                way, events / seconds, (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / events,
                said.GetProperty("cpuMicroseconds").GetDouble() / events, (GC.GetTotalAllocatedBytes() - allocated) / events);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Events(int count) => Enumerable.Range(0, count).Select(i => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(
        $$"""{"id":"run-{{i}}","type":"view","userId":"u{{i % 2000}}","itemId":"i{{i * 7 % 5000}}","time":"2026-11-01T10:00:00Z","dwellSeconds":{{1 + (i % 89)}}}"""));

    /// <param name="HostMicros">Processor time of this process for an event: of the queue and the endpoint, and over REST of the client too.</param>
    /// <param name="ClientMicros">Of a client in a process of its own.</param>
    /// <param name="Allocated">Bytes an event in this process.</param>
    private sealed record Row(string Way, double PerSecond, double HostMicros, double ClientMicros, long Allocated);
}
