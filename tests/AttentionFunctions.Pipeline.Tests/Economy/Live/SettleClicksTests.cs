using AttentionFunctions.Events;
using AttentionFunctions.Ingest;
using AttentionFunctions.Rank;
using AttentionFunctions.Store;
using Xunit;

namespace AttentionFunctions.Economy;

public sealed class SettleClicksTests : IDisposable
{
    private static readonly SponsoredRule Terms = new() { Places = [2, 5, 8], Reserve = 0.1, AttentionCap = 0.5, FrequencyCap = 100 };

    private readonly Marketplace _market = new();

    public void Dispose() => _market.Dispose();

    /// <summary>
    /// Clicks in any order, in any batches, several times, by several instances, some before and some after the log is compacted, with steps between them that
    /// are killed at every write: each clicked place is charged its price.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task However_clicks_are_delivered_and_whoever_is_killed_every_place_is_charged_once(int seed)
    {
        var random = new Random(seed);
        Marketplace.Instance[] instances = [_market.Start(), _market.Start()];
        await OpenAsync(instances[0], budget: 1000, "ad-1", "ad-2", "ad-3");
        var sold = new List<(string User, Slate Slate, RankedItem Item)>();
        for (int i = 0; i < 30; i++)
        {
            string user = $"u{random.Next(6)}";
            Marketplace.Instance instance = instances[random.Next(2)];
            Slate slate = await instance.RankAsync(user, Terms);
            await instance.StoreAsync();
            sold.AddRange(slate.Items.Where(item => item.Sponsored == true).Select(item => (user, slate, item)));
        }

        var clicked = sold.Where(_ => random.Next(3) == 0).ToList();
        Assert.True(clicked.Count > 5);
        var deliveries = clicked.SelectMany((place, i) => Enumerable.Range(0, 1 + random.Next(3)).Select(n =>
            // The same event again, or another click on the same place.
            Marketplace.Click($"k{i}-{n % 2}", place.User, place.Item.ItemId, place.Slate.RecommendationId, Marketplace.Now.AddSeconds(30 + n)))).ToList();

        // A click on what was recommended, one on another slate, and one on a place that somebody else was sold: free.
        deliveries.Add(Marketplace.Click("free", sold[0].User, sold[0].Slate.Items[0].ItemId, sold[0].Slate.RecommendationId, Marketplace.Now.AddSeconds(9)));
        deliveries.Add(Marketplace.Click("plain", sold[0].User, sold[0].Item.ItemId, Guid.CreateVersion7(Marketplace.Now).ToString("N"), Marketplace.Now.AddSeconds(9)));
        deliveries.Add(Marketplace.Click("other", "stranger", sold[0].Item.ItemId, sold[0].Slate.RecommendationId, Marketplace.Now.AddSeconds(9)));
        AttentionEvent[] shuffled = [.. deliveries.OrderBy(_ => random.Next())];
        for (int at = 0, kill = 1; at < shuffled.Length; kill++)
        {
            int size = 1 + random.Next(6);
            await instances[random.Next(2)].IngestAsync(shuffled.Skip(at).Take(size));
            at += size;
            Marketplace.Instance killed = _market.Start(wrap: store => new FailingStore(store, 1 + (kill % 4)));
            try
            {
                await killed.SettleAsync();
            }
            catch (IOException)
            {
            }

            if (random.Next(2) == 0) await instances[random.Next(2)].SettleAsync();
            if (random.Next(4) == 0)
            {
                _market.Time.Advance(TimeSpan.FromMinutes(61));
                await instances[0].Get<TidyStore>().RunAsync();
            }
        }

        _market.Time.Advance(TimeSpan.FromHours(3));
        await instances[0].Get<TidyStore>().RunAsync();
        await instances[1].SettleAsync();
        var expected = clicked.GroupBy(place => place.Item.CampaignId!).ToDictionary(group => group.Key, group => (Clicks: group.Count(), Spend: group.Sum(place => place.Item.PricePerClick!.Value)));
        await AssertChargedAsync();

        // Everything again from the log: the same bill.
        await _market.Store.DeleteAsync(BlobLayout.SettledClicks);
        Assert.Equal(clicked.Count, await _market.Start().SettleAsync());
        await AssertChargedAsync();

        async Task AssertChargedAsync()
        {
            foreach ((string campaign, (int clicks, double spend)) in expected)
            {
                CampaignDay day = await instances[0].DayAsync(campaign);
                Assert.Equal((clicks, 0, sold.Count(place => place.Item.CampaignId == campaign)), (day.Clicks, day.UnbilledClicks, day.Impressions));
                Assert.Equal(sold.Where(place => place.Item.CampaignId == campaign).Sum(place => ExposureModel.Logarithmic.At(place.Slate.Items.ToList().IndexOf(place.Item) + 1)), day.Exposure, 9);
                Assert.Equal(spend, day.Spend, 9);
                Assert.Equal(spend / clicks, day.MeanPrice!.Value, 6);
                Assert.Equal(1000 - spend, day.Remaining, 9);
            }
        }
    }

