using System.Collections.Concurrent;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Store;

namespace AttentionFunctions.Economy;

/// <summary>
/// Who was shown and who was given attention, week by week: read from the store where it was written, else made from the event log and
/// written. A week is written once, a day after its end; events that arrive later still are in the log but not in the ledger, so that two
/// answers about one week never differ by somebody's late event.
/// </summary>
public sealed class ExposureLedger(IBlobStore store, EventLog log, CatalogueStore catalogue, AttentionWeight weights, TimeProvider time)
{
    /// <summary>Events that an app held back while it was offline mostly arrive within a day.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromDays(1);

    /// <summary>Compaction removes segments that were listed a moment ago; twice in a row is improbable, three times is a fault.</summary>
    private const int Attempts = 3;

    /// <summary>How long a week of too few people is not looked at again: nothing is stored of it, and looking reads the log.</summary>
    private static readonly TimeSpan Recheck = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _making = new(1);
    private readonly ConcurrentDictionary<EconomyWeek, DateTimeOffset> _thin = new();

    /// <summary>The newest week that can be reported.</summary>
    public EconomyWeek NewestSettled => EconomyWeek.Of(time.GetUtcNow() - Settling).Add(-1);

    /// <summary>The weeks from <paramref name="first"/> to <paramref name="last"/>, both included, oldest first; only settled ones that have people enough.</summary>
    internal async Task<IReadOnlyList<LedgerWeek>> ReadAsync(EconomyWeek first, EconomyWeek last, CancellationToken cancel = default)
    {
        if (last > NewestSettled) last = NewestSettled;
        var weeks = new SortedDictionary<EconomyWeek, LedgerWeek>();
        var missing = new List<EconomyWeek>();
        for (EconomyWeek week = first; week <= last; week = week.Next)
        {
            if (await FindAsync(week, cancel) is { } stored) weeks.Add(week, stored);
            else if (!_thin.TryGetValue(week, out DateTimeOffset at) || time.GetUtcNow() - at >= Recheck) missing.Add(week);
        }

        if (missing.Count > 0)
            foreach ((EconomyWeek week, LedgerWeek made) in await MakeAsync(missing, cancel)) weeks.Add(week, made);
        return [.. weeks.Values];
    }

    private async Task<LedgerWeek?> FindAsync(EconomyWeek week, CancellationToken cancel)
    {
        string name = BlobLayout.EconomyLedger(week.Monday);
        return await store.ReadAsync(name, cancel) is { } blob ? LedgerWeek.Parse(name, blob.Content.Span) : null;
    }

    private async Task<Dictionary<EconomyWeek, LedgerWeek>> MakeAsync(List<EconomyWeek> weeks, CancellationToken cancel)
    {
        // One at a time: two requests for the same weeks would read the same log.
        await _making.WaitAsync(cancel);
        try
        {
            var made = new Dictionary<EconomyWeek, LedgerWeek>();
            foreach ((EconomyWeek week, LedgerDraft draft) in await CollectAsync(weeks, cancel))
            {
                LedgerWeek mine = draft.Finish();

                // Nothing is published of a week with too few people, so it may still change: an import of old data can fill it.
                if (!mine.Publishable)
                {
                    _thin[week] = time.GetUtcNow();
                    continue;
                }

                string? etag = await store.TryCreateAsync(BlobLayout.EconomyLedger(week.Monday), mine.ToBytes(), cancel);
                made.Add(week, etag is not null ? mine : (await FindAsync(week, cancel))!);
            }

            return made;
        }
        finally
        {
            _making.Release();
        }
    }

    private async Task<Dictionary<EconomyWeek, LedgerDraft>> CollectAsync(List<EconomyWeek> weeks, CancellationToken cancel)
    {
        ItemCatalogue items = await catalogue.CurrentAsync(cancel);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            Dictionary<EconomyWeek, LedgerDraft> drafts = weeks.ToDictionary(week => week, week => new LedgerDraft(week, items, weights));
            DateTimeOffset since = weeks.Min().Start;
            HashSet<string> before = await SegmentsAsync(since, cancel);
            await foreach (IReadOnlyList<AttentionEvent> segment in log.ReadAsync(since, cancel))
                foreach (AttentionEvent @event in segment)
                    if (drafts.TryGetValue(EconomyWeek.Of(@event.Time), out LedgerDraft? draft)) draft.Add(@event);
            if (before.IsSubsetOf(await SegmentsAsync(since, cancel))) return drafts;
        }

        throw new IOException("The event log was being compacted while it was read. Try again in a minute.");
    }

    private async Task<HashSet<string>> SegmentsAsync(DateTimeOffset since, CancellationToken cancel)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        await foreach (BlobEntry segment in log.ListAsync(since, cancel)) names.Add(segment.Name);
        return names;
    }
}
