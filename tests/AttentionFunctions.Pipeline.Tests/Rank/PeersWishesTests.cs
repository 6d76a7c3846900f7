using AttentionFunctions.Events;
using AttentionFunctions.Ingest;
using AttentionFunctions.Profiles;
using AttentionFunctions.Train;
using Xunit;

namespace AttentionFunctions.Rank;

/// <summary>What users of other systems ask for in their threads; each test is named after those.</summary>
public sealed class PeersWishesTests : IDisposable
{
    private readonly IngestFixture _fixture = new(training: new TrainingOptions { Sequence = new SequenceOptions { CoreMinutes = 0 }, Perceptron = new PerceptronOptions { Pairs = 1000 } });

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Gorse_175_1010_685_260_a_purchase_says_more_than_a_view()
    {
        await _fixture.IngestAsync(
            Item("tea", "Green tea from the mountains"), Item("tea2", "Black tea from the mountains"),
            Item("bike", "Racing bicycle of steel"), Item("bike2", "Touring bicycle of steel"),
            Event("ann", "tea", EventType.View), Event("ann", "bike", EventType.Purchase));

        Assert.Equal(["bike2", "tea2"], Ids(await RecommendAsync("ann")));
    }

    [Fact]
    public async Task Gorse_366_configurations_are_compared_and_everybody_stays_in_one()
    {
        var experiments = _fixture.Get<Experiments>();
        await experiments.TryWriteAsync("home", new Experiment([new ExperimentArm("a", 1), new ExperimentArm("b", 1)]), null);
        var arms = new Dictionary<string, string>();
        for (int user = 0; user < 200; user++) arms[$"u{user}"] = (await experiments.ArmOfAsync("home", _fixture.KeyOf($"u{user}")))!.Name;

        _fixture.Time.Advance(TimeSpan.FromDays(3));
        foreach ((string user, string arm) in arms) Assert.Equal(arm, (await experiments.ArmOfAsync("home", _fixture.KeyOf(user)))!.Name);
        Assert.InRange(arms.Values.Count(arm => arm == "a"), 70, 130);
    }

