using AttentionFunctions.Events;
using AttentionFunctions.Rank;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AttentionFunctions.Economy;

public sealed class SellSlotsTests : IDisposable
{
    private static readonly SponsoredRule Terms = new() { Places = [3, 6], Reserve = 0.1, AttentionCap = 0.5, FrequencyCap = 100 };

    private readonly Marketplace _market = new();

    public void Dispose() => _market.Dispose();

    /// <summary>Twelve seeds of random terms, people, rules and instances; the store is up to date between requests.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_is_asked_of_whichever_instance_no_promise_is_broken(int seed)
    {
        var random = new Random(seed);
        Marketplace.Instance[] instances = [_market.Start(), _market.Start(), _market.Start()];
        string[] advertised = [.. Enumerable.Range(0, 5).Select(i => $"ad-{i}")];
        await instances[0].IngestAsync(Marketplace.Catalogue(advertised));
        await instances[0].IngestAsync(Enumerable.Range(0, 3).Select(i => new AttentionEvent
        {
            Id = $"v{i}",
            Type = EventType.View,
            Time = Marketplace.Now.AddHours(-1),
            UserId = "u0",
            ItemId = $"tea-{i:00}",
            DwellSeconds = 90,
        }));
        var values = new Dictionary<string, double>();
        for (int c = 0; c < 8; c++)
        {
            values.Add($"c{c}", 0.2 + random.NextDouble() * 3);
            await instances[0].CampaignAsync($"c{c}", c < 7 ? advertised[c % 5] : "tea-03", values[$"c{c}"], budget: 1 + random.Next(50));
        }

        var terms = new SponsoredRule
        {
            Places = [.. Enumerable.Range(1, 10).Where(_ => random.Next(3) == 0).Append(4).Distinct()],
            Pricing = random.Next(2) == 0 ? "vcg" : "gsp",
            Reserve = random.NextDouble(),
            AttentionCap = random.NextDouble() / 2,
            FrequencyCap = 1 + random.Next(3),
        };
        var sponsored = new Dictionary<string, double>();
        var all = new Dictionary<string, double>();
        var showings = new Dictionary<(string, string), int>();
        int sold = 0;
        for (int request = 0; request < 60; request++)
        {
            string user = $"u{random.Next(3)}";
            Marketplace.Instance instance = instances[random.Next(3)];
            int count = 2 + random.Next(9);
            RankingRules? rules = random.Next(3) == 0 ? new RankingRules { Exclude = [advertised[random.Next(5)]], Pins = [new PinRule { Slot = 4, ItemId = "tea-11" }] } : null;
            Slate organic = await instance.RankAsync(user, terms with { AttentionCap = 0 }, count, rules);
            Slate slate = await instance.RankAsync(user, terms, count, rules);
            await instance.StoreAsync();

            double[] exposures = ExposureModel.Logarithmic.Of(slate.Items.Count);
            // The slate without sales was a page of this person's too.
            all[user] = all.GetValueOrDefault(user) + 2 * exposures.Sum();
            RankedItem[] paid = [.. slate.Items.Where(item => item.Sponsored == true)];
            Assert.Equal(organic.Items.Count, slate.Items.Count);
            Assert.Equal(slate.Items.Count, slate.Items.Select(item => item.ItemId).Distinct().Count());
            Assert.Equal(organic.Items.Where(item => item.Choice != Choice.Pinned).Take(slate.Items.Count(item => item is { Sponsored: null, Choice: not Choice.Pinned })).Select(item => item.ItemId),
                slate.Items.Where(item => item is { Sponsored: null, Choice: not Choice.Pinned }).Select(item => item.ItemId));
            Assert.Equal(paid.Length > 0 ? '8' : '7', slate.RecommendationId[12]);
            foreach (RankedItem item in slate.Items)
            {
                int place = slate.Items.ToList().IndexOf(item);
                Assert.NotEqual(false, item.Sponsored);
                Assert.Equal(item.Sponsored == true, item is { CampaignId: not null, PricePerClick: not null });
                Assert.Equal(item.Sponsored == true, item.Reasons.Any(reason => reason.Kind == "sponsored"));
                if (item.Choice == Choice.Pinned) Assert.Equal(organic.Items[place].ItemId, item.ItemId);
                if (item.Sponsored is null) continue;
                sold++;
                Assert.DoesNotContain(organic.Items, other => other.ItemId == item.ItemId);
                Assert.Contains(place + 1, terms.Places);
                Assert.InRange(item.PricePerClick!.Value, terms.Reserve - 1e-6, values[item.CampaignId!] + 1e-9);
                Assert.DoesNotContain(item.ItemId, rules?.Exclude ?? []);
                sponsored[user] = sponsored.GetValueOrDefault(user) + exposures[place];
                Assert.InRange(showings[(user, item.CampaignId!)] = showings.GetValueOrDefault((user, item.CampaignId!)) + 1, 1, terms.FrequencyCap);
            }

            Assert.True(sponsored.GetValueOrDefault(user) <= terms.AttentionCap * all[user] + 1e-9);
        }

        Assert.True(sold > 0 || terms.AttentionCap < 0.1 || terms.Reserve > 0.8, "The test sold nothing and so showed nothing.");
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Fact]
    public async Task What_a_request_must_not_show_is_not_sold_to_it()
    {
        Marketplace.Instance instance = await OpenAsync("ad", "hidden", "expired", "mine", "seen", "refused");
        string[] never = ["hidden", "expired"];
        await instance.IngestAsync(
            Marketplace.Item("hidden", "m", "k") with { Id = "h", Time = Marketplace.Now.AddHours(-1), Item = new ItemFields { Title = "h", Hidden = true } },
            Marketplace.Item("expired", "m", "k") with { Id = "e", Time = Marketplace.Now.AddHours(-1), Item = new ItemFields { Title = "e", ExpiresAt = Marketplace.Now } },
            Marketplace.Item("mine", "ann", "k") with { Id = "m", Time = Marketplace.Now.AddHours(-1) },
            new AttentionEvent { Id = "s", Type = EventType.View, Time = Marketplace.Now.AddHours(-1), UserId = "sara", ItemId = "seen" },
            new AttentionEvent { Id = "r", Type = EventType.Dismiss, Time = Marketplace.Now.AddHours(-1), UserId = "sara", ItemId = "refused" });
        _market.Time.Advance(TimeSpan.FromSeconds(2));
        SponsoredRule terms = Terms with { Places = [2, 3, 4, 5, 6, 7] };

        // Exposure that later requests may take is saved up by pages without sales.
        for (int i = 0; i < 20; i++)
            foreach (string user in new[] { "ann", "sara" }) await instance.RankAsync(user, terms with { AttentionCap = 0 });
        string[] toAnn = Sold(await instance.RankAsync("ann", terms)), toSara = Sold(await instance.RankAsync("sara", terms));
        Assert.Equal(["ad", "refused", "seen"], toAnn);
        Assert.DoesNotContain(toSara, item => item is "seen" or "refused");
        Assert.Empty(toSara.Intersect(never));
        Assert.Empty(Sold(await instance.RankAsync("ann", terms, rules: new RankingRules { Filter = "category != \"kettles\"" })));
        Assert.Equal(["refused", "seen"], Sold(await instance.RankAsync("ann", terms, rules: new RankingRules { Exclude = ["ad"] })));
        Assert.Empty(Sold(await instance.RankAsync("ann", terms, rules: new RankingRules { Budget = "1h" })));
        Assert.Empty(Sold(await instance.RankAsync("ann", terms, count: 1)));
        Assert.Equal(["ad", "refused", "seen"], Sold(await instance.RankAsync("ann", terms)));
    }

