using System.Diagnostics;
using System.Globalization;
using AttentionFunctions.Events;
using AttentionFunctions.Ingest;
using Microsoft.Extensions.DependencyInjection;

namespace AttentionFunctions.Benchmarks;

/// <summary>Making profiles and catalogue again from a log of made-up events, in a folder.</summary>
internal static class RebuildSpeed
{
    /// <summary>About an hour of a million events a day, as tidying leaves it.</summary>
    private const int SegmentEvents = 40_000;

    private const int Items = 5000, EventsPerPerson = 200;

    public static async Task<int> RunAsync(int events)
    {
        string folder = Directory.CreateTempSubdirectory("rebuild-").FullName;
        try
        {
            await using ServiceProvider pipeline = new ServiceCollection()
                .AddAttentionPipeline(new PipelineOptions { Storage = folder, PseudonymKey = new byte[32] }).BuildServiceProvider();
            await FillAsync(pipeline.GetRequiredService<Store.EventLog>(), events);

            var rebuild = pipeline.GetRequiredService<RebuildFromLog>();
            foreach (string run in (string[])["from nothing", "again, with nothing to change"])
            {
                long started = Stopwatch.GetTimestamp();
                RebuildReport report = await rebuild.RunAsync();
                double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{run}: {report.Events} events of {report.People} people, {report.Changed} profiles written, {report.Items} items in {seconds:F1} s, {report.Events / seconds:F0} events/s, {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} MB at most"));
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task FillAsync(Store.EventLog log, int events)
    {
        var random = new Random(1);
        var begin = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await log.AppendAsync([.. Enumerable.Range(0, Items).Select(i => new AttentionEvent
        {
            Id = $"item-{i}",
            Type = EventType.ItemUpserted,
            Time = begin,
            ItemId = $"item-{i}",
            Item = new ItemFields { Title = $"Made-up item number {i}" },
        })]);
        int people = Math.Max(1, events / EventsPerPerson);
        for (int first = 0; first < events; first += SegmentEvents)
        {
            await log.AppendAsync([.. Enumerable.Range(first, Math.Min(SegmentEvents, events - first)).Select(i => new AttentionEvent
            {
                Id = $"01JD{i:X12}",
                Type = random.Next(3) == 0 ? EventType.View : EventType.Impression,
                Time = begin.AddSeconds(i),
                UserId = $"pseudonym-of-a-person-{random.Next(people):X16}",
                ItemId = $"item-{random.Next(Items)}",
                DwellSeconds = random.Next(90),
            })]);
        }
    }
}
