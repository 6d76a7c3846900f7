using System.Diagnostics;
using System.Globalization;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Economy;
using AttentionFunctions.Events;
using AttentionFunctions.Rank;

namespace AttentionFunctions.Benchmarks;

/// <summary>What the parts of the economy take, each repeated on fresh draws and given as the mean.</summary>
internal static class EconomySpeed
{
    public static int Run()
    {
        var random = new Random(1);
        foreach ((int candidates, int places, int rounds) in (ReadOnlySpan<(int, int, int)>)[(30, 10, 200), (100, 20, 30)])
        {
            Measure($"fair exposure, {candidates} candidates, {places} places: program, decomposition, draw", rounds, i =>
                FairPolicies.Exposure(ExposureTarget.Merit, 0.25)(Candidates(candidates, random), places, i));
            var equity = new EquityOfAttention(0.95);
            Measure($"equity of attention, {candidates} candidates, {places} places", rounds, _ => equity.Rank(Candidates(candidates, random), places));
            var fairCo = new FairCo(0.1);
            Measure($"FairCo, {candidates} candidates, {places} places", rounds, _ => fairCo.Rank(Candidates(candidates, random), places));
        }

        SlotBid[] bids = [.. Enumerable.Range(0, 50).Select(i => new SlotBid($"c{i:00}", random.NextDouble(), random.NextDouble()))];
        Measure("auction of 3 slots among 50 bids, VCG", 20_000, _ => SlotAuction.Run(bids, [1, 0.6, 0.4], 0.1, SlotPricing.Vcg));
        AttentionSegment[] hours = [.. Enumerable.Range(0, 24).Select(hour => new AttentionSegment($"{hour}", random.Next(1000, 100_000)))];
        AttentionDemand[] demands = [.. Enumerable.Range(0, 200).Select(i => new AttentionDemand(
            $"c{i}", 0.01 + random.NextDouble(), random.Next(10, 1000), hours.ToDictionary(hour => hour.Name, _ => random.NextDouble())))];
        Measure("allocation of 24 hours over 200 campaigns", 20, _ => PoolAllocation.Solve(hours, demands, 0.15));
        MeasureLedger(random);
        return 0;
    }

    private static void MeasureLedger(Random random)
    {
        const int pages = 50_000, users = 10_000, items = 5_000, length = 10;
        var monday = new DateTimeOffset(2026, 11, 16, 0, 0, 0, TimeSpan.Zero);
        AttentionEvent[] events = [.. Enumerable.Range(0, pages * length).Select(i => new AttentionEvent
        {
            Id = $"{i}",
            Type = EventType.Impression,
            Time = monday.AddSeconds(i / length * 10),
            UserId = $"u{i / length * 7919L % users}",
            ItemId = $"i{(int)(items * Math.Pow(random.NextDouble(), 3))}",
            RecommendationId = $"{i / length}",
        })];
        int bytes = 0;
        LedgerWeek? week = null;
        Measure($"a week of {events.Length} impressions, {users} users, {items} items: sums, folding, JSON", 3, _ =>
        {
            var draft = new LedgerDraft(EconomyWeek.Of(monday), ItemCatalogue.Empty, new AttentionWeight(new AttentionWeightOptions()));
            foreach (AttentionEvent @event in events) draft.Add(@event);
            week = draft.Finish();
            bytes = week.ToBytes().Length;
        });
        Console.WriteLine($"  stored: {bytes / 1024} KiB");
        Measure("report by item over four such weeks, with intervals", 3, _ =>
            EconomyStatement.Of(new EconomyQuery(EconomyGrouping.Item), EconomyWeek.Of(monday), [week!, week!, week!, week!], ItemCatalogue.Empty));
    }

    private static SlateCandidate[] Candidates(int count, Random random) =>
        [.. Enumerable.Range(0, count).Select(i => new SlateCandidate($"i{i}", $"g{i % 10}", random.NextDouble()))];

    private static void Measure(string what, int rounds, Action<int> action)
    {
        action(0);
        long allocated = GC.GetTotalAllocatedBytes(precise: true), start = Stopwatch.GetTimestamp();
        for (int i = 0; i < rounds; i++) action(i);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds / rounds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what}: {milliseconds:F3} ms, {(GC.GetTotalAllocatedBytes(precise: true) - allocated) / rounds / 1024.0:F1} KiB allocated"));
    }
}