    [Fact]
    public async Task Caps_count_what_is_paid_for_too()
    {
        Marketplace.Instance instance = await OpenAsync("ad-1", "ad-2");
        SponsoredRule terms = Terms with { Places = [3, 4, 5, 6] };
        var capped = new RankingRules { Caps = [new CapRule { By = "category", Most = 1 }] };
        for (int i = 0; i < 20; i++) await instance.RankAsync("ann", terms with { AttentionCap = 0 });
        Slate two = await instance.RankAsync("ann", terms);
        Assert.Equal(2, Sold(two).Length);

        // One of green tea, one of black, one kettle.
        Slate one = await instance.RankAsync("ann", terms with { Places = [1, 2] }, rules: capped);
        Assert.Single(Sold(one));
        Assert.All(one.Items.GroupBy(item => item.ItemId.StartsWith("ad", StringComparison.Ordinal)), kind => Assert.InRange(kind.Count(), 1, 2));
    }

    [Fact]
    public async Task A_campaign_of_categories_appears_beside_them_only()
    {
        Marketplace.Instance instance = await OpenAsync();
        await instance.IngestAsync(Marketplace.Item("ad", "maker", "kettles"));
        await instance.CampaignAsync("here", "ad", 1, 100, "green");
        await instance.Get<CurrentMarket>().RefreshAsync();
        _market.Time.Advance(TimeSpan.FromSeconds(2));
        for (int i = 0; i < 5; i++) await instance.RankAsync("ann", Terms with { AttentionCap = 0 });
        Assert.Equal(["ad"], Sold(await instance.RankAsync("ann", Terms)));
        Assert.Empty(Sold(await instance.RankAsync("ann", Terms, rules: new RankingRules { Filter = "category = \"black\" or category = \"kettles\"" })));
    }

