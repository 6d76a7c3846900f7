using AttentionFunctions.Events;
using AttentionFunctions.Ingest;
using AttentionFunctions.Rank;
using AttentionFunctions.Store;
using AttentionFunctions.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AttentionFunctions.Economy;

/// <summary>Instances of the pipeline over one folder, on one clock that stands still unless a test moves it.</summary>
internal sealed class Marketplace : IDisposable
{
    public static readonly DateTimeOffset Now = IngestFixture.Now;

    private readonly TemporaryFolder _folder = new();
    private readonly List<ServiceProvider> _instances = [];

    public Marketplace() => Store = new FolderBlobStore(_folder.Path, Time);

    public FakeTimeProvider Time { get; } = new(Now);

    public IBlobStore Store { get; }

    /// <param name="time">A clock of its own, for an instance that is to be killed: what it has not stored it never stores.</param>
    /// <param name="wrap">Makes its store of the folder.</param>
    public Instance Start(TimeProvider? time = null, Func<IBlobStore, IBlobStore>? wrap = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(time ?? Time);
        services.AddAttentionPipeline(new PipelineOptions { Storage = _folder.Path, PseudonymKey = new byte[32] });
        services.AddSingleton(wrap is null ? Store : wrap(Store));
        _instances.Add(services.BuildServiceProvider());
        return new Instance(_instances[^1]);
    }

    /// <summary>Twelve items that everybody views, of two creators and two categories, and items to advertise.</summary>
    public static IEnumerable<AttentionEvent> Catalogue(params string[] advertised) =>
    [
        .. Enumerable.Range(0, 12).Select(i => Item($"tea-{i:00}", i % 2 == 0 ? "even" : "odd", i % 3 == 0 ? "green" : "black")),
        .. Enumerable.Range(0, 12).SelectMany(i => Enumerable.Range(0, 2).Select(n => new AttentionEvent
        {
            Id = $"crowd-{i}-{n}",
            Type = EventType.View,
            Time = Now.AddHours(-2).AddMinutes(i),
            UserId = $"crowd{n}",
            ItemId = $"tea-{i:00}",
            DwellSeconds = 60 + i,
        })),
        .. advertised.Select(id => Item(id, $"maker of {id}", "kettles")),
    ];

    public static AttentionEvent Item(string id, string creator, string category) => new()
    {
        Id = $"item-{id}",
        Type = EventType.ItemUpserted,
        Time = Now.AddDays(-3),
        ItemId = id,
        Item = new ItemFields { Title = $"About {id} and {category}", Creator = creator, Categories = [category] },
    };

    public static AttentionEvent Click(string id, string user, string item, string recommendationId, DateTimeOffset time) =>
        new() { Id = id, Type = EventType.Click, Time = time, UserId = user, ItemId = item, RecommendationId = recommendationId };

    public async Task<string[]> NamesAsync(string prefix) => [.. (await Store.ListAsync(prefix).ToListAsync()).Select(blob => blob.Name)];

    public void Dispose()
    {
        foreach (ServiceProvider instance in _instances) instance.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _folder.Dispose();
    }

    /// <summary>One process.</summary>
    internal sealed class Instance(IServiceProvider services)
    {
        public T Get<T>() where T : notnull => services.GetRequiredService<T>();

        public Task IngestAsync(params IEnumerable<AttentionEvent> events) => Get<IngestEvents>().HandleAsync(
            [new QueueMessage(EventWriter.Write(events), "m", Get<TimeProvider>().GetUtcNow())]);

        public Task CampaignAsync(string id, string item, double value, double budget = 1000, params string[] categories) =>
            Get<CampaignStore>().TryWriteAsync(id, new Campaign(item, value, budget, categories), etag: null);

        public Task<Slate> RankAsync(string user, SponsoredRule sponsored, int count = 10, RankingRules? rules = null)
        {
            RuleSet policy = RuleSet.Of(new RankingRules { Sponsored = sponsored });
            return Get<RecommendForUser>().HandleAsync(new RankRequest(Get<Pseudonyms>().Of(user), count)
            {
                OwnerId = user,
                Seed = 1,
                Rules = policy.With(rules is null ? RuleSet.None : RuleSet.Of(rules)),
                Market = Get<SellSlots>().Open,
            });
        }

        public Task StoreAsync() => Get<SalesBook>().StoreAsync();

        public async Task<int?> SettleAsync()
        {
            int? clicks = await Get<SettleClicks>().RunAsync();
            await Get<CurrentMarket>().RefreshAsync();
            return clicks;
        }

        public async Task<CampaignDay> DayAsync(string campaign) => (await Get<ReadStatements>().ReadAsync(campaign)).Days[^1];
    }
}
