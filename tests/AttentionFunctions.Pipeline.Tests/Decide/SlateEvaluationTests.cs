using AttentionFunctions.Events;
using AttentionFunctions.Ingest;
using AttentionFunctions.Rank;
using AttentionFunctions.Store;
using Xunit;

namespace AttentionFunctions.Decide;

public sealed class SlateEvaluationTests
{
    private const int Slates = 3000;

    /// <summary>People like the last of three items three times as often as the others, which the scores do not know.</summary>
    [Fact]
    public async Task What_slates_would_be_worth_with_more_or_less_chance_is_known_from_those_with_some()
    {
        using var fixture = new IngestFixture();
        var log = fixture.Get<SlateLog>();
        var random = new Random(11);
        var events = new List<AttentionEvent>();
        for (int i = 0; i < Slates; i++)
        {
            Slate slate = Draw(random, $"slate{i}");
            await log.AppendAsync(slate);
            foreach (SlotDraw slot in slate.Draws!.Slots)
                if (random.NextDouble() < Rate(slot.ItemId)) events.Add(View($"slate{i}", slot.ItemId));
        }

        events.Add(View("of no slate", "c"));
        events.Add(events[0]);
        await fixture.IngestAsync(events);

        SlateEvaluation evaluation = await fixture.Get<EvaluateSlates>().RunAsync(IngestFixture.Now.AddDays(-1));

        Assert.Equal(Slates, evaluation.Slates);
        Within("without chance", Rate("a") + Rate("b"));

        // Two different ones of three, each pair as likely as the others.
        Within("all by chance", 2 * (Rate("a") + Rate("b") + Rate("c")) / 3);
        Assert.True(Estimate("all by chance").Value > Estimate("without chance").Value);

        void Within(string policy, double truth)
        {
            Interval interval = Estimate(policy).Normal;
            Assert.InRange(truth, interval.Lower, interval.Upper);
            Assert.True(interval.Upper - interval.Lower < 0.2);
        }

        Estimate Estimate(string policy) => evaluation.Policies.Single(estimate => estimate.Policy == policy).Decisive!;
    }

    [Fact]
    public async Task Rewards_of_slates_can_be_mapped_from_events_as_those_of_decisions()
    {
        using var fixture = new IngestFixture();
        await fixture.Get<DecisionStore>().ConfigureAsync(c => c with { EventRewards = new Dictionary<string, double> { ["purchase"] = 5 } });
        var random = new Random(12);
        var events = new List<AttentionEvent>();
        for (int i = 0; i < Slates; i++)
        {
            Slate slate = Draw(random, $"slate{i}");
            await fixture.Get<SlateLog>().AppendAsync(slate);
            foreach (SlotDraw slot in slate.Draws!.Slots)
            {
                events.Add(View($"slate{i}", slot.ItemId)); // worth nothing by this mapping
                if (random.NextDouble() < Rate(slot.ItemId)) events.Add(View($"slate{i}", slot.ItemId) with { Id = $"{i}-{slot.ItemId}-bought", Type = EventType.Purchase });
            }
        }

        await fixture.IngestAsync(events);
        SlateEvaluation evaluation = await fixture.Get<EvaluateSlates>().RunAsync(IngestFixture.Now.AddDays(-1), [0.3]);
        Interval none = Of("without chance"), some = Of("a share of 0.3 by chance"), all = Of("all by chance");
        Assert.InRange(5 * (Rate("a") + Rate("b")), none.Lower, none.Upper);
        Assert.InRange(5 * 2 * (Rate("a") + Rate("b") + Rate("c")) / 3, all.Lower, all.Upper);
        Assert.InRange(ValueOf(0.3), some.Lower, some.Upper);
        Assert.Contains("# Policies on 3000 logged slates", ComparisonReport.ToMarkdown(evaluation.ToComparison()), StringComparison.Ordinal);

        Interval Of(string policy) => evaluation.Policies.Single(estimate => estimate.Policy == policy).Decisive!.Normal;

        // The first slot shows a with 1 − share + share / 3; the second the best of the two that are left, or one of them by chance.
        static double ValueOf(double share)
        {
            double value = 0;
            string[] items = ["a", "b", "c"];
            for (int first = 0; first < 3; first++)
            {
                double p = share / 3 + (first == 0 ? 1 - share : 0);
                string[] left = [.. items.Where((_, i) => i != first)];
                value += p * 5 * (Rate(items[first]) + (1 - share / 2) * Rate(left[0]) + share / 2 * Rate(left[1]));
            }

            return value;
        }
    }

    [Fact]
    public async Task Without_slates_there_is_nothing_to_say_and_old_ones_do_not_count()
    {
        using var fixture = new IngestFixture();
        await fixture.Get<SlateLog>().AppendAsync(Draw(new Random(1), "old"));
        fixture.Time.Advance(TimeSpan.FromDays(3));

        SlateEvaluation evaluation = await fixture.Get<EvaluateSlates>().RunAsync(fixture.Time.GetUtcNow().AddDays(-1));
        Assert.Equal((0, 0), (evaluation.Slates, evaluation.Policies.Count));
        SlateEvaluation single = await fixture.Get<EvaluateSlates>().RunAsync(fixture.Time.GetUtcNow().AddDays(-4));
        Assert.Equal(1, single.Slates);

        // One slate has no spread: no interval, and so no estimate that JSON could not hold.
        Assert.All(single.Policies, policy => Assert.Empty(policy.Estimates));
        Assert.All(single.Policies, policy => Assert.Equal("1 decisions are too few: at least 300 are needed.", policy.Verdict));
        Assert.All((await fixture.BlobsAsync(BlobLayout.SlateSegmentsPrefix)).Keys, name => Assert.StartsWith("decisions/v1/slates/dt=2026-11-24/", name));
    }

    private static double Rate(string item) => item == "c" ? 0.6 : 0.2;

    /// <summary>Two slots for a, b and c, a before b before c by score, half of the slots by chance.</summary>
    private static Slate Draw(Random random, string id)
    {
        List<string> open = ["a", "b", "c"];
        var slots = new List<SlotDraw>();
        for (int slot = 0; slot < 2; slot++)
        {
            string best = open[0], item = random.NextDouble() < 0.5 ? open[random.Next(open.Count)] : best;
            slots.Add(new SlotDraw(item, 0.5 / open.Count + (item == best ? 0.5 : 0), best, open.Count));
            open.Remove(item);
        }

        return new Slate(id, Strategy.Personal, "v", []) { Draws = new SlateDraws(new ExplorationOptions { Share = 0.5 }, slots) };
    }

    private static AttentionEvent View(string slate, string item) => new()
    {
        Id = $"{slate}-{item}",
        Type = EventType.View,
        Time = IngestFixture.Now,
        UserId = "u",
        ItemId = item,
        RecommendationId = slate,
    };
}
