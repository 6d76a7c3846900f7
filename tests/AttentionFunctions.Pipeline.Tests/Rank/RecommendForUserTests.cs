using AttentionFunctions.Events;
using AttentionFunctions.Ingest;
using AttentionFunctions.Train;
using Xunit;

namespace AttentionFunctions.Rank;

public sealed class RecommendForUserTests : IDisposable
{
    private readonly IngestFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task What_may_not_be_shown_is_in_no_slate()
    {
        DateTimeOffset now = IngestFixture.Now;
        await _fixture.IngestAsync(
            Item("good"), Item("seen"), Item("refused"), Item("excluded"), Item("removed"),
            Item("hidden", new ItemFields { Hidden = true }),
            Item("expired", new ItemFields { ExpiresAt = now }),
            Item("future", new ItemFields { PublishedAt = now.AddHours(1) }),
            new AttentionEvent { Id = "gone", Type = EventType.ItemRemoved, Time = now.AddMinutes(-1), ItemId = "removed" },
            Choice("ann", "seen"), Choice("ann", "refused", EventType.Dismiss));
        string[] all = ["good", "seen", "refused", "excluded", "removed", "hidden", "expired", "future"];
        await _fixture.IngestAsync(all.Select(item => Choice("crowd", item)));
        var exclude = new HashSet<string> { "excluded" };

        Assert.Equal(["good"], Ids(await RecommendAsync("ann", exclude)));
        Assert.Equal(["good", "refused", "seen"], Ids(await RecommendAsync("stranger", exclude)));
        Slate again = await _fixture.Get<RecommendForUser>().HandleAsync(
            new RankRequest(_fixture.KeyOf("ann"), 50) { Rules = new RuleSet { Exclude = [.. exclude], Seen = [] } });
        Assert.Equal(["good", "seen"], Ids(again));
    }

    [Fact]
    public async Task A_stranger_gets_what_trends_and_later_what_is_popular()
    {
        await _fixture.IngestAsync(Enumerable.Range(0, 60).SelectMany(user => Enumerable.Range(0, 6).Select(step => Choice(
            $"user{user}", $"item{(user + step) % 12:00}", hoursAgo: 12 - step))));
        await _fixture.Get<RetrainModel>().RunAsync(new RetrainRequest());

        Slate trending = await RecommendAsync("stranger");
        Assert.Equal(Strategy.Trending, trending.Strategy);
        Assert.NotEmpty(trending.Items);

        Slate personal = await RecommendAsync("user1");
        Assert.Equal(Strategy.Personal, personal.Strategy);
        Assert.All(personal.Items, item => Assert.InRange(item.Reasons.Sum(reason => reason.Share ?? 0), 0, 1.000001));

        _fixture.Time.Advance(Trending.Window + TimeSpan.FromDays(1));
        Slate popular = await RecommendAsync("stranger");
        Assert.Equal(Strategy.Popular, popular.Strategy);
        Assert.NotEmpty(popular.Items);
    }

    /// <summary>As long as those of the usual embedding services, and as the longest that are accepted.</summary>
    [Theory]
    [InlineData(1536)]
    [InlineData(EventLimits.VectorDimensions)]
    public async Task Vectors_that_an_application_brings_may_be_long(int dimension)
    {
        float[] Along(params int[] axes) => [.. Enumerable.Range(0, dimension).Select(axis => axes.Contains(axis) ? 1f : 0)];
        await _fixture.IngestAsync(
            Item("read", new ItemFields { Vector = Along(0, dimension - 1) }), Item("near", new ItemFields { Vector = Along(dimension - 1) }),
            Item("far", new ItemFields { Vector = Along(5) }), Choice("ann", "read"));

        Assert.Equal("near", (await RecommendAsync("ann")).Items[0].ItemId);
        Assert.Equal("near", (await _fixture.Get<FindSimilar>().HandleAsync("read", 5))!.Items[0].ItemId);
    }

    [Fact]
    public async Task An_item_no_model_has_seen_reaches_a_user_whose_taste_it_fits()
    {
        await _fixture.IngestAsync(
            Item("read", new ItemFields { Title = "Baking sourdough bread at home" }),
            Item("bread", new ItemFields { Title = "Sourdough bread baking for beginners" }),
            Item("cars", new ItemFields { Title = "Electric motor racing results" }),
            Choice("ann", "read"));

        Slate slate = await RecommendAsync("ann");

        Assert.Equal(Strategy.Text, slate.Strategy);
        Assert.Equal("bread", slate.Items[0].ItemId);
        Reason reason = Assert.Single(slate.Items[0].Reasons);
        Assert.Equal(("text", "read"), (reason.Kind, reason.ItemId));
        Assert.InRange(reason.Share!.Value, 0, 1);

        Slate similar = (await _fixture.Get<FindSimilar>().HandleAsync("read", 5))!;
        Assert.Equal("bread", similar.Items[0].ItemId);
        Assert.DoesNotContain(similar.Items, item => item.ItemId == "read");
        Assert.Null(await _fixture.Get<FindSimilar>().HandleAsync("unknown", 5));
    }

    [Fact]
    public async Task A_policy_chooses_among_more_candidates_than_are_wanted_and_reasons_stay()
    {
        await _fixture.IngestAsync(
            Item("read", new ItemFields { Title = "Baking sourdough bread at home" }),
            Item("a1", new ItemFields { Title = "Sourdough bread baking for beginners", Creator = "ann" }),
            Item("a2", new ItemFields { Title = "Baking sourdough bread again", Creator = "ann" }),
            Item("b1", new ItemFields { Title = "Bread rolls", Creator = "bob" }),
            Choice("user", "read"));
        _fixture.Time.Advance(TimeSpan.FromSeconds(2));
        SlatePolicy oneEach = (candidates, count, _) => [.. candidates.DistinctBy(candidate => candidate.Group).Take(count)];

        Slate free = await _fixture.Get<RecommendForUser>().HandleAsync(new RankRequest(_fixture.KeyOf("user"), 2));
        Slate spread = await _fixture.Get<RecommendForUser>().HandleAsync(new RankRequest(_fixture.KeyOf("user"), 2) { Fairness = oneEach });

        Assert.Equal(["a1", "a2"], Ids(free));
        Assert.Equal("b1", spread.Items[1].ItemId);
        Assert.All(spread.Items, item => Assert.NotEmpty(item.Reasons));
    }

    private Task<Slate> RecommendAsync(string user, IReadOnlySet<string>? exclude = null)
    {
        // The catalogue is read again at most once a second.
        _fixture.Time.Advance(TimeSpan.FromSeconds(2));
        return _fixture.Get<RecommendForUser>().HandleAsync(
            new RankRequest(_fixture.KeyOf(user), 50) { Rules = new RuleSet { Exclude = [.. exclude ?? new HashSet<string>()] } });
    }

    private static string[] Ids(Slate slate) => [.. slate.Items.Select(item => item.ItemId).Order(StringComparer.Ordinal)];

    private static AttentionEvent Item(string id, ItemFields? fields = null) => new()
    {
        Id = $"item-{id}",
        Type = EventType.ItemUpserted,
        Time = IngestFixture.Now.AddHours(-2),
        ItemId = id,
        Item = (fields ?? new ItemFields()) with { Title = fields?.Title ?? $"A note on {id} tea" },
    };

    private static AttentionEvent Choice(string user, string item, EventType type = EventType.Like, int hoursAgo = 1) => new()
    {
        Id = $"{user}-{item}-{type}",
        Type = type,
        Time = IngestFixture.Now.AddHours(-hoursAgo),
        UserId = user,
        ItemId = item,
    };
}
