using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Store;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Ingest;

/// <summary>
/// Rewrites the many small segments of past hours as one each, without duplicates, and the catalogue's segments as one. The content stays
/// the same at every moment: the new segment is stored before the old ones go, and readers drop duplicates.
/// </summary>
public sealed partial class TidyStore(IBlobStore store, EventLog log, CatalogueStore catalogue, TimeProvider time, ILogger<TidyStore> logger)
{
    /// <summary>Ingest still writes to the newest partitions.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromHours(2);

    private static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(60);

    /// <returns>False when a retrain or another tidy run is at work; nothing was done then.</returns>
    public async Task<bool> RunAsync(CancellationToken cancel = default)
    {
        // A retrain lists the log and then reads it: no segment may vanish in between.
        await using IBlobLease? lease = await store.TryAcquireLeaseAsync(BlobLayout.RetrainLease, LeaseDuration, cancel);
        if (lease is null) return false;

        int before = 0, after = 0;
        foreach (IGrouping<string, string> partition in await SettledPartitionsAsync(cancel))
        {
            if (!await lease.RenewAsync(cancel)) return false;
            before += partition.Count();
            after++;
            await CompactAsync([.. partition], cancel);
        }

        int segments = await catalogue.CompactAsync(cancel);
        LogTidied(before, after, segments);
        return true;
    }

    private async Task<IGrouping<string, string>[]> SettledPartitionsAsync(CancellationToken cancel)
    {
        string newest = BlobLayout.EventPartition(time.GetUtcNow() - Settled);
        var names = new List<string>();
        await foreach (BlobEntry segment in log.ListAsync(cancel: cancel))
            if (string.CompareOrdinal(segment.Name, newest) < 0) names.Add(segment.Name);
        return [.. names.GroupBy(name => name[..(name.LastIndexOf('/') + 1)]).Where(partition => partition.Count() > 1)];
    }

    private async Task CompactAsync(string[] segments, CancellationToken cancel)
    {
        var events = new Dictionary<string, AttentionEvent>(StringComparer.Ordinal);
        foreach (string segment in segments)
            foreach (AttentionEvent @event in await log.ReadSegmentAsync(segment, cancel))
                events.TryAdd(@event.Id, @event);

        // The same hour: the newest event of all is the newest of one of the segments.
        string merged = await log.AppendAsync([.. events.Values], cancel);
        foreach (string segment in segments.Where(segment => segment != merged)) await store.DeleteAsync(segment, cancel: cancel);
    }

    [LoggerMessage(1101, LogLevel.Information, "Tidied: {Before} log segments became {After}; {Items} catalogue segments became one")]
    private partial void LogTidied(int before, int after, int items);
}
