using AttentionFunctions.Events;
using AttentionFunctions.Ingest;
using AttentionFunctions.Train;
using Xunit;

namespace AttentionFunctions.Rank;

/// <summary>A world of 12 items on a ring and 60 people who go around it: enough for every model to know it.</summary>
public sealed class RankSlateTests : IAsyncLifetime, IDisposable
{
    /// <summary>Seconds of training are enough for a ring.</summary>
    private readonly IngestFixture _fixture = new(training: new TrainingOptions { Sequence = new SequenceOptions { CoreMinutes = 0.02 }, Perceptron = new PerceptronOptions { Pairs = 1000 } });

    public async ValueTask InitializeAsync()
    {
        await _fixture.IngestAsync(Enumerable.Range(0, 24).Select(item => Item(item)));
        await _fixture.IngestAsync(Enumerable.Range(0, 60).SelectMany(user => Enumerable.Range(0, 6).Select(step => View(
            $"user{user}", (user + step) % 12, minutesAgo: 600 - step * 10, seconds: 20 + 10 * ((user + step) % 12)))));
        await _fixture.Get<RetrainModel>().RunAsync(new RetrainRequest());
        _fixture.Time.Advance(TimeSpan.FromSeconds(5));
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_full_explanation_adds_up_to_the_score()
    {
        Slate slate = await RecommendAsync("user3", new RankingRules { Novelty = 0.4, Boosts = [new BoostRule { Name = "even", When = "tag:even", Times = 1.5 }] }, explain: true);

        Assert.Equal(Strategy.Personal, slate.Strategy);
        int modelled = 0;
        foreach (RankedItem item in slate.Items)
        {
            Explanation why = item.Explanation!;
            if (why.Models.Count == 0) continue;
            modelled++;
            double sum = why.Models.Sum(model => model.Prior) + why.History.Sum(e => e.Contribution) + why.Novelty + why.Rules.Sum(rule => rule.Added);
            Assert.Equal(item.Score, sum, 2e-3);
            Assert.Equal(item.Score - why.Novelty - why.Rules.Sum(rule => rule.Added), why.Models.Sum(model => model.Score), 2e-3);
            Assert.Equal(Number(item.ItemId) % 2 == 0, why.Rules.Count == 1);
        }

        Assert.True(modelled >= 5);
    }

    [Fact]
    public async Task Boosts_order_items_as_if_every_score_were_known()
    {
        RankingRules rules = new()
        {
            Boosts = [new BoostRule { When = "tag:even", Times = 3 }, new BoostRule { When = "price >= 8", Times = 0.2 }, new BoostRule { When = "category = \"low\"", Times = 1.7 }],
        };
        Slate plain = await RecommendAsync("user3"), boosted = await RecommendAsync("user3", rules);

        Dictionary<string, double> expected = plain.Items.ToDictionary(item => item.ItemId, item =>
            item.Score + (Number(item.ItemId) % 2 == 0 ? Math.Log(3) : 0) + (Number(item.ItemId) >= 8 ? Math.Log(0.2) : 0) + (Number(item.ItemId) < 6 ? Math.Log(1.7) : 0));
        Assert.Equal(expected.OrderByDescending(item => item.Value).Select(item => item.Key), boosted.Items.Select(item => item.ItemId));
        Assert.All(boosted.Items, item => Assert.Equal(expected[item.ItemId], item.Score, 1e-4));
        Assert.Contains(boosted.Items[0].Reasons, reason => reason.Kind == "boosted");
    }

    [Fact]
    public async Task A_budget_holds_the_most_valuable_set_that_fits()
    {
        Slate all = await RecommendAsync("user3"), slate = await RecommendAsync("user3", new RankingRules { Budget = "3m" }, count: 5);

        (double Seconds, double Value)[] items = [.. all.Items.Select(item => (Seconds(item.ItemId), Math.Exp(item.Score)))];
        double best = Enumerable.Range(0, 1 << items.Length).Where(set => int.PopCount(set) <= 5).Max(set =>
        {
            double seconds = 0, value = 0;
            for (int i = 0; i < items.Length; i++)
                if ((set >> i & 1) != 0) (seconds, value) = (seconds + items[i].Seconds, value + items[i].Value);
            return seconds <= 180 ? value : 0;
        });
        Assert.Equal(best, slate.Items.Sum(item => Math.Exp(item.Score)), best * 1e-4);
        Assert.Equal(slate.Items.Sum(item => Seconds(item.ItemId)), slate.Attention!.SlateSeconds, 1e-6);
        Assert.InRange(slate.Attention.SlateSeconds, 1, 180);
        Assert.True(slate.Attention.Optimal);
        Assert.Null(slate.Attention.DailyLimitSeconds);
    }

    [Fact]
    public async Task A_budget_with_pins_and_caps_holds_the_most_valuable_set_too()
    {
        var rules = new RankingRules { Budget = "6m", Pins = [new PinRule { Slot = 2, ItemId = "item15" }], Caps = [new CapRule { By = "category", Most = 1 }] };
        Slate all = await RecommendAsync("user3"), slate = await RecommendAsync("user3", rules, count: 4);

        (string Category, double Seconds, double Value)[] items =
            [.. all.Items.Where(item => item.ItemId != "item15").Select(item => (Category(Number(item.ItemId)), Seconds(item.ItemId), Math.Exp(item.Score)))];
        double best = Enumerable.Range(0, 1 << items.Length).Where(set => int.PopCount(set) <= 3).Max(set =>
        {
            (string Category, double Seconds, double Value)[] chosen = [.. items.Where((_, i) => (set >> i & 1) != 0)];
            return chosen.Sum(item => item.Seconds) + Seconds("item15") <= 360 && chosen.Select(item => item.Category).Append(Category(15)).Distinct().Count() == chosen.Length + 1
                ? chosen.Sum(item => item.Value) : 0;
        });
        Assert.Equal("item15", slate.Items[1].ItemId);
        Assert.Equal(best, slate.Items.Where(item => item.ItemId != "item15").Sum(item => Math.Exp(item.Score)), best * 1e-4);
        Assert.True(slate.Attention!.Optimal);
        Assert.InRange(slate.Attention.SlateSeconds, 1, 360);

        Slate first = await RecommendAsync("user3", rules with { Caps = [new CapRule { By = "category", Most = 1, First = 2 }] }, count: 4);
        Assert.False(first.Attention!.Optimal);
    }

    [Fact]
    public async Task A_daily_limit_counts_what_was_consumed_today()
    {
        await _fixture.IngestAsync(
            new AttentionEvent
            {
                Id = "settings",
                Type = EventType.UserUpdated,
                Time = IngestFixture.Now,
                UserId = "user3",
                User = new UserFields { TimeZone = "UTC", Preferences = new Dictionary<string, string> { ["dailyAttention"] = "10m" } },
            },
            View("user3", 20, minutesAgo: 5, seconds: 400));
        Slate slate = await RecommendAsync("user3");

        // Views of user3 on this day held 50 + 60 + … + 100 = 450 seconds before.
        Assert.Equal((600, 850, 0), (slate.Attention!.DailyLimitSeconds, slate.Attention.ConsumedTodaySeconds, slate.Attention.BudgetSeconds));
        Assert.Empty(slate.Items);

        _fixture.Time.Advance(TimeSpan.FromDays(1));
        Slate tomorrow = await RecommendAsync("user3");
        Assert.Equal((0, 600), (tomorrow.Attention!.ConsumedTodaySeconds, tomorrow.Attention.BudgetSeconds));
        Assert.NotEmpty(tomorrow.Items);
        Assert.InRange(tomorrow.Attention.SlateSeconds, 1, 600);
    }

    [Fact]
    public async Task Pins_caps_and_filters_shape_the_slate()
    {
        Slate slate = await RecommendAsync("user3", new RankingRules
        {
            Filter = "price < 16",
            Pins = [new PinRule { Slot = 2, ItemId = "item15" }],
            Caps = [new CapRule { By = "category", Most = 3 }],
        });

        Assert.Equal("item15", slate.Items[1].ItemId);
        Assert.Equal(Choice.Pinned, slate.Items[1].Choice);
        Assert.Equal("pinned", slate.Items[1].Reasons[0].Kind);
        Assert.All(slate.Items, item => Assert.True(Number(item.ItemId) < 16));
        Assert.All(slate.Items.GroupBy(item => Category(Number(item.ItemId))), group => Assert.True(group.Count() <= 3));
    }

    [Fact]
    public async Task A_session_is_ranked_like_a_user_who_did_the_same()
    {
        await _fixture.IngestAsync(View("twin", 2, 30, 40), View("twin", 3, 20, 50));
        Slate user = await RecommendAsync("twin");
        Slate session = await _fixture.Get<RecommendForUser>().ForSessionAsync([View("x", 2, 30, 40), View("x", 3, 20, 50)], new RankRequest("", 50));

        Assert.Equal(user.Items.Select(item => (item.ItemId, item.Score)), session.Items.Select(item => (item.ItemId, item.Score)));
    }

    [Fact]
    public async Task The_callers_candidates_come_in_the_persons_order_and_none_is_lost()
    {
        Slate all = await RecommendAsync("user3", new RankingRules { Filter = "price < 12" });
        string[] candidates = ["nothing-known", .. all.Items.Select(item => item.ItemId).Reverse(), "hidden"];
        await _fixture.IngestAsync(Item(99) with { ItemId = "hidden", Id = "h", Item = new ItemFields { Title = "Hidden thing", Hidden = true } });
        _fixture.Time.Advance(TimeSpan.FromSeconds(2));
        Slate slate = await _fixture.Get<RecommendForUser>().RerankAsync(candidates, Request("user3", new RankingRules()));

        Assert.Equal([.. all.Items.Select(item => item.ItemId), "nothing-known"], slate.Items.Select(item => item.ItemId));
        Assert.Equal("unknown", slate.Items[^1].Reasons[0].Kind);
        Assert.Equal([new LeftOut("hidden", "unavailable")], slate.LeftOut);
    }

    [Fact]
    public async Task A_search_finds_words_and_taste_decides_between_equals()
    {
        await _fixture.IngestAsync(
            Item(30) with { ItemId = "word", Id = "w", Item = new ItemFields { Title = "Zebrafish aquarium" } });
        _fixture.Time.Advance(TimeSpan.FromSeconds(2));
        Slate found = await _fixture.Get<SearchItems>().HandleAsync("zebrafish", Request("user3", new RankingRules { Seen = [] }));
        Assert.Equal("word", found.Items[0].ItemId);
        Assert.Equal(Strategy.Search, found.Strategy);
        Assert.Equal(("match", "It matches “zebrafish”"), (found.Items[0].Reasons[0].Kind, found.Items[0].Reasons[0].Text));

        // All titles share the word: those of the ring that come next for the person lead.
        Slate alike = await _fixture.Get<SearchItems>().HandleAsync("story", Request("user3", new RankingRules()) with { Wording = Wording.Chinese });
        Slate personal = await RecommendAsync("user3");
        Assert.Contains(alike.Items.Take(5), item => item.ItemId == personal.Items[0].ItemId);
        Assert.Equal("它与“story”相符", alike.Items[0].Reasons[0].Text);
    }

    [Fact]
    public async Task Seconds_are_learnt_from_dwell_where_an_item_declares_none()
    {
        await _fixture.IngestAsync(Item(5) with { Id = "again", Time = IngestFixture.Now, Item = new ItemFields { Title = "Story 5 without a length" } });
        _fixture.Time.Advance(TimeSpan.FromSeconds(2));
        Slate slate = await RecommendAsync("user10", new RankingRules { Budget = "1h", Filter = "id = \"item05\"" });

        // 30 views of 70 seconds, drawn towards the mean of all views, 75 seconds, as if by five more: (30 · 70 + 5 · 75) / 35.
        Assert.Equal(70.714, Assert.Single(slate.Items).AttentionSeconds!.Value, 1e-3);
    }

    [Fact]
    public async Task Reasons_are_in_the_language_asked_for()
    {
        Slate english = await RecommendAsync("user3");
        Slate chinese = await _fixture.Get<RecommendForUser>().HandleAsync(Request("user3", new RankingRules()) with { Wording = Wording.For(["fr", "zh-Hans"]) });

        int carried = english.Items.ToList().FindIndex(item => item.Reasons[0].Text.StartsWith("Because of Story ", StringComparison.Ordinal));
        Assert.StartsWith("因为“Story ", chinese.Items[carried].Reasons[0].Text);
        Assert.Equal(english.Items.Select(item => item.Reasons[0].ItemId), chinese.Items.Select(item => item.Reasons[0].ItemId));
        Assert.Same(Wording.English, Wording.For(["fr"]));
    }

    [Fact]
    public async Task New_items_get_their_share_of_slots_whatever_their_score()
    {
        RankingRules rules = new() { Exploration = new ExplorationOptions { FreshShare = 0.2, FreshDays = 7 } };
        var shown = new Dictionary<string, int>();
        for (ulong seed = 0; seed < 300; seed++)
        {
            Slate slate = await _fixture.Get<RecommendForUser>().HandleAsync(Request("user3", rules, count: 4) with { Seed = seed * 0x9E3779B97F4A7C15 });
            Assert.All(slate.Items, item => Assert.InRange(item.Propensity!.Value, 1e-9, 1));
            foreach (RankedItem item in slate.Items.Where(item => item.Choice == Choice.Fresh)) shown[item.ItemId] = shown.GetValueOrDefault(item.ItemId) + 1;
            Assert.Equal(slate.Items.Count, slate.Draws!.Slots.Count);
        }

        // Items 22 and 23 were published yesterday; of 1,200 slots about 240 are theirs as long as both are open.
        Assert.Equal(["item22", "item23"], shown.Keys.Order());
        Assert.All(shown.Values, times => Assert.InRange(times, 60, 200));
    }

    /// <summary>Its text is not compared with those of the history: they are in no common space.</summary>
    [Fact]
    public async Task An_item_with_a_vector_of_its_own_can_be_pinned()
    {
        AttentionEvent own = Item(30);
        await _fixture.IngestAsync([own with { Item = own.Item! with { Vector = [1, 0, 0] } }]);
        _fixture.Time.Advance(TimeSpan.FromSeconds(5));
        Slate slate = await RecommendAsync("user3", new RankingRules { Pins = [new PinRule { Slot = 1, ItemId = "item30" }] }, explain: true);
        Assert.Equal("item30", slate.Items[0].ItemId);
        Assert.Equal(["pinned"], slate.Items[0].Reasons.Select(reason => reason.Kind));
    }

    private Task<Slate> RecommendAsync(string user, RankingRules? rules = null, int count = 50, bool explain = false) =>
        _fixture.Get<RecommendForUser>().HandleAsync(Request(user, rules ?? new RankingRules(), count) with { ExplainFully = explain });

    private RankRequest Request(string user, RankingRules rules, int count = 50) => new(_fixture.KeyOf(user), count) { Rules = RuleSet.Of(rules) };

    private static int Number(string id) => int.Parse(id[4..], System.Globalization.CultureInfo.InvariantCulture);

    private static double Seconds(string id) => 20 + 7 * Number(id);

    private static string Category(int item) => item < 6 ? "low" : item < 12 ? "middle" : "high";

    private static AttentionEvent Item(int item) => new()
    {
        Id = $"catalogue{item}",
        Type = EventType.ItemUpserted,
        Time = IngestFixture.Now.AddDays(-2),
        ItemId = $"item{item:00}",
        Item = new ItemFields
        {
            Title = $"Story {item} of {(char)('a' + item)}{(char)('z' - item)} and {item * 37}",
            Categories = [Category(item)],
            Tags = [item % 2 == 0 ? "even" : "odd"],
            Price = item,
            AttentionSeconds = 20 + 7 * item,
            PublishedAt = item >= 22 ? IngestFixture.Now.AddDays(-1) : IngestFixture.Now.AddDays(-90),
        },
    };

    private static AttentionEvent View(string user, int item, double minutesAgo, double seconds) => new()
    {
        Id = $"{user}-{item}-{minutesAgo}",
        Type = EventType.View,
        Time = IngestFixture.Now.AddMinutes(-minutesAgo),
        UserId = user,
        ItemId = $"item{item:00}",
        DwellSeconds = seconds,
    };
}
