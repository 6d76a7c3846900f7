using System.Collections.Concurrent;
using System.Text.Json;
using AttentionFunctions.Events;
using AttentionFunctions.Rank;
using AttentionFunctions.Store;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Economy;

/// <summary>
/// Charges clicks on places that were sold, each place once, and says how campaigns are to bid on. A step of seconds, every minute, on any
/// instance; a lease lets one at a time.
/// </summary>
/// <remarks>
/// The log is the truth about clicks, the stored sales about prices. A step reads the log's segments that it has not read, looks their clicks up
/// in what was sold of the person's day, and swaps one blob with everything that is settled; killed before the swap it has changed nothing, and after it
/// the next step only writes the days anew. A click that is delivered twice, or comes again in a compacted segment, finds its place taken. Delete the blob
/// <c>market/v1/settled.json</c> to settle the open days again from the log.
/// </remarks>
public sealed partial class SettleClicks(IBlobStore store, EventLog log, CampaignStore campaigns, SalesBook book, TimeProvider time, ILogger<SettleClicks> logger)
{
    /// <summary>A click counts for so long after the showing: the page of a mail is clicked the day after.</summary>
    internal static readonly TimeSpan Attribution = TimeSpan.FromHours(24);

    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(60);

    /// <summary>Clocks of those who click differ from ours.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>A sale is stored a second after it; one that is not there yet is looked for again, for so long.</summary>
    private static readonly TimeSpan SaleArrives = TimeSpan.FromMinutes(10);

    /// <summary>An instance that stored nothing for so long has no part of what is left of the budgets.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(5);

    /// <summary>Sales of one person's day are kept for questions about a charge.</summary>
    private static readonly TimeSpan KeepSales = TimeSpan.FromDays(7);

    private const int Parallelism = 16;

    /// <returns>Clicks counted; null when another instance is at work, or was faster.</returns>
    public async Task<int?> RunAsync(CancellationToken cancel = default)
    {
        await using IBlobLease? lease = await store.TryAcquireLeaseAsync(BlobLayout.SettleLease, LeaseTime, cancel);
        if (lease is null) return null;
        DateTimeOffset now = time.GetUtcNow();
        IReadOnlyList<DateOnly> open = MarketDay.Open(now);
        (SettledState before, string? etag) = await ReadStateAsync(cancel);
        var shown = new Dictionary<DateOnly, ShownByInstances>();
        foreach (DateOnly day in open) shown.Add(day, await ShownAsync(day, now, cancel));
        if (shown.Values.All(day => day.Campaigns.Count == 0) && before.Days.Count == 0) return 0;

        DayLedger[] ledgers = [.. open.Select(day => new DayLedger(day, before.Days.FirstOrDefault(stored => stored.Day == day)))];
        Dictionary<string, double> budgets = (await campaigns.ListAsync(cancel)).ToDictionary(stored => stored.Id, stored => stored.Campaign.DailyBudget, StringComparer.Ordinal);
        foreach (DayLedger ledger in ledgers) ledger.Show(shown[ledger.Day].Campaigns, budgets);
        for (int i = 1; i < ledgers.Length; i++) ledgers[i].StartFrom(ledgers[i - 1]);

        (int clicks, HashSet<ulong> read) = await ChargeAsync(ledgers, HashSets.Read(before.Segments), now, cancel);
        double rate = Calibrate(ledgers, now);
        var after = new SettledState(SettledState.CurrentFormat, [.. ledgers.Select(ledger => ledger.ToStored(now))], HashSets.Write(read));
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(after, MarketJson.Default.SettledState);
        string? written = etag is null
            ? await store.TryCreateAsync(BlobLayout.SettledClicks, json, cancel)
            : await store.TryReplaceAsync(BlobLayout.SettledClicks, json, etag, cancel);
        if (written is null) return null;

        foreach (DayLedger ledger in ledgers.Where(ledger => ledger.Campaigns.Count > 0))
        {
            var day = new MarketDay(MarketDay.CurrentFormat, ledger.Day, now, Math.Max(1, shown[ledger.Day].Active), rate, ledger.Campaigns);
            await store.UpdateAsync(BlobLayout.MarketDay(ledger.Day), _ => day, MarketJson.Default.MarketDay, time, cancel);
        }

        if (clicks > 0) LogSettled(clicks);
        foreach (DayLedger full in ledgers.Where(ledger => ledger.IsFull)) LogFull(full.Day, DayLedger.MaxPlaces);
        return clicks;
    }