    [Fact]
    public async Task Who_outbids_another_for_the_same_item_pays_at_least_what_the_other_would_have()
    {
        Marketplace.Instance instance = await OpenAsync("ad");
        await instance.CampaignAsync("rival", "ad", 0.75);
        await instance.Get<CurrentMarket>().RefreshAsync();
        await instance.RankAsync("ann", Terms with { AttentionCap = 0 });
        RankedItem sold = (await instance.RankAsync("ann", Terms)).Items.Single(item => item.Sponsored == true);
        Assert.Equal(("c-ad", 0.75), (sold.CampaignId, Math.Round(sold.PricePerClick!.Value, 9)));
    }

    [Fact]
    public async Task Showings_are_remembered_by_the_next_process_and_those_a_killed_one_did_not_store_are_lost()
    {
        await OpenAsync("ad");
        SponsoredRule once = Terms with { FrequencyCap = 1 };

        // Killed before it stored anything: it cannot have been known.
        Marketplace.Instance killed = _market.Start(time: new FakeTimeProvider(Marketplace.Now));
        Assert.Equal(["ad"], Sold(await killed.RankAsync("ann", once)));
        Marketplace.Instance next = _market.Start();
        Assert.Equal(["ad"], Sold(await next.RankAsync("ann", once)));
        await next.StoreAsync();
        Assert.Empty(Sold(await _market.Start().RankAsync("ann", once)));
        Assert.Equal(["ad"], Sold(await _market.Start().RankAsync("bob", once)));

        // Tomorrow is another day.
        _market.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(["ad"], Sold(await _market.Start().RankAsync("ann", once)));
    }

    [Fact]
    public async Task Nothing_is_sold_while_the_store_does_not_say_what_was()
    {
        await OpenAsync("ad");
        FaultyStore? faulty = null;
        Marketplace.Instance instance = _market.Start(wrap: store => faulty = new FaultyStore(store));
        Assert.Equal(["ad"], Sold(await instance.RankAsync("ann", Terms)));
        faulty!.Mode = StoreMode.Fails;
        Slate slate = await instance.RankAsync("ann", Terms);
        Assert.Equal(10, slate.Items.Count);
        Assert.Empty(Sold(slate));
        faulty.Mode = StoreMode.Works;
    }

    [Fact]
    public async Task No_more_is_sold_than_is_left_until_the_next_settlement()
    {
        // One click of 1 is left, and a showing at the first place is expected to bring a twentieth of one.
        Marketplace.Instance one = await OpenAsync();
        await one.IngestAsync(Marketplace.Item("ad", "maker", "kettles"));
        await one.CampaignAsync("small", "ad", 1, budget: 1);
        await one.Get<CurrentMarket>().RefreshAsync();
        _market.Time.Advance(TimeSpan.FromSeconds(2));
        SponsoredRule terms = new() { Places = [1], Reserve = 1, AttentionCap = 0.5, FrequencyCap = 100 };
        int sold = 0;
        for (int i = 0; i < 60; i++) sold += Sold(await one.RankAsync($"u{i}", terms)).Length;
        Assert.InRange(sold, 20, 21);
    }

    /// <summary>An instance with a campaign <c>c-item</c> of value 1 for each item.</summary>
    private async Task<Marketplace.Instance> OpenAsync(params string[] advertised)
    {
        Marketplace.Instance instance = _market.Start();
        await instance.IngestAsync(Marketplace.Catalogue(advertised));
        foreach (string item in advertised) await instance.CampaignAsync($"c-{item}", item, 1);
        return instance;
    }

    private static string[] Sold(Slate slate) => [.. slate.Items.Where(item => item.Sponsored == true).Select(item => item.ItemId).Order(StringComparer.Ordinal)];
}
