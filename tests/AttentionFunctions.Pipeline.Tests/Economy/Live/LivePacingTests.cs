using CsCheck;
using Xunit;

namespace AttentionFunctions.Economy;

public sealed class LivePacingTests
{
    private static readonly DateOnly Day = new(2026, 11, 24);

    /// <summary>
    /// A day of minutes: how many places can be won for less than the bid is linear in the bid, clicks are drawn, and the ledger is settled every minute.
    /// Traffic from what would spend three times the budget at full bids to a hundred times.
    /// </summary>
    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 10)]
    [InlineData(3, 30)]
    [InlineData(4, 100)]
    public void On_stationary_traffic_a_day_ends_within_two_per_cent_of_the_budget(int seed, double plenty)
    {
        const double budget = 500, value = 1, clickRate = 0.05;
        var random = new Random(seed);
        var budgets = new Dictionary<string, double> { ["c"] = budget };
        SettledDay? stored = null;
        ShownCount shown = ShownCount.None;
        double spentByNoon = 0;
        for (int minute = 1; minute <= LivePacing.Rounds; minute++)
        {
            var ledger = new DayLedger(Day, stored);
            CampaignTally before = ledger.Campaigns.GetValueOrDefault("c", CampaignTally.None);
            double bid = Math.Min(value / (1 + before.Multiplier), budget - before.Spent);

            // At full bids value · share · places · clickRate is plenty × the even rate of the budget. The price is half of the bid on average.
            int places = (int)(2 * plenty * budget / LivePacing.Rounds / clickRate * bid);
            var clicks = new List<Sale>();
            for (int i = 0; i < places; i++)
            {
                double price = Money.Price(bid * random.NextDouble(), bid);
                shown = shown.Plus(new ShownCount(1, 1, 1, clickRate, clickRate * price));
                if (random.NextDouble() < clickRate) clicks.Add(new Sale($"{minute}", $"{i}", "c", 0, price, clickRate, MarketDay.Start(Day)));
            }

            ledger.Show(new Dictionary<string, ShownCount> { ["c"] = shown }, budgets);
            foreach (Sale click in clicks) ledger.Click(click);
            DateTimeOffset now = MarketDay.Start(Day).AddMinutes(minute);
            ledger.Pace(now, _ => 1);
            stored = ledger.ToStored(now);
            if (minute == LivePacing.Rounds / 2) spentByNoon = ledger.Campaigns["c"].Spent;
        }

        Assert.InRange(stored!.Campaigns["c"].Spent, 0.98 * budget, budget);
        Assert.InRange(spentByNoon, 0.4 * budget, 0.65 * budget);
    }

    [Fact]
    public void Whatever_is_clicked_a_ledger_charges_each_place_once_and_never_more_than_the_budget() =>
        Gen.Select(Gen.Select(Gen.Int[0, 30], Gen.Int[0, 3_000_000].Select(millionths => millionths / 1e6)).Array[1, 100], Gen.Double[0, 40]).Sample((clicks, budget) =>
        {
            var ledger = new DayLedger(Day, null);
            ledger.Show(new Dictionary<string, ShownCount> { ["c"] = ShownCount.None }, new Dictionary<string, double> { ["c"] = budget });
            var first = new Dictionary<int, double>();
            foreach ((int place, double price) in clicks)
                Assert.Equal(first.TryAdd(place, price), ledger.Click(new Sale("r", $"{place}", "c", 0, price, 0.1, MarketDay.Start(Day))));
            CampaignTally tally = ledger.Campaigns["c"];
            Assert.Equal(first.Count, tally.Clicks);
            Assert.InRange(tally.Spent, 0, budget);
            if (first.Values.Sum() <= budget - 1e-6) Assert.Equal((0, Math.Round(first.Values.Sum(), 6)), (tally.Unbilled, tally.Spent));

            // What is stored and read again knows every place.
            var again = new DayLedger(Day, ledger.ToStored(MarketDay.Start(Day)));
            Assert.All(first.Keys, place => Assert.False(again.Click(new Sale("r", $"{place}", "c", 0, 1, 0.1, MarketDay.Start(Day)))));
        });

    [Fact]
    public void Click_rates_come_from_clicks_and_shrink_to_the_prior_without_them()
    {
        Assert.Equal(ClickRates.Prior, ClickRates.Rate(0, 0), 12);
        Assert.Equal(1, ClickRates.Factor(0, 0, 0.05), 12);
        Assert.InRange(ClickRates.Rate(2000, 100_000), 0.02, 0.0202);
        Assert.InRange(ClickRates.Factor(400, 10_000, 0.02), 1.9, 2);

        // Calibrated: what is expected of the past is what it came to, up to the prior's weight.
        double rate = ClickRates.Rate(300, 5000), factor = ClickRates.Factor(300, 5000, rate);
        Assert.InRange(rate * factor * 5000, 290, 310);
    }

    [Fact]
    public void Days_are_open_until_their_last_places_can_be_clicked_no_more_and_an_hour_longer()
    {
        DateTimeOffset noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal([new(2026, 11, 23), new DateOnly(2026, 11, 24)], MarketDay.Open(noon));
        Assert.Equal([new(2026, 11, 22), new(2026, 11, 23), new DateOnly(2026, 11, 24)], MarketDay.Open(noon.AddHours(-11.5)));
    }
}
