using System.Diagnostics;
using System.Globalization;
using System.Text;
using AttentionFunctions.Ingest;
using AttentionFunctions.Local.Hosting;
using AttentionFunctions.Local.Queue;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace AttentionFunctions.Benchmarks;

/// <summary>How many events a second go from the queue to the log and the profiles, one event a message; each row on a store of its own.</summary>
internal static class IngestThroughput
{
    private const int Users = 2000;
    private const int Items = 5000;

    /// <summary>Enough to have everything compiled; its row is not printed.</summary>
    private const int WarmUp = 10_000;

    public static async Task<int> RunAsync(int count, string? storage)
    {
        await MeasureAsync(WarmUp, storage, new QueuePumpOptions());
        foreach (QueuePumpOptions options in new[] { new QueuePumpOptions { BatchSize = 200 }, new() { BatchSize = 1000 }, new() })
            Console.WriteLine(await MeasureAsync(count, storage, options));
        Console.WriteLine($"peak working set {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB");
        return 0;
    }

    private static async Task<string> MeasureAsync(int count, string? storage, QueuePumpOptions options)
    {
        string folder = Directory.CreateTempSubdirectory("attention-bench-").FullName;
        try
        {
            await using ServiceProvider pipeline = new ServiceCollection().AddLogging().AddLocalPipeline(new LocalOptions(folder, storage)).BuildServiceProvider();
            var queue = pipeline.GetRequiredService<SqliteQueue>();
            foreach (OutgoingMessage[] messages in Messages(count).Chunk(5000)) await queue.SendAsync(messages);
            var pump = new QueuePump(
                queue, (messages, cancel) => pipeline.GetRequiredService<IngestEvents>().HandleAsync(messages, cancel),
                options, TimeProvider.System, NullLogger<QueuePump>.Instance);

            using var stop = new CancellationTokenSource();
            long started = Stopwatch.GetTimestamp(), allocated = GC.GetTotalAllocatedBytes();
            Environment.ProcessCpuUsage before = Environment.CpuUsage;
            Task pumping = pump.RunAsync(stop.Token);
            await pump.DrainedAsync(stop.Token);
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            Environment.ProcessCpuUsage after = Environment.CpuUsage;
            allocated = GC.GetTotalAllocatedBytes() - allocated;
            await stop.CancelAsync();
            await pumping;
            return string.Create(CultureInfo.InvariantCulture,
                $"batches of {options.BatchSize}: {count / seconds:F0} events/s; per event {Micros(after.UserTime - before.UserTime):F0} µs user, {Micros(after.PrivilegedTime - before.PrivilegedTime):F0} µs system, {allocated / count} bytes allocated");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        double Micros(TimeSpan time) => time.TotalMicroseconds / count;
    }

    /// <summary>Events of one user are far apart: the worst case, where nearly every event of a small batch rewrites a profile.</summary>
    private static IEnumerable<OutgoingMessage> Messages(int count)
    {
        var random = new Random(1);

        // On a store that outlives the run, every run has events of its own.
        string run = Guid.CreateVersion7().ToString("N");
        return Enumerable.Range(0, count).Select(i => new OutgoingMessage($"m{i}", Encoding.UTF8.GetBytes(
            $$"""{"id":"{{run}}-{{i}}","type":"view","userId":"u{{random.Next(Users)}}","itemId":"i{{random.Next(Items)}}","time":"2026-11-01T{{i / 3600 % 24:D2}}:{{i / 60 % 60:D2}}:{{i % 60:D2}}Z","dwellSeconds":{{random.Next(1, 90)}}}""")));
    }
}
