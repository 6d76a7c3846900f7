using System.Text.Json;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Profiles;
using AttentionFunctions.Store;
using AttentionFunctions.Testing;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AttentionFunctions.Plan;

public sealed class InterruptionTests
{
    private static readonly Moment AtWork = new(CostMinutes: 10, Focus: 0.8, HoursToDigest: 1, DigestFocus: 0.3, IsQuiet: false, ExceptionsLeft: 0);

    [Theory]
    [InlineData(30, 0.9, Verdict.Now)]
    [InlineData(5, 0.1, Verdict.Batch)]
    [InlineData(0.1, 0.1, Verdict.Suppress)]
    public void The_verdict_weighs_value_against_cost(double value, double lossPerHour, Verdict expected) =>
        Assert.Equal(expected, InterruptionPolicy.Decide(new Notice("n", value, 60, lossPerHour), AtWork, 0, new Random(1)).Verdict);

    [Fact]
    public void In_quiet_hours_only_an_emergency_comes_through_and_only_while_exceptions_last()
    {
        var notice = new Notice("n", 100, 60, 1, Emergency: true);
        Moment quiet = AtWork with { IsQuiet = true };
        Assert.Equal(Verdict.Now, InterruptionPolicy.Decide(notice, quiet with { ExceptionsLeft = 1 }, 0, new Random(1)).Verdict);
        Assert.NotEqual(Verdict.Now, InterruptionPolicy.Decide(notice, quiet, 0, new Random(1)).Verdict);
    }

    /// <summary>What is logged is what was done: over many draws the weights of the inverse propensities sum to one for each verdict.</summary>
    [Fact]
    public void Logged_propensities_are_the_frequencies()
    {
        const int draws = 20_000;
        var random = new Random(5);
        var inverse = new Dictionary<Verdict, double>();
        for (int i = 0; i < draws; i++)
        {
            (Verdict verdict, double propensity, _) = InterruptionPolicy.Decide(new Notice("n", 5), AtWork, 0.2, random);
            inverse[verdict] = inverse.GetValueOrDefault(verdict) + 1 / propensity / draws;
        }

        // Σ1/p over n draws has mean 1 and deviation √((1/p − 1)/n) = 0.027 at p = 1/15: bounds of four deviations.
        Assert.All(Enum.GetValues<Verdict>(), verdict => Assert.InRange(inverse[verdict], 0.89, 1.11));
    }

    [Fact]
    public void The_digest_is_the_best_that_fits() => Gen.Select(Gen.Double[0, 10], Gen.Int[1, 12]).Array[0, 10].Select(Gen.Int[0, 30]).Sample((notices, budget) =>
    {
        double[] values = [.. notices.Select(notice => notice.Item1)];
        int[] seconds = [.. notices.Select(notice => notice.Item2)];
        IReadOnlyList<int> chosen = DigestKnapsack.Choose(values, seconds, budget);
        Assert.True(chosen.Sum(i => seconds[i]) <= budget);
        double best = Enumerable.Range(0, 1 << values.Length)
            .Select(set => Enumerable.Range(0, values.Length).Where(i => (set >> i & 1) == 1).ToArray())
            .Where(set => set.Sum(i => seconds[i]) <= budget).Max(set => set.Sum(i => values[i]));
        Assert.Equal(best, chosen.Sum(i => values[i]), 9);
    });

    [Fact]
    public async Task Exceptions_are_counted_by_day_and_every_decision_is_logged()
    {
        using var folder = new TemporaryFolder();
        IBlobStore store = BlobStores.Open(folder.Path);
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 10, 41, 30, TimeSpan.Zero).AddTicks(5_824_089));
        var decide = new DecideInterruptions(
            new ProfileStore(store), new ReadSupply(new CatalogueStore(store, time), new PopulationStore(store)), new InterruptionLearningStore(store), store, time);
        var request = new InterruptionRequest
        {
            Notices = [new Notice("fire", 1, 60, 0, Emergency: true), new Notice("chat", 2)],
            ExceptionsPerDay = 2,
            Exploration = 0,
            Depth = 1,
        };

        InterruptionResult[] results = [await decide.HandleAsync("u", request), await decide.HandleAsync("u", request), await decide.HandleAsync("u", request)];
        Assert.Equal([Verdict.Now, Verdict.Now, Verdict.Batch], results.Select(result => result.Decisions[0].Verdict));
        Assert.Equal([1, 0, 0], results.Select(result => result.ExceptionsLeft));
        Assert.Contains("fire", results[2].Digest.Ids);
        Assert.All(results, result => Assert.Equal(0, result.Digest.At.Ticks % TimeSpan.TicksPerHour));

        time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(Verdict.Now, (await decide.HandleAsync("u", request)).Decisions[0].Verdict);

        int logged = 0;
        await foreach (BlobEntry entry in store.ListAsync(BlobLayout.InterruptionDecisionsPrefix))
        {
            using JsonDocument document = JsonDocument.Parse((await store.ReadAsync(entry.Name))!.Content);
            Assert.All(document.RootElement.GetProperty("decisions").EnumerateArray(), decision => Assert.True(decision.GetProperty("propensity").GetDouble() > 0));
            logged++;
        }

        Assert.Equal(4, logged);
    }

    /// <summary>A tick too early it would be in the hour before, where neither its focus is told nor quiet hours begin.</summary>
    [Fact]
    public void A_digest_comes_at_the_full_hour_whatever_the_time() => Gen.Long[0, TimeSpan.TicksPerHour - 1].Sample(ticks =>
    {
        var begin = new DateTimeOffset(2026, 11, 24, 18, 0, 0, TimeSpan.Zero);
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata");
        Assert.Equal(begin.AddMinutes(ticks < TimeSpan.TicksPerHour / 2 ? 30 : 90), LocalHours.NextHour(begin.AddTicks(ticks), zone));
    });

    [Fact]
    public void A_request_out_of_bounds_is_refused_with_every_reason()
    {
        Assert.Single(new InterruptionRequest().Check());
        Assert.Equal(3, new InterruptionRequest { Notices = [new Notice("a", -1)], Exploration = 1, Depth = 2 }.Check().Count);
        Assert.Single(new InterruptionRequest { Notices = [new Notice("a", 1), new Notice("a", 1)] }.Check());
        Assert.Single(new InterruptionRequest { Notices = null! }.Check());
        Assert.Single(new InterruptionRequest { Notices = [new Notice("a", 1, Kind: new string('k', 129))] }.Check());
        Assert.Single(new InterruptionRequest { Notices = [new Notice("a", 1, Sender: new string('s', 257))] }.Check());
    }
}
