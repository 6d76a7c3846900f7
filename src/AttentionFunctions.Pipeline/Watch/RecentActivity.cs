using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Ingest;
using AttentionFunctions.Store;

namespace AttentionFunctions.Watch;

/// <summary>
/// What arrives: counts by type, minute and second, and the newest events, without users. Read from the newest segments of the log as they
/// appear; every segment is read once and kept as its counts, so that asking again costs a listing of the last hours.
/// </summary>
public sealed class RecentActivity(EventLog log, CatalogueStore catalogue, IEventQueue queue, TimeProvider time)
{
    public const int Minutes = 60;
    public const int Seconds = 180;
    public const int NewestEvents = 30;

    /// <summary>However many ask, the log is listed once in this time.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    /// <summary>Events may be this far ahead of the clock, see the events' limits, and lie in the next hour then.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _reading = new(1);
    private Dictionary<string, SegmentActivity> _segments = new(StringComparer.Ordinal);
    private volatile ActivityReport? _report;

    /// <summary>As of at most a second ago.</summary>
    public async ValueTask<ActivityReport> CurrentAsync(CancellationToken cancel = default)
    {
        if (_report is { } known && time.GetUtcNow() - known.At < MaxAge) return known;
        await _reading.WaitAsync(cancel);
        try
        {
            DateTimeOffset now = time.GetUtcNow();
            if (_report is { } fresh && now - fresh.At < MaxAge) return fresh;
            await ReadNewSegmentsAsync(now, cancel);
            ActivityReport report = Report(now, await catalogue.CurrentAsync(cancel), await queue.DepthAsync(cancel));
            if (report.Newest.Count == NewestEvents) ForgetEventsBefore(report.Newest[^1].Time);
            return _report = report;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Segments that are gone were compacted, or are too old: their counts go with them.</summary>
    private async Task ReadNewSegmentsAsync(DateTimeOffset now, CancellationToken cancel)
    {
        var present = new Dictionary<string, SegmentActivity>(StringComparer.Ordinal);
        await foreach (BlobEntry segment in log.ListHoursAsync(now - TimeSpan.FromMinutes(Minutes), now + Ahead, cancel))
            present[segment.Name] = _segments.GetValueOrDefault(segment.Name)
                ?? SegmentActivity.Of(await log.ReadSegmentAsync(segment.Name, cancel), NewestEvents);
        _segments = present;
    }

    /// <summary>Events that newer ones have pushed out of the list need not be kept, in a busy hour with thousands of segments.</summary>
    private void ForgetEventsBefore(DateTimeOffset time)
    {
        foreach (string name in _segments.Where(pair => pair.Value.Newest is [.., var last] && last.Time < time).Select(pair => pair.Key).ToArray())
            _segments[name] = _segments[name] with { Newest = [] };
    }

    private ActivityReport Report(DateTimeOffset now, ItemCatalogue items, QueueDepth? depth)
    {
        long second = now.ToUnixTimeSeconds(), firstMinute = second / 60 - Minutes + 1, firstSecond = second - Seconds + 1;
        var types = new SortedDictionary<EventType, int[]>();
        int[] seconds = new int[Seconds];
        foreach (SegmentActivity segment in _segments.Values)
        {
            foreach (((long at, EventType type), int count) in segment.Counts)
            {
                if (at / 60 - firstMinute is >= 0 and < Minutes and var minute)
                {
                    if (!types.TryGetValue(type, out int[]? minutes)) types[type] = minutes = new int[Minutes];
                    minutes[minute] += count;
                }

                if (at - firstSecond is >= 0 and < Seconds and var slot) seconds[slot] += count;
            }
        }

        return new ActivityReport(
            now, DateTimeOffset.FromUnixTimeSeconds(firstMinute * 60),
            [.. types.Select(pair => new TypeActivity(pair.Key.WireName(), pair.Value))],
            DateTimeOffset.FromUnixTimeSeconds(firstSecond), seconds,
            [.. _segments.Values.SelectMany(segment => segment.Newest)
                .OrderByDescending(e => e.Time).ThenBy(e => e.Id, StringComparer.Ordinal).Take(NewestEvents)
                .Select(e => new ActivityEvent(
                    e.Type.WireName(), e.Time, e.ItemId, e.ItemId is { } id ? items.Find(id)?.Fields.Title : null, e.Category, e.DwellSeconds ?? e.Seconds, e.Value))],
            depth);
    }
}