    /// <summary>Deletes what was sold to whom on days long over; statements stay.</summary>
    public async Task ForgetAsync(CancellationToken cancel = default)
    {
        DateTimeOffset now = time.GetUtcNow();
        await DeleteAsync(BlobLayout.SalesPrefix, BlobLayout.SalesOf(MarketDay.Of(now - KeepSales)), cancel);
        await DeleteAsync(BlobLayout.ShownPrefix, BlobLayout.ShownOf(MarketDay.Open(now)[0]), cancel);
    }

    private async Task DeleteAsync(string prefix, string limit, CancellationToken cancel)
    {
        var over = new List<string>();
        await foreach (BlobEntry blob in store.ListAsync(prefix, cancel))
        {
            if (string.CompareOrdinal(blob.Name, limit) >= 0) break;
            over.Add(blob.Name);
        }

        foreach (string name in over) await store.DeleteAsync(name, cancel: cancel);
    }

    private async Task<(SettledState State, string? ETag)> ReadStateAsync(CancellationToken cancel)
    {
        if (await store.ReadAsync(BlobLayout.SettledClicks, cancel) is not { } blob) return (SettledState.Empty, null);
        return (
            StoredJson.Parse(
                BlobLayout.SettledClicks, blob.Content.Span, MarketJson.Default.SettledState, state => state.FormatVersion, SettledState.CurrentFormat,
                "Delete it to have the open days settled again."),
            blob.ETag);
    }

    private async Task<ShownByInstances> ShownAsync(DateOnly day, DateTimeOffset now, CancellationToken cancel)
    {
        var campaigns = new Dictionary<string, ShownCount>(StringComparer.Ordinal);
        int active = 0;
        await foreach (BlobEntry entry in store.ListAsync(BlobLayout.ShownOf(day), cancel))
        {
            if (await store.ReadAsync(entry.Name, cancel) is not { } blob) continue;
            InstanceShown shown = StoredJson.Parse(
                entry.Name, blob.Content.Span, MarketJson.Default.InstanceShown, shown => shown.FormatVersion, InstanceShown.CurrentFormat);
            foreach ((string campaign, ShownCount count) in shown.Campaigns)
                campaigns[campaign] = campaigns.GetValueOrDefault(campaign, ShownCount.None).Plus(count);
            if (now - shown.At < Idle) active++;
        }

        return new ShownByInstances(campaigns, active);
    }

    private async Task<(int Clicks, HashSet<ulong> Read)> ChargeAsync(DayLedger[] ledgers, HashSet<ulong> known, DateTimeOffset now, CancellationToken cancel)
    {
        var read = new HashSet<ulong>();
        var charges = new List<(AttentionEvent Click, Sale Sale)>();
        await foreach (BlobEntry segment in log.ListDaysAsync(ledgers[0].Day, ledgers[^1].Day, cancel))
        {
            ulong hash = HashSets.Of(segment.Name);
            if (known.Contains(hash))
            {
                read.Add(hash);
                continue;
            }

            (List<(AttentionEvent, Sale)> found, bool all) = await LookUpAsync(await log.ReadSegmentAsync(segment.Name, cancel), ledgers, now, cancel);
            charges.AddRange(found);
            if (all) read.Add(hash);
        }

        int clicks = 0;
        foreach ((AttentionEvent click, Sale sale) in charges.OrderBy(charge => charge.Click.Time).ThenBy(charge => charge.Click.Id, StringComparer.Ordinal))
        {
            DayLedger ledger = ledgers.Single(ledger => ledger.Day == MarketDay.Of(sale.At));
            if (ledger.Click(sale)) clicks++;
        }

        return (clicks, read);
    }

