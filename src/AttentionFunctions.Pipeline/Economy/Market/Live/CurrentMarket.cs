using AttentionFunctions.Store;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Economy;

/// <summary>Who may bid today, with what is left to them: as stored at most two seconds ago, campaigns at most fifteen.</summary>
public sealed class CurrentMarket
{
    /// <summary>Bidders for one place: beyond so many, those of the least value per click do not compete.</summary>
    internal const int MaxBidders = 500;

    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(2), CampaignsMaxAge = TimeSpan.FromSeconds(15);

    private readonly IBlobStore _store;
    private readonly CampaignStore _campaigns;
    private readonly SalesBook _book;
    private readonly TimeProvider _time;
    private readonly RefreshedValue<MarketNow> _now;

    public CurrentMarket(IBlobStore store, CampaignStore campaigns, SalesBook book, TimeProvider time, ILogger<CurrentMarket> logger)
    {
        (_store, _campaigns, _book, _time) = (store, campaigns, book, time);
        _now = new RefreshedValue<MarketNow>(MaxAge, time, logger, ReadAsync);
    }

    /// <summary>Waits for the store at the first call only.</summary>
    internal ValueTask<MarketNow> GetAsync(CancellationToken cancel = default) => _now.GetAsync(patient: false, cancel);

    /// <summary>Asks the store now.</summary>
    internal Task<MarketNow> RefreshAsync(CancellationToken cancel = default) => _now.RefreshAsync(cancel);

    /// <summary>Null when the day has not been settled yet.</summary>
    internal static async Task<MarketDay?> ReadDayAsync(IBlobStore store, DateOnly day, CancellationToken cancel)
    {
        string name = BlobLayout.MarketDay(day);
        return await store.ReadAsync(name, cancel) is { } blob
            ? StoredJson.Parse(name, blob.Content.Span, MarketJson.Default.MarketDay, stored => stored.FormatVersion, MarketDay.CurrentFormat)
            : null;
    }

    private async Task<MarketNow> ReadAsync(MarketNow? before, CancellationToken cancel)
    {
        DateTimeOffset now = _time.GetUtcNow();
        DateOnly day = MarketDay.Of(now);
        bool listed = before is null || now - before.ListedAt >= CampaignsMaxAge;
        IReadOnlyList<StoredCampaign> campaigns = listed ? await _campaigns.ListAsync(cancel) : before!.Stored;
        MarketDay? today = await ReadDayAsync(_store, day, cancel);

        // Before its first settlement a day goes on with the prices of the one before.
        MarketDay? prices = today ?? (before?.Day == day ? before.Prices : await ReadDayAsync(_store, day.AddDays(-1), cancel));
        if (before is not null && !listed && before.Day == day && before.Today?.At == today?.At) return before;
        bool isNews = before?.Day != day || before.Today?.At != today?.At;
        int instances = prices?.Instances ?? 1;
        return new MarketNow(
            day, listed ? now : before!.ListedAt, campaigns, today, prices, prices?.ClickRate ?? ClickRates.Prior,
            [.. campaigns.Where(stored => stored.Campaign.Active).OrderByDescending(stored => stored.Campaign.ValuePerClick)
                .ThenBy(stored => stored.Id, StringComparer.Ordinal).Take(MaxBidders).Select(stored => new Bidder(
                    stored.Id, stored.Campaign,
                    today?.Campaigns.GetValueOrDefault(stored.Id)?.Spent ?? 0,
                    prices?.Campaigns.GetValueOrDefault(stored.Id) is { } tally ? tally.Multiplier : 0,
                    prices?.Campaigns.GetValueOrDefault(stored.Id)?.ClickFactor ?? 1,
                    isNews ? _book.ExpectedCostOf(day, stored.Id) : before!.SoldBefore(stored.Id),
                    instances))]);
    }
}

/// <param name="Stored">All campaigns, as listed.</param>
/// <param name="Today">Null until the day is settled for the first time.</param>
/// <param name="Prices">What multipliers and click rates are of; null before the first day.</param>
internal sealed record MarketNow(
    DateOnly Day, DateTimeOffset ListedAt, IReadOnlyList<StoredCampaign> Stored, MarketDay? Today, MarketDay? Prices, double ClickRate, IReadOnlyList<Bidder> Bidders)
{
    public double SoldBefore(string campaignId) => Bidders.FirstOrDefault(bidder => bidder.Id == campaignId)?.SoldBefore ?? 0;
}

/// <param name="Spent">Charged today, as of the newest settlement.</param>
/// <param name="SoldBefore">Expected payments that this instance had sold by then.</param>
/// <param name="Instances">That share what is left.</param>
internal sealed record Bidder(string Id, Campaign Campaign, double Spent, double Multiplier, double ClickFactor, double SoldBefore, int Instances)
{
    /// <summary>
    /// Per click; 0 when this instance has sold its share of what is left since the newest settlement. Never above what is left.
    /// </summary>
    /// <param name="sold">Expected payments that this instance has sold today.</param>
    public double Bid(double sold)
    {
        double left = Campaign.DailyBudget - Spent;
        return sold - SoldBefore >= left / Instances ? 0 : Math.Min(Campaign.ValuePerClick / (1 + Multiplier), left);
    }
}
