using System.Diagnostics;
using System.Text;
using AttentionFunctions.Ingest;
using AttentionFunctions.Local.Hosting;
using AttentionFunctions.Local.Queue;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace AttentionFunctions.Benchmarks;

/// <summary>How many events a second go from the queue to the log and the profiles.</summary>
internal static class IngestThroughput
{
    private const int Users = 2000;
    private const int Items = 5000;

    public static async Task<int> RunAsync(int count, string? storage)
    {
        string folder = Directory.CreateTempSubdirectory("attention-bench-").FullName;
        try
        {
            await using ServiceProvider pipeline = new ServiceCollection().AddLogging().AddLocalPipeline(new LocalOptions(folder, storage)).BuildServiceProvider();
            var queue = pipeline.GetRequiredService<SqliteQueue>();
            var random = new Random(1);
            foreach (int[] chunk in Enumerable.Range(0, count).Chunk(5000))
                await queue.SendAsync([.. chunk.Select(i => new OutgoingMessage($"m{i}", Encoding.UTF8.GetBytes(
                    $$"""{"id":"bench-{{i}}","type":"view","userId":"u{{random.Next(Users)}}","itemId":"i{{random.Next(Items)}}","time":"2026-11-01T{{i / 3600 % 24:D2}}:{{i / 60 % 60:D2}}:{{i % 60:D2}}Z","dwellSeconds":{{random.Next(1, 90)}}}""")))]);

            foreach (int batch in new[] { 200, 1000, 2000 })
            {
                long before = queue.Count().Active;
                var pump = new QueuePump(
                    queue, (messages, cancel) => pipeline.GetRequiredService<IngestEvents>().HandleAsync(messages, cancel),
                    new QueuePumpOptions { BatchSize = batch }, TimeProvider.System, NullLogger<QueuePump>.Instance);
                using var stop = new CancellationTokenSource();
                long started = Stopwatch.GetTimestamp(), allocated = GC.GetTotalAllocatedBytes();
                Task pumping = pump.RunAsync(stop.Token);
                while (queue.Count().Active > before - count / 3 && !queue.IsEmpty()) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
                await stop.CancelAsync();
                await pumping;
                double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
                long done = before - queue.Count().Active;
                Console.WriteLine($"batch {batch}: {done} events in {seconds:F2} s, {done / seconds:F0} events/s, {(GC.GetTotalAllocatedBytes() - allocated) / Math.Max(1, done)} bytes allocated each");
            }

            Console.WriteLine($"peak working set {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB");
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
