using AttentionFunctions.Events;
using AttentionFunctions.Ingest;
using AttentionFunctions.Train;
using Xunit;

namespace AttentionFunctions.Rank;

public sealed class StoreAwayTests : IAsyncLifetime
{
    private FaultyStore _store = null!;
    private IngestFixture _fixture = null!;

    public async ValueTask InitializeAsync()
    {
        _fixture = new IngestFixture(store => _store = new FaultyStore(store));
        await _fixture.IngestAsync(Enumerable.Range(0, 40).SelectMany(user => Enumerable.Range(0, 6).Select(step => new AttentionEvent
        {
            Id = $"{user}-{step}",
            Type = EventType.View,
            Time = IngestFixture.Now.AddMinutes(-60 + step),
            UserId = $"user{user}",
            ItemId = $"item{(user + step) % 12:00}",
        })));
        await _fixture.Get<RetrainModel>().RunAsync(new RetrainRequest());
        _fixture.Time.Advance(TimeSpan.FromSeconds(5));
    }

    public ValueTask DisposeAsync()
    {
        _store.Mode = StoreMode.Works;
        _fixture.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Away_the_last_known_state_is_served_and_marked()
    {
        Slate before = await RecommendAsync("user1");
        Assert.Null(before.Stale);

        _store.Mode = StoreMode.Fails;
        _fixture.Time.Advance(TimeSpan.FromMinutes(1));
        Slate known = await RecommendAsync("user1"), stranger = await RecommendAsync("user2");
        Assert.True(known.Stale);
        Assert.Equal((Strategy.Personal, before.ModelVersion), (known.Strategy, known.ModelVersion));
        Assert.Equal(before.Items.Select(item => item.ItemId), known.Items.Select(item => item.ItemId));

        // Of somebody who was not read before nothing is known: they are answered like anybody.
        Assert.True(stranger.Stale);
        Assert.Equal(Strategy.Trending, stranger.Strategy);
        Assert.NotEmpty(stranger.Items);

        _store.Mode = StoreMode.Works;
        _fixture.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(Strategy.Personal, (await RecommendAsync("user2")).Strategy);
        Assert.Null((await RecommendAsync("user2")).Stale);
    }

    [Fact]
    public async Task Slow_the_request_does_not_wait_for_it()
    {
        Slate before = await RecommendAsync("user1");
        _store.Mode = StoreMode.Hangs;
        _fixture.Time.Advance(TimeSpan.FromMinutes(1));

        Task<Slate> waiting = RecommendAsync("user1");
        while (!waiting.IsCompleted)
        {
            // Every wait is bounded by the clock, not by the store: so many seconds end all of them.
            await StepAsync();
        }

        Slate slate = await waiting;
        Assert.True(slate.Stale);
        Assert.Equal(before.Items.Select(item => item.ItemId), slate.Items.Select(item => item.ItemId));
    }

    [Fact]
    public async Task A_promotion_is_served_without_a_request_in_between_failing()
    {
        string first = (await RecommendAsync("user1")).ModelVersion!;
        RetrainReport report = await _fixture.Get<RetrainModel>().RunAsync(new RetrainRequest { Full = true });
        using var stop = new CancellationTokenSource();
        var asked = new TaskCompletionSource();
        Task asking = Task.Run(async () =>
        {
            for (int answers = 0; !stop.IsCancellationRequested; answers++)
            {
                Assert.NotEmpty((await RecommendAsync($"user{answers % 40}")).Items);
                asked.TrySetResult();
            }
        });
        try
        {
            await Task.WhenAny(asked.Task, asking);

            // A writer that meets a reader waits a moment, by a clock that moves only here.
            Task promoting = _fixture.Get<ModelStore>().PromoteAsync(report.Version!, "test");
            while (!promoting.IsCompleted) await StepAsync();
            await promoting;
            _fixture.Time.Advance(TimeSpan.FromSeconds(5));
            await RecommendAsync("user1");
        }
        finally
        {
            await stop.CancelAsync();
        }

        string second = (await RecommendAsync("user1")).ModelVersion!;
        Assert.NotEqual(first, second);
        await asking;
    }

    private async Task StepAsync()
    {
        _fixture.Time.Advance(TimeSpan.FromMilliseconds(100));
        await Task.Yield();
    }

    private Task<Slate> RecommendAsync(string user) => _fixture.Get<RecommendForUser>().HandleAsync(new RankRequest(_fixture.KeyOf(user), 10));
}