    [Fact]
    public async Task A_budget_is_never_overspent_and_clicks_beyond_it_are_free()
    {
        Marketplace.Instance instance = _market.Start();
        await OpenAsync(instance, budget: 0.35, "ad");
        var slates = new List<Slate>();
        for (int i = 0; i < 6; i++) slates.Add(await instance.RankAsync($"u{i}", Terms));
        await instance.StoreAsync();
        await instance.IngestAsync(slates.Select((slate, i) => Marketplace.Click($"k{i}", $"u{i}", "ad", slate.RecommendationId, Marketplace.Now.AddMinutes(1))));
        Assert.Equal(6, await instance.SettleAsync());
        CampaignDay day = await instance.DayAsync("c-ad");
        Assert.Equal((6, 6, 3), (day.Impressions, day.Clicks, day.UnbilledClicks));
        Assert.Equal(0.3, day.Spend, 9);
        Assert.Equal(0.05, day.Remaining, 9);

        // What is left is less than the reserve.
        Assert.DoesNotContain((await instance.RankAsync("u9", Terms)).Items, item => item.Sponsored == true);
    }

    [Fact]
    public async Task A_click_counts_for_a_day_on_the_budget_of_the_day_of_the_showing()
    {
        Marketplace.Instance instance = _market.Start();
        await OpenAsync(instance, budget: 10, "ad");
        Slate early = await instance.RankAsync("ann", Terms), late = await instance.RankAsync("bob", Terms);
        await instance.StoreAsync();
        await instance.SettleAsync();

        _market.Time.Advance(TimeSpan.FromHours(25));
        await instance.IngestAsync(
            Marketplace.Click("in time", "ann", "ad", early.RecommendationId, Marketplace.Now.AddHours(23)),
            Marketplace.Click("too late", "bob", "ad", late.RecommendationId, Marketplace.Now.AddHours(24.5)));
        Assert.Equal(1, await instance.SettleAsync());
        CampaignDay day = await instance.DayAsync("c-ad");
        Assert.Equal((new DateOnly(2026, 11, 24), 2, 1), (day.Day, (int)day.Impressions, (int)day.Clicks));
    }

    [Fact]
    public async Task A_click_that_is_settled_before_its_sale_is_stored_is_looked_for_again()
    {
        Marketplace.Instance instance = _market.Start(), other = _market.Start();
        await OpenAsync(instance, budget: 10, "ad");
        await instance.RankAsync("first", Terms);
        await instance.StoreAsync();
        Slate slate = await instance.RankAsync("ann", Terms);
        await other.IngestAsync(Marketplace.Click("fast", "ann", "ad", slate.RecommendationId, Marketplace.Now));
        Assert.Equal(0, await other.SettleAsync());
        await instance.StoreAsync();
        Assert.Equal(1, await other.SettleAsync());
        Assert.Equal(0, await other.SettleAsync());
    }

    [Fact]
    public async Task What_cannot_be_read_of_one_person_keeps_nobody_elses_clicks_from_being_charged()
    {
        Marketplace.Instance instance = _market.Start();
        await OpenAsync(instance, budget: 10, "ad");
        Slate ann = await instance.RankAsync("ann", Terms), bob = await instance.RankAsync("bob", Terms);
        await instance.StoreAsync();
        string name = BlobLayout.Sales(new DateOnly(2026, 11, 24), instance.Get<Pseudonyms>().Of("ann"));
        await _market.Store.UpdateAsync(name, _ => "{"u8.ToArray());
        await instance.IngestAsync(
            Marketplace.Click("a", "ann", "ad", ann.RecommendationId, Marketplace.Now), Marketplace.Click("b", "bob", "ad", bob.RecommendationId, Marketplace.Now));
        Assert.Equal(1, await instance.SettleAsync());
        Assert.DoesNotContain((await instance.RankAsync("ann", Terms)).Items, item => item.Sponsored == true);
    }

    [Fact]
    public async Task People_are_in_no_blob_by_their_ids_and_what_they_were_sold_is_forgotten_after_a_week()
    {
        Marketplace.Instance instance = _market.Start();
        await OpenAsync(instance, budget: 10, "ad");
        await instance.RankAsync("ann-from-accounting", Terms);
        await instance.StoreAsync();
        await instance.SettleAsync();
        string[] names = await _market.NamesAsync("market/");
        Assert.Equal(["market/v1/days/2026-11-24.json", "market/v1/sales/dt=2026-11-24/", "market/v1/settled.json", "market/v1/shown/dt=2026-11-24/"],
            names.Select(name => name.Contains("/dt=", StringComparison.Ordinal) ? name[..(name.IndexOf("/dt=", StringComparison.Ordinal) + 15)] : name));
        foreach (string name in names)
            Assert.DoesNotContain("accounting", name + System.Text.Encoding.UTF8.GetString((await _market.Store.ReadAsync(name))!.Content.Span));

        _market.Time.Advance(TimeSpan.FromDays(7));
        await instance.Get<SettleClicks>().ForgetAsync();
        Assert.Single(await _market.NamesAsync(BlobLayout.SalesPrefix));
        Assert.Empty(await _market.NamesAsync(BlobLayout.ShownPrefix));
        _market.Time.Advance(TimeSpan.FromDays(1));
        await instance.Get<SettleClicks>().ForgetAsync();
        Assert.Equal(["market/v1/days/2026-11-24.json", "market/v1/settled.json"], await _market.NamesAsync("market/"));
    }

    [Fact]
    public async Task Without_sales_a_step_writes_nothing()
    {
        Marketplace.Instance instance = _market.Start();
        await OpenAsync(instance, budget: 10, "ad");
        Assert.Equal(0, await instance.SettleAsync());
        Assert.Empty(await _market.NamesAsync("market/"));
    }

    private static async Task OpenAsync(Marketplace.Instance instance, double budget, params string[] advertised)
    {
        await instance.IngestAsync(Marketplace.Catalogue(advertised));
        for (int i = 0; i < advertised.Length; i++) await instance.CampaignAsync($"c-{advertised[i]}", advertised[i], 1 + i, budget);
    }
}
