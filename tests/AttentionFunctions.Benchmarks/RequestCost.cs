using System.Diagnostics;
using System.Globalization;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Economy;
using AttentionFunctions.Events;
using AttentionFunctions.Local.Hosting;
using AttentionFunctions.Rank;
using Microsoft.Extensions.DependencyInjection;

namespace AttentionFunctions.Benchmarks;

/// <summary>What a recommendation costs without HTTP: time and allocation, one request after the other.</summary>
internal static class RequestCost
{
    private const int WarmUp = 1500, Requests = 2000, Campaigns = 50;

    public static async Task<int> RunAsync(string data, int users)
    {
        await using ServiceProvider pipeline = new ServiceCollection().AddLogging().AddLocalPipeline(new LocalOptions(data, null)).BuildServiceProvider();
        var recommend = pipeline.GetRequiredService<RecommendForUser>();
        var pseudonyms = pipeline.GetRequiredService<Pseudonyms>();
        RuleSet plain = RuleSet.None, ruled = RuleSet.Of(new RankingRules { Filter = "price < 80 and language = \"en\"", Diversity = new DiversityOptions() });
        RuleSet sponsored = RuleSet.Of(new RankingRules { Sponsored = new SponsoredRule { Places = [4, 8], FrequencyCap = 100 } });
        PlaceMarket market = pipeline.GetRequiredService<SellSlots>().Open;
        await AdvertiseAsync(pipeline);
        (string Name, Func<string, RankRequest> Ask)[] kinds =
        [
            ("plain", key => new RankRequest(key, 10) { Rules = plain }),
            ("filter, diversity, full explanations", key => new RankRequest(key, 10) { Rules = ruled, ExplainFully = true }),
            ($"two places for sale, {Campaigns} campaigns", key => new RankRequest(key, 10) { Rules = sponsored, Market = market }),
            ("budget of 15 minutes", key => new RankRequest(key, 10) { Rules = new RuleSet { Budget = TimeSpan.FromMinutes(15) } }),
        ];
        foreach ((string name, Func<string, RankRequest> ask) in kinds)
        {
            var micros = new List<double>(Requests);
            long allocated = 0;
            for (int n = 0; n < WarmUp + Requests; n++)
            {
                RankRequest request = ask(pseudonyms.Of($"user{n * 7919 % users}"));
                long before = GC.GetTotalAllocatedBytes(), started = Stopwatch.GetTimestamp();
                await recommend.HandleAsync(request);
                if (n < WarmUp) continue;
                micros.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
                allocated += GC.GetTotalAllocatedBytes() - before;
            }

            micros.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name}: median {micros[Requests / 2]:F0} µs, 99th percentile {micros[Requests * 99 / 100]:F0}; {allocated / Requests / 1024.0:F0} KiB allocated"));
        }

        return 0;
    }

    private static async Task AdvertiseAsync(IServiceProvider pipeline)
    {
        ItemCatalogue items = await pipeline.GetRequiredService<CatalogueStore>().RefreshAsync();
        var campaigns = pipeline.GetRequiredService<CampaignStore>();
        int campaign = 0;
        foreach (CatalogueItem item in items.Items.Take(Campaigns))
            await campaigns.TryWriteAsync($"benchmark-{campaign++}", new Campaign(item.Id, 1 + (campaign % 7), 1_000_000), etag: null);
    }
}
