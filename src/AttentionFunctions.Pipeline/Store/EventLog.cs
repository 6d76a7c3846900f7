using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;
using AttentionFunctions.Events;

namespace AttentionFunctions.Store;

/// <summary>The event log: create-only Parquet segments, partitioned by hour. The truth that everything else can be rebuilt from.</summary>
/// <remarks>
/// A segment lies in the partition of its <b>newest</b> event, so old events that arrive late need no partition of their own, and a
/// reader that wants events since T may skip every partition before T.
/// </remarks>
public sealed class EventLog(IBlobStore store)
{
    /// <summary>Writes one segment. Returns its name; the same events give the same name and are not written twice.</summary>
    public async Task<string> AppendAsync(IReadOnlyList<AttentionEvent> events, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(events.Count, nameof(events));
        AttentionEvent[] ordered = EventSegment.Order(events);
        string name = BlobLayout.EventSegment(ordered[^1].Time, EventSegment.ContentHash(ordered));
        await store.TryCreateAsync(name, await EventSegment.WriteAsync(ordered), cancel);
        return name;
    }

    /// <summary>Every stored event once (duplicates by id dropped), segment by segment, in ordinal order of segment names.</summary>
    /// <param name="since">Only events at or after this time.</param>
    /// <param name="cancel">Stops between segments.</param>
    public async IAsyncEnumerable<IReadOnlyList<AttentionEvent>> ReadAsync(
        DateTimeOffset? since = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var known = new HashSet<UInt128>();
        await foreach (BlobEntry segment in ListAsync(since, cancel))
        {
            var fresh = new List<AttentionEvent>();
            foreach (AttentionEvent @event in await ReadSegmentAsync(segment.Name, cancel))
                if ((since is null || @event.Time >= since) && known.Add(XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(@event.Id))))
                    fresh.Add(@event);
            if (fresh.Count > 0) yield return fresh;
        }
    }

    /// <summary>The segments that may hold events at or after <paramref name="since"/>.</summary>
    public async IAsyncEnumerable<BlobEntry> ListAsync(
        DateTimeOffset? since = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        string first = since is { } time ? BlobLayout.EventPartition(time) : "";
        await foreach (BlobEntry segment in store.ListAsync(BlobLayout.EventsPrefix, cancel))
            if (string.CompareOrdinal(segment.Name, first) >= 0) yield return segment;
    }

    /// <summary>
    /// The segments whose newest event lies in the hours from <paramref name="since"/> to <paramref name="until"/>: a listing of those
    /// hours alone, however long the log is.
    /// </summary>
    public async IAsyncEnumerable<BlobEntry> ListHoursAsync(
        DateTimeOffset since, DateTimeOffset until, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        for (DateTimeOffset hour = since; ; hour += TimeSpan.FromHours(1))
        {
            string partition = BlobLayout.EventPartition(hour);
            if (string.CompareOrdinal(partition, BlobLayout.EventPartition(until)) > 0) yield break;
            await foreach (BlobEntry segment in store.ListAsync(partition, cancel)) yield return segment;
        }
    }

    /// <summary>The segments whose newest event lies on the days from the first to the last: one listing a day.</summary>
    public async IAsyncEnumerable<BlobEntry> ListDaysAsync(DateOnly first, DateOnly last, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        for (DateOnly day = first; day <= last; day = day.AddDays(1))
            await foreach (BlobEntry segment in store.ListAsync(BlobLayout.EventDay(day), cancel)) yield return segment;
    }

    /// <summary>One segment as stored. Empty when it is gone: compaction replaced it since it was listed.</summary>
    public async Task<IReadOnlyList<AttentionEvent>> ReadSegmentAsync(string name, CancellationToken cancel = default)
    {
        if (await store.ReadAsync(name, cancel) is not { } blob) return [];
        using var stream = new MemoryStream(blob.Content.ToArray(), writable: false);
        return await EventSegment.ReadAsync(stream, name, cancel);
    }
}
