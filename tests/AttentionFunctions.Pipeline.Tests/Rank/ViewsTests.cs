using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Ingest;
using AttentionFunctions.Profiles;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AttentionFunctions.Rank;

public sealed class ViewsTests : IDisposable
{
    private readonly IngestFixture _fixture = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_view_that_is_made_quickly_is_made_by_the_request_that_needs_it()
    {
        Views views = Open(new Clock());
        await AddAsync("a");
        Assert.True((await views.CurrentAsync(Cancel)).TryFind("a", out _));
        await AddAsync("b");
        Assert.True((await views.CurrentAsync(Cancel)).TryFind("b", out _));
    }

    [Fact]
    public async Task Of_a_large_catalogue_requests_go_on_with_the_view_before_until_the_next_is_made()
    {
        var clock = new Clock();
        Views views = Open(clock);
        await _fixture.Get<CatalogueStore>().AddAsync([.. Enumerable.Range(0, Views.Large).Select(i => CatalogueFixture.Item($"i{i}"))], Cancel);
        clock.PerReading = TimeSpan.FromSeconds(1);
        RankingView first = await views.CurrentAsync(Cancel);
        _ = first.Texts;
        _ = first.Rules.ColumnOf(FilterField.Find("price")!);
        await AddAsync("b");

        // It took a second: four seconds of rest, of which each question takes one.
        for (int second = 1; second < 4; second++) Assert.Same(first, await views.CurrentAsync(Cancel));
        Assert.True(views.Making.IsCompleted);
        Assert.Same(first, await views.CurrentAsync(Cancel));
        await views.Making;
        RankingView next = await views.CurrentAsync(Cancel);
        Assert.True(next.TryFind("b", out _));
        Assert.Same(next, await views.CurrentAsync(Cancel));
    }

    [Fact]
    public async Task What_was_removed_or_hidden_is_not_shown_from_a_view_that_is_older()
    {
        var clock = new Clock();
        Views views = Open(clock);
        var catalogue = _fixture.Get<CatalogueStore>();
        await catalogue.AddAsync([.. Enumerable.Range(0, Views.Large).Select(i => CatalogueFixture.Item($"i{i:D5}", vector: i < 10 ? [1, 0] : [0, 1]))], Cancel);
        clock.PerReading = TimeSpan.FromSeconds(1);
        RankingView view = await views.CurrentAsync(Cancel);
        clock.PerReading = TimeSpan.Zero;
        var recommend = new RecommendForUser(_fixture.Get<ProfileReader>(), views, _fixture.Get<Trending>(), _fixture.Get<AttentionWeight>(), clock);
        var similar = new FindSimilar(views, clock);
        Assert.Equal(["i00000", "i00001", "i00002"], await SlateAsync());
        Assert.Equal(["i00000", "i00001", "i00002"], await SimilarAsync());

        CatalogueItem hidden = CatalogueFixture.Item("i00002", minute: 1);
        await catalogue.AddAsync([CatalogueFixture.Item("i00000", minute: 1, removed: true), hidden with { Fields = hidden.Fields with { Hidden = true } }], Cancel);
        Assert.Same(view, await views.CurrentAsync(Cancel));
        Assert.Equal(["i00001", "i00003", "i00004"], await SlateAsync());
        Assert.Equal(["i00001", "i00003", "i00004"], await SimilarAsync());
        Assert.Equal(["i00001", "i00003", "i00004"], await SlateAsync(new RankingRules { Pins = [new PinRule { ItemId = "i00002", Slot = 1 }] }));

        Slate reranked = await recommend.RerankAsync(["i00000", "i00001"], new RankRequest("", 3), Cancel);
        Assert.Equal("i00001", Assert.Single(reranked.Items).ItemId);
        Assert.Equal(new LeftOut("i00000", "unavailable"), Assert.Single(reranked.LeftOut!));
        Assert.Null(await similar.HandleAsync("i00000", 3, cancel: Cancel));

        async Task<string[]> SlateAsync(RankingRules? rules = null)
        {
            var viewed = new AttentionEvent { Id = "e", Type = EventType.View, UserId = "u", ItemId = "i00009", Time = IngestFixture.Now };
            var request = new RankRequest("", 3) { Rules = rules is null ? RuleSet.None : RuleSet.Of(rules) };
            return [.. (await recommend.ForSessionAsync([viewed], request, Cancel)).Items.Select(item => item.ItemId)];
        }

        async Task<string[]> SimilarAsync() => [.. (await similar.HandleAsync("i00009", 3, cancel: Cancel))!.Items.Select(item => item.ItemId)];
    }

    private Views Open(TimeProvider clock) => new(
        _fixture.Get<CurrentModel>(), _fixture.Get<CatalogueStore>(), _fixture.Get<Trending>(), clock, NullLogger<Views>.Instance);

    private Task AddAsync(string item) => _fixture.IngestAsync(new AttentionEvent
    {
        Id = item,
        Type = EventType.ItemUpserted,
        Time = IngestFixture.Now,
        ItemId = item,
        Item = new ItemFields { Title = $"Title of {item}", Price = 1 },
    });

    /// <summary>Every reading takes some time.</summary>
    private sealed class Clock : TimeProvider
    {
        private long _ticks;

        public TimeSpan PerReading { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Add(ref _ticks, PerReading.Ticks);
    }
}