    /// <summary>The clicks of a segment that are on sold places, and whether nothing has to be looked for again.</summary>
    private async Task<(List<(AttentionEvent, Sale)> Found, bool All)> LookUpAsync(
        IReadOnlyList<AttentionEvent> events, DayLedger[] ledgers, DateTimeOffset now, CancellationToken cancel)
    {
        var byDay = events
            .Where(e => e is { Type: EventType.Click, UserId: not null, ItemId: not null })
            .Select(e => (Click: e, ShownAt: SoldSlates.ShownAt(e.RecommendationId)))
            .Where(click => click.ShownAt is { } at && ledgers.Any(ledger => ledger.Day == MarketDay.Of(at)))
            .GroupBy(click => (click.Click.UserId!, MarketDay.Of(click.ShownAt!.Value)));
        var found = new ConcurrentBag<(AttentionEvent, Sale)>();
        int missing = 0;
        await Parallel.ForEachAsync(byDay, new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancel }, async (clicks, stop) =>
        {
            Dictionary<(string, string), Sale> sales = (await FindAsync(clicks.Key.Item1, clicks.Key.Item2, stop)).ToDictionary(sale => (sale.RecommendationId, sale.ItemId));
            var slates = sales.Keys.Select(key => key.Item1).ToHashSet(StringComparer.Ordinal);
            foreach ((AttentionEvent click, DateTimeOffset? shownAt) in clicks)
            {
                // Other items of a slate with sold places are clicked too, and cost nobody anything.
                if (sales.TryGetValue((click.RecommendationId!, click.ItemId!), out Sale? sale))
                {
                    if (click.Time >= sale.At - Skew && click.Time <= sale.At + Attribution) found.Add((click, sale));
                }
                else if (!slates.Contains(click.RecommendationId!) && now - shownAt < SaleArrives)
                {
                    Interlocked.Increment(ref missing);
                }
            }
        });
        return ([.. found], missing == 0);
    }

    /// <summary>One damaged blob must not keep everybody's clicks from being charged.</summary>
    private async Task<IReadOnlyList<Sale>> FindAsync(string userKey, DateOnly day, CancellationToken cancel)
    {
        try
        {
            return await book.FindAsync(userKey, day, cancel);
        }
        catch (InvalidDataException damaged)
        {
            LogDamaged(damaged);
            return [];
        }
    }

    /// <summary>Click rates and multipliers from all open days together.</summary>
    /// <returns>The rate of all campaigns.</returns>
    private static double Calibrate(DayLedger[] ledgers, DateTimeOffset now)
    {
        double rate = ClickRates.Rate(ledgers.Sum(day => day.Campaigns.Values.Sum(tally => tally.Clicks)), ledgers.Sum(day => day.Campaigns.Values.Sum(tally => tally.Shown.Appeal)));
        foreach (DayLedger ledger in ledgers) ledger.Pace(now, FactorOf);
        return rate;

        double FactorOf(string campaign)
        {
            CampaignTally[] tallies = [.. ledgers.Select(day => day.Campaigns.GetValueOrDefault(campaign)).OfType<CampaignTally>()];
            return ClickRates.Factor(tallies.Sum(tally => tally.Clicks), tallies.Sum(tally => tally.Shown.Appeal), rate);
        }
    }

    private sealed record ShownByInstances(IReadOnlyDictionary<string, ShownCount> Campaigns, int Active);

    [LoggerMessage(4113, LogLevel.Error, "{Day:yyyy-MM-dd} has {Places} clicked places, as many as are remembered; further clicks are not charged")]
    private partial void LogFull(DateOnly day, int places);

    [LoggerMessage(4112, LogLevel.Error, "What was sold of a person's day cannot be read; clicks on it are not charged")]
    private partial void LogDamaged(Exception fault);

    [LoggerMessage(4111, LogLevel.Information, "Settled {Clicks} clicks on sponsored places")]
    private partial void LogSettled(int clicks);
}
