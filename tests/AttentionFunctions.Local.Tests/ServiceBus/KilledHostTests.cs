using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AttentionFunctions.Events;
using AttentionFunctions.Ingest;
using AttentionFunctions.Local.Hosting;
using AttentionFunctions.Local.Queue;
using AttentionFunctions.Store;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using EventLog = AttentionFunctions.Store.EventLog;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>
/// Microsoft's client publishes while the whole host is killed and started again, three times. The number of events is
/// <c>ATTENTION_KILL_EVENTS</c>; docs/BENCHMARKS.md tells of a run with 20,000.
/// </summary>
public sealed class KilledHostTests : IDisposable
{
    private const int Kills = 3;
    private readonly TemporaryFolder folder = new();

    private static int Total => int.Parse(Environment.GetEnvironmentVariable("ATTENTION_KILL_EVENTS") ?? "2000", CultureInfo.InvariantCulture);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Every_event_is_in_the_log_exactly_once()
    {
        int total = Total;
        int port = FreePort();
        Process host = await StartAsync(port);
        try
        {
            await using OfficialClient client = await OfficialClient.PlayAsync(
                total.ToString(CultureInfo.InvariantCulture),
                $"Endpoint=sb://127.0.0.1:{port};SharedAccessKeyName=n;SharedAccessKey=k;UseDevelopmentEmulator=true", "publish.js");
            int confirmed = 0;
            for (int kill = 1; kill <= Kills; kill++)
            {
                while (confirmed < total * kill / (Kills + 1)) confirmed = await ConfirmedAsync(client);
                Kill(host);
                host = await StartAsync(port);
            }

            while (confirmed < total) confirmed = await ConfirmedAsync(client);
        }
        finally
        {
            Kill(host);
        }

        await AssertInTheLogOnceAsync(total);
    }

    private static async Task<int> ConfirmedAsync(OfficialClient client) => (await client.HearAsync()).GetProperty("confirmed").GetInt32();

    /// <summary>Works off what the last host left, on a clock on which its locks have ended, and reads the log.</summary>
    private async Task AssertInTheLogOnceAsync(int total)
    {
        await using ServiceProvider pipeline = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(new Later(TimeSpan.FromMinutes(2)))
            .AddLocalPipeline(new LocalOptions(folder.File("data"))).BuildServiceProvider();
        using CancellationTokenSource stop = new();
        QueuePump pump = pipeline.GetRequiredService<QueuePump>();
        Task pumping = pump.RunAsync(stop.Token);
        await pump.DrainedAsync(TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await pumping;
        Assert.Equal(0, pipeline.GetRequiredService<SqliteQueue>().Count().DeadLetters);

        // A host killed between log and acknowledgement leaves rows twice, which readers drop and tidying removes.
        await pipeline.GetRequiredService<TidyStore>().RunAsync(TestContext.Current.CancellationToken);
        List<string> stored = [];
        EventLog log = pipeline.GetRequiredService<EventLog>();
        await foreach (BlobEntry segment in log.ListAsync(cancel: TestContext.Current.CancellationToken))
        {
            IReadOnlyList<AttentionEvent> events = await log.ReadSegmentAsync(segment.Name, TestContext.Current.CancellationToken);
            stored.AddRange(events.Select(@event => @event.Id));
        }

        stored.Sort(StringComparer.Ordinal);
        Assert.Equal(Enumerable.Range(0, total).Select(i => $"event-{i}").Order(StringComparer.Ordinal), stored);
    }

    private async Task<Process> StartAsync(int port)
    {
        Process host = Process.Start(new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "attention.dll"), "run", "--data", folder.File("data"), "--port", "0", "--service-bus", $"127.0.0.1:{port}",
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        while (await host.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.Contains("Service Bus on", StringComparison.Ordinal)) continue;
            _ = host.StandardOutput.ReadToEndAsync(); // A full pipe would stop it.
            return host;
        }

        throw new InvalidOperationException($"The host did not start: {await host.StandardError.ReadToEndAsync()}");
    }

    private static void Kill(Process host)
    {
        host.Kill();
        host.WaitForExit();
        host.Dispose();
    }

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
