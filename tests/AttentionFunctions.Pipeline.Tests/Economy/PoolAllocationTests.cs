using AttentionFunctions.Ingest;
using Xunit;
using static AttentionFunctions.Economy.EconomyEvents;

namespace AttentionFunctions.Economy;

public sealed class PoolAllocationTests
{
    [Fact]
    public void Attention_goes_where_it_is_worth_most_within_cap_and_budget()
    {
        PoolPlan plan = PoolAllocation.Solve(
            [new("morning", 1000), new("evening", 1000)],
            [new("rich", 2, 150), new("poor", 1, 1000, new Dictionary<string, double> { ["evening"] = 1 })], cap: 0.1);

        // 100 s may be sold in each. rich has money for 75 s, poor wants evenings only: 75 s in the morning and 100 s in the evening.
        Assert.Equal(250, plan.Value, 6);
        Assert.Equal(75, plan.Lines.Where(line => line.Campaign == "rich").Sum(line => line.Seconds), 6);
        Assert.Equal((0.1, 1.0), (Math.Round(plan.Segments[1].UsedShare, 9), Math.Round(plan.Segments[1].ShadowPrice, 9)));
        Assert.Equal((0.0, 1.0), (plan.Segments[0].ShadowPrice, Math.Round(plan.Campaigns[0].BudgetShadowPrice, 9)));
    }

    [Fact]
    public void Plans_keep_every_limit_and_no_greedy_plan_is_worth_more()
    {
        var random = new Random(23);
        for (int world = 0; world < 60; world++)
        {
            AttentionSegment[] segments = [.. Enumerable.Range(0, random.Next(1, 7)).Select(s => new AttentionSegment($"s{s}", random.Next(0, 2000)))];
            AttentionDemand[] demands = [.. Enumerable.Range(0, random.Next(1, 9)).Select(c => new AttentionDemand(
                $"c{c}", 0.1 + random.NextDouble(), random.Next(0, 300), segments.ToDictionary(segment => segment.Name, _ => random.Next(3) * 0.5)))];
            double cap = random.NextDouble();
            PoolPlan plan = PoolAllocation.Solve(segments, demands, cap);
            Assert.Empty(plan.Unmet);
            foreach (AttentionSegment segment in segments)
                Assert.InRange(plan.Lines.Where(line => line.Segment == segment.Name).Sum(line => line.Seconds), 0, (cap * segment.Seconds) + 1e-6);
            foreach (AttentionDemand demand in demands)
                Assert.InRange(plan.Lines.Where(line => line.Campaign == demand.Id).Sum(line => line.Value), 0, demand.Budget + 1e-6);
            Assert.All(plan.Lines, line => Assert.True(demands.Single(demand => demand.Id == line.Campaign).AffinityTo(line.Segment) > 0));
            Assert.True(plan.Value >= Greedy(segments, demands, cap) - 1e-6);

            // Weak duality: supply and budgets at their shadow prices are worth at least the plan; at the optimum exactly.
            double dual = segments.Zip(plan.Segments, (segment, use) => cap * segment.Seconds * use.ShadowPrice).Sum()
                + demands.Zip(plan.Campaigns, (demand, use) => demand.Budget * use.BudgetShadowPrice).Sum();
            Assert.Equal(dual, plan.Value, 1e-4 * (1 + plan.Value));
        }
    }

    [Fact]
    public void A_promise_is_kept_though_others_would_pay_more()
    {
        PoolPlan plan = PoolAllocation.Solve([new("day", 100)], [new("rich", 5, 1000), new("promised", 1, 1000, FloorSeconds: 30)], cap: 1);
        Assert.Equal(30, plan.Campaigns[1].Seconds, 6);
        Assert.Equal(70, plan.Campaigns[0].Seconds, 6);
    }