    [Fact]
    public async Task Gorse_785_a_page_is_not_all_one_topic()
    {
        await TopicsAsync();
        Slate plain = await RecommendAsync("ann", count: 4);
        Slate diverse = await RecommendAsync("ann", new RankingRules { Diversity = new DiversityOptions { Strength = 0.9 } }, count: 4);
        Slate capped = await RecommendAsync("ann", new RankingRules { Caps = [new CapRule { By = "category", Most = 2 }] }, count: 4);

        Assert.All(plain.Items, item => Assert.StartsWith("bread", item.ItemId));
        Assert.Contains(diverse.Items, item => !item.ItemId.StartsWith("bread", StringComparison.Ordinal));
        Assert.Equal(2, capped.Items.Count(item => item.ItemId.StartsWith("bread", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Gorse_742_1223_not_everybody_gets_the_same_popular_items()
    {
        await _fixture.IngestAsync(Enumerable.Range(0, 60).SelectMany(user => Enumerable.Range(0, 6).Select(step =>
            Event($"user{user}", $"item{(user % 2 * 20) + (user / 2 + step) % 20:00}", EventType.View, minutesAgo: 60 - step))));
        await _fixture.Get<RetrainModel>().RunAsync(new RetrainRequest());

        string[] one = Ids(await RecommendAsync("user0", count: 5)), other = Ids(await RecommendAsync("user1", count: 5));
        Assert.All(one, id => Assert.True(string.CompareOrdinal(id, "item20") < 0));
        Assert.All(other, id => Assert.True(string.CompareOrdinal(id, "item20") >= 0));

        // And who wants the unusual gets it: novelty moves what few people chose up.
        Slate plain = await RecommendAsync("user0", new RankingRules { Seen = [] }, 40), novel = await RecommendAsync("user0", new RankingRules { Seen = [], Novelty = 2 }, 40);
        Assert.NotEqual(Ids(plain), Ids(novel));
    }

    [Fact]
    public async Task Gorse_802_831_49_what_was_read_does_not_come_back()
    {
        await TopicsAsync();
        Assert.DoesNotContain("bread0", Ids(await RecommendAsync("ann")));
        Assert.Contains("bread0", Ids(await RecommendAsync("ann", new RankingRules { Seen = [] })));

        // Or only for a while, and not every kind of attention counts.
        _fixture.Time.Advance(TimeSpan.FromDays(8));
        Assert.Contains("bread0", Ids(await RecommendAsync("ann", new RankingRules { Seen = [new SeenRule { Types = ["view"], Within = "7d" }] })));
        Assert.DoesNotContain("bread0", Ids(await RecommendAsync("ann", new RankingRules { Seen = [new SeenRule { Types = ["view"], Within = "9d" }] })));
    }

    [Fact]
    public async Task Gorse_1216_an_exclude_list_per_request()
    {
        await TopicsAsync();
        string[] all = Ids(await RecommendAsync("ann"));
        Assert.Equal(all[1..], Ids(await RecommendAsync("ann", new RankingRules { Exclude = [all[0]] })));
    }

    [Fact]
    public async Task Gorse_847_238_never_a_users_own_items()
    {
        await TopicsAsync();
        await _fixture.IngestAsync(Item("mine", "Bread and sourdough of my own", creator: "ann"));
        Assert.DoesNotContain("mine", Ids(await RecommendAsync("ann")));
        Assert.Contains("mine", Ids(await RecommendAsync("ann", new RankingRules { IncludeOwn = true })));
        await _fixture.IngestAsync(Event("bob", "bread0", EventType.View));
        Assert.Contains("mine", Ids(await RecommendAsync("bob")));
    }

    [Fact]
    public async Task Gorse_613_a_new_item_has_neighbours_at_once()
    {
        await TopicsAsync();
        await _fixture.IngestAsync(Item("new", "Bread number 99 with sourdough"));
        _fixture.Time.Advance(TimeSpan.FromSeconds(2));
        Slate similar = (await _fixture.Get<FindSimilar>().HandleAsync("new", 3))!;
        Assert.All(similar.Items, item => Assert.StartsWith("bread", item.ItemId));
        Assert.Contains("new", (await _fixture.Get<FindSimilar>().HandleAsync("bread1", 10))!.Items.Select(item => item.ItemId));
    }

    [Fact]
    public async Task Gorse_764_what_expired_or_is_hidden_is_not_shown()
    {
        await TopicsAsync();
        await _fixture.IngestAsync(
            Item("short", "Bread for an hour, sourdough", fields => fields with { ExpiresAt = IngestFixture.Now.AddHours(1) }),
            Item("hidden", "Bread nobody sees, sourdough", fields => fields with { Hidden = true }));

        Assert.Contains("short", Ids(await RecommendAsync("ann")));
        Assert.DoesNotContain("hidden", Ids(await RecommendAsync("ann")));
        _fixture.Time.Advance(TimeSpan.FromHours(1));
        Assert.DoesNotContain("short", Ids(await RecommendAsync("ann")));
    }

    [Fact]
    public async Task Gorse_351_boost_rules_with_operators_and_Microsoft_28_filters()
    {
        await TopicsAsync();
        Slate boosted = await RecommendAsync("ann", new RankingRules { Boosts = [new BoostRule { Name = "cheap", When = "price <= 3 and not category = \"bread\"", Times = 100 }] });
        Slate filtered = await RecommendAsync("ann", new RankingRules { Filter = "category in [\"cars\", \"tea\"] and price > 2" });

        Assert.Contains("cars", boosted.Items[0].ItemId + boosted.Items[1].ItemId);
        Assert.Contains(boosted.Items[0].Reasons, reason => reason.Kind == "boosted" && reason.Text == "Moved up by the rule “cheap”");
        Assert.NotEmpty(filtered.Items);
        Assert.All(filtered.Items, item => Assert.Matches("^(cars|tea)[3-9]$", item.ItemId));
    }

    [Fact]
    public void Gorse_239_Metarank_1543_1257_what_is_kept_of_a_user_is_bounded()
    {
        var profile = new Profile();
        for (int i = 0; i < 3 * Profile.MaxSeen; i++) profile.Apply(Event("ann", $"item{i}", EventType.View, minutesAgo: 20_000 - i));

        Assert.Equal(Profile.MaxEntries, profile.Entries.Count);
        Assert.Equal(Profile.MaxSeen, profile.Seen.Count);
        Assert.Equal(3 * Profile.MaxSeen, profile.TotalEvents);
    }

    [Fact]
    public async Task Metarank_1062_1381_strangers_and_new_items_are_served_from_the_start()
    {
        await TopicsAsync();
        Slate stranger = await RecommendAsync("nobody-knows");
        Slate session = await _fixture.Get<RecommendForUser>().ForSessionAsync([Event("x", "tea3", EventType.View)], new RankRequest("", 3));

        Assert.Equal(Strategy.Trending, stranger.Strategy);
        Assert.NotEmpty(stranger.Items);
        Assert.Equal(Strategy.Text, session.Strategy);
        Assert.All(session.Items, item => Assert.StartsWith("tea", item.ItemId));
    }

    [Fact]
    public async Task Gorse_756_a_poor_slate_can_be_explained()
    {
        await TopicsAsync();
        Slate slate = await RecommendAsync("ann");
        Assert.All(slate.Items.Where(item => item.ItemId.StartsWith("bread", StringComparison.Ordinal)), item => Assert.Equal(("text", "bread0"), (item.Reasons[0].Kind, item.Reasons[0].ItemId)));
    }

    /// <summary>Bread, which Ann likes, cars and tea: ten of each, prices 0 to 9.</summary>
    private Task<IngestReport> TopicsAsync() => _fixture.IngestAsync(
    [
        .. new[] { ("bread", "Sourdough bread number"), ("cars", "Electric cars model"), ("tea", "Green tea harvest") }.SelectMany(topic => Enumerable.Range(0, 10).Select(i =>
            Item($"{topic.Item1}{i}", $"{topic.Item2} {i}", fields => fields with { Categories = [topic.Item1], Price = i }))),
        Event("ann", "bread0", EventType.View),
    ]);

    private Task<Slate> RecommendAsync(string user, RankingRules? rules = null, int count = 50)
    {
        // The catalogue is read again at most once a second.
        _fixture.Time.Advance(TimeSpan.FromSeconds(2));
        return _fixture.Get<RecommendForUser>().HandleAsync(new RankRequest(_fixture.KeyOf(user), count) { OwnerId = user, Rules = RuleSet.Of(rules ?? new RankingRules()) });
    }

    private static string[] Ids(Slate slate) => [.. slate.Items.Select(item => item.ItemId)];

    private static AttentionEvent Item(string id, string title, Func<ItemFields, ItemFields>? with = null, string? creator = null)
    {
        var fields = new ItemFields { Title = title, Creator = creator };
        return new() { Id = $"item-{id}", Type = EventType.ItemUpserted, Time = IngestFixture.Now.AddHours(-2), ItemId = id, Item = with?.Invoke(fields) ?? fields };
    }

    private static AttentionEvent Event(string user, string item, EventType type, double minutesAgo = 30) => new()
    {
        Id = $"{user}-{item}-{type}-{minutesAgo}",
        Type = type,
        Time = IngestFixture.Now.AddMinutes(-minutesAgo),
        UserId = user,
        ItemId = item,
    };
}
