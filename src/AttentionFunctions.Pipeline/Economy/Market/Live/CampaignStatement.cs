using System.Globalization;
using System.Text;
using AttentionFunctions.Store;

namespace AttentionFunctions.Economy;

/// <summary>What campaigns bought, by day.</summary>
public sealed class ReadStatements(IBlobStore store, TimeProvider time)
{
    public const int MaxDays = 92;

    /// <param name="campaignId">Null for all.</param>
    /// <param name="from">UTC; null for the 7 days to <paramref name="to"/>.</param>
    /// <param name="to">Included; null for today.</param>
    /// <returns>By day, then by campaign.</returns>
    /// <exception cref="ArgumentException">The range is empty, or longer than <see cref="MaxDays"/>.</exception>
    public async Task<CampaignStatement> ReadAsync(string? campaignId, DateOnly? from = null, DateOnly? to = null, CancellationToken cancel = default)
    {
        DateOnly last = to ?? MarketDay.Of(time.GetUtcNow()), first = from ?? last.AddDays(-6);
        if (first > last || last.DayNumber - first.DayNumber >= MaxDays) throw new ArgumentException($"from and to must be 1 to {MaxDays} days, from first.");
        var days = new List<CampaignDay>();
        for (DateOnly day = first; day <= last; day = day.AddDays(1))
        {
            if (await CurrentMarket.ReadDayAsync(store, day, cancel) is not { } stored) continue;
            foreach ((string id, CampaignTally tally) in stored.Campaigns.OrderBy(campaign => campaign.Key, StringComparer.Ordinal))
                if (campaignId is null || id == campaignId) days.Add(CampaignDay.Of(id, stored, tally));
        }

        return new CampaignStatement(first, last, days.Sum(day => day.Impressions), days.Sum(day => day.Clicks), Money.Round(days.Sum(day => day.Spend)), days);
    }
}

/// <param name="Days">Those on which something was sold.</param>
public sealed record CampaignStatement(DateOnly From, DateOnly To, long Impressions, long Clicks, double Spend, IReadOnlyList<CampaignDay> Days)
{
    public string ToCsv()
    {
        var csv = new StringBuilder("day,campaign,impressions,exposure,clicks,unbilled,spend,meanPrice,budget,remaining,multiplier\n");
        foreach (CampaignDay day in Days)
            csv.Append(CultureInfo.InvariantCulture,
                $"{day.Day:yyyy-MM-dd},{day.CampaignId},{day.Impressions},{day.Exposure:0.######},{day.Clicks},{day.UnbilledClicks},{day.Spend:0.######},{day.MeanPrice:0.######},{day.Budget:0.######},{day.Remaining:0.######},{day.Multiplier:0.####}\n");
        return csv.ToString();
    }
}

/// <param name="Impressions">Showings that were sold, as ranked: whether an application showed them is not known here.</param>
/// <param name="Exposure">Of these places, logarithmic, as in the economy report: how much of people's attention was for sale.</param>
/// <param name="ExpectedClicks">By the click rates of the time.</param>
/// <param name="Clicks">Places that were clicked, charged or not.</param>
/// <param name="UnbilledClicks">Of these, those that the rest of the budget did not have the price of.</param>
/// <param name="MeanPrice">Of a charged click; absent without one.</param>
/// <param name="Multiplier">μ of pacing: bids are value / (1 + μ); 0 for a budget that does not bind.</param>
/// <param name="SettledAt">Clicks that came later are not in it yet.</param>
public sealed record CampaignDay(
    DateOnly Day, string CampaignId, long Impressions, double Exposure, double ExpectedClicks, long Clicks, long UnbilledClicks, double Spend, double? MeanPrice,
    double Budget, double Remaining, double Multiplier, DateTimeOffset SettledAt)
{
    internal static CampaignDay Of(string id, MarketDay day, CampaignTally tally) => new(
        day.Day, id, tally.Shown.Impressions, tally.Shown.Exposure, tally.Shown.ExpectedClicks, tally.Clicks, tally.Unbilled, tally.Spent,
        tally.Clicks > tally.Unbilled ? Money.Round(tally.Spent / (tally.Clicks - tally.Unbilled)) : null,
        tally.Budget, Money.Round(Math.Max(0, tally.Budget - tally.Spent)), tally.Multiplier, day.At);
}