    [Fact]
    public void Promises_that_cannot_be_kept_are_named()
    {
        AttentionSegment[] day = [new("day", 100)];
        Assert.Contains("have 10 s", Assert.Single(PoolAllocation.Solve(day, [new("a", 1, 1000, FloorSeconds: 30)], cap: 0.1).Unmet));
        Assert.Contains("more than its budget", Assert.Single(PoolAllocation.Solve(day, [new("a", 1, 5, FloorSeconds: 30)], cap: 1).Unmet));
        Assert.Contains("not together", Assert.Single(PoolAllocation.Solve(day, [new("a", 1, 99, FloorSeconds: 60), new("b", 1, 99, FloorSeconds: 60)], cap: 1).Unmet));
    }

    [Fact]
    public async Task Without_segments_and_campaigns_the_reported_week_and_the_stored_campaigns_are_taken()
    {
        using var fixture = new IngestFixture();
        await fixture.IngestAsync(Item("a", "ann", "tea"), Item("b", "bob", "coffee"));
        await fixture.IngestAsync(Enumerable.Range(0, 7).SelectMany(user => Page($"u{user}", Monday.AddHours(user), "a", "b")));
        fixture.Time.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<ArgumentException>(() => fixture.Get<AllocateAttention>().HandleAsync(new AllocationRequest()));

        await fixture.Get<CampaignStore>().TryWriteAsync("kettles", new Campaign("kettle", 2, 100, ["tea"]), etag: null);
        await fixture.Get<CampaignStore>().TryWriteAsync("paused", new Campaign("cup", 9, 100, Active: false), etag: null);
        PoolPlan plan = await fixture.Get<AllocateAttention>().HandleAsync(new AllocationRequest { Cap = 0.5, ClicksPerSecond = 0.1 });

        // Seven people looked at tea for 60 s: 60 s on the mean day, half of which may be sponsored, at 2 · 0.1 a second.
        AllocationLine line = Assert.Single(plan.Lines);
        Assert.Equal(("kettles", "tea"), (line.Campaign, line.Segment));
        Assert.Equal(30, line.Seconds, 6);
        Assert.Equal(6, plan.Value, 6);
    }

    [Fact]
    public async Task Of_two_who_change_a_campaign_at_once_one_is_told()
    {
        using var fixture = new IngestFixture();
        var store = fixture.Get<CampaignStore>();
        StoredCampaign first = (await store.TryWriteAsync("c", new Campaign("i", 1, 10), etag: null))!;
        Assert.Null(await store.TryWriteAsync("c", new Campaign("i", 2, 10), etag: null));
        StoredCampaign second = (await store.TryWriteAsync("c", new Campaign("i", 3, 10), first.ETag))!;
        Assert.Null(await store.TryWriteAsync("c", new Campaign("i", 4, 10), first.ETag));
        Assert.Equal((3.0, second.ETag), ((await store.ReadAsync("c"))!.Campaign.ValuePerClick, (await store.ReadAsync("c"))!.ETag));
        Assert.Null(await store.ReadAsync("other"));
        Assert.Single(await store.ListAsync());
    }

    private static double Greedy(AttentionSegment[] segments, AttentionDemand[] demands, double cap)
    {
        double[] supply = [.. segments.Select(segment => cap * segment.Seconds)], budgets = [.. demands.Select(demand => demand.Budget)];
        double value = 0;
        IEnumerable<(double Worth, int C, int S)> pairs = Enumerable.Range(0, demands.Length).SelectMany(c => Enumerable.Range(0, segments.Length)
            .Select(s => (demands[c].ValuePerSecond * demands[c].AffinityTo(segments[s].Name), c, s)));
        foreach ((double worth, int c, int s) in pairs.Where(pair => pair.Worth > 0).OrderByDescending(pair => pair.Worth))
        {
            double seconds = Math.Min(supply[s], budgets[c] / worth);
            supply[s] -= seconds;
            budgets[c] -= seconds * worth;
            value += seconds * worth;
        }

        return value;
    }
}
