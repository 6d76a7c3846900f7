using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Profiles;
using AttentionFunctions.Store;
using AttentionFunctions.Testing;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AttentionFunctions.Plan;

public sealed class InterruptionLearningTests
{
    private static readonly DateTimeOffset Nine = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    private static readonly Situation AtWork = new(9, Depth: 0.8, Focus: 0.5, CostMinutes: 6.8, HoursToDigest: 1, DigestFocus: 0.3, IsQuiet: false, Recent: 0, Exploration: 0.05);

    /// <summary>The benchmark <c>interruptions</c> has the table of three seeds.</summary>
    [Fact]
    public void What_is_learned_from_outcomes_takes_over_and_brings_more_than_the_rule()
    {
        const int people = 40, days = 21, perDay = 10;
        InterruptionWorld world = new(people, new Random(1));
        InterruptionLife rule = world.Live(InterruptionWorld.Policy.Rule, days, perDay, seed: 1);
        InterruptionLife learned = world.Live(InterruptionWorld.Policy.Learned, days, perDay, seed: 1);
        InterruptionLife best = world.Live(InterruptionWorld.Policy.Truth, days, perDay, seed: 1);

        Assert.NotNull(learned.DecidesFrom);
        Assert.True(learned.LastWeek > rule.LastWeek + 0.75 * (best.LastWeek - rule.LastWeek), $"{rule.LastWeek:F3}, {learned.LastWeek:F3}, {best.LastWeek:F3}");

        // The estimates from either log, against the truth.
        Assert.InRange(rule.Gain, rule.Evaluation.Lower, rule.Evaluation.Upper);
        Assert.InRange(learned.Gain, learned.Evaluation.Lower, learned.Evaluation.Upper);
    }

    [Fact]
    public void Draws_for_a_trial_have_the_propensity_that_is_logged()
    {
        const int draws = 20_000;
        var random = new Random(5);
        var inverse = new Dictionary<Verdict, double>();
        for (int i = 0; i < draws; i++)
        {
            (Verdict verdict, double propensity) = InterruptionPolicy.Draw(Verdict.Now, Verdict.Batch, isQuiet: false, 0.2, random);
            inverse[verdict] = inverse.GetValueOrDefault(verdict) + 1 / propensity / draws;
        }

        // As for the rule alone: four deviations.
        Assert.All(Enum.GetValues<Verdict>(), verdict => Assert.InRange(inverse[verdict], 0.89, 1.11));
    }

    /// <summary>Nothing to gain: an interval of 95 % may err once in forty, a gate that errs for most worlds is none.</summary>
    [Fact]
    public void Outcomes_by_chance_alone_promote_nothing()
    {
        var random = new Random(3);
        int promoted = 0;
        for (int world = 0; world < 10; world++)
        {
            var replay = new InterruptionReplay();
            for (int i = 0; i < 2000; i++)
            {
                // As valuable as it says and as costly as usual, whatever is known of it.
                Notice notice = new($"n{i}", 20 * random.NextDouble(), 60, 0.5 * random.NextDouble(), Kind: $"kind{random.Next(4)}");
                Verdict best = InterruptionPolicy.Best(InterruptionPolicy.GainsOf(notice, AtWork.ToMoment(), Corrections.None), isQuiet: false);
                Verdict verdict = random.NextDouble() < 0.05 ? (Verdict)random.Next(3) : best;
                replay.Add(new JudgedNotice(
                    "d", Nine.AddDays(i % 20), $"person{i % 15}", AtWork, notice, verdict, InterruptionPolicy.Probability(verdict, best, false, 0.05),
                    verdict == Verdict.Suppress ? Reaction.Ignored : Reaction.Opened, verdict == Verdict.Batch ? 1 : 0, null,
                    verdict == Verdict.Now ? -Math.Log(1 - random.NextDouble()) * 17 : null));
            }

            if (replay.Evaluate().Judge(served: false).Serves) promoted++;
        }

        Assert.True(promoted <= 1, $"{promoted} of 10");
    }

    [Fact]
    public void Without_outcomes_every_verdict_is_the_rules() => Gen.Select(
        Gen.Double[0, 100], Gen.Double[1, 600], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Double[0, 30], Gen.Bool).Sample((value, seconds, loss, focus, cost, quiet) =>
        {
            var notice = new Notice("n", value, seconds, loss, Kind: "mail");
            Situation situation = AtWork with { Focus = focus, CostMinutes = cost, IsQuiet = quiet };
            Corrections nothing = new LearntBenefit().Of("u", situation, notice);
            Assert.Equal(Corrections.None, nothing);
            (Verdict, double) learned = Verdicts(nothing), rule = Verdicts(null);
            Assert.Equal(rule, learned);

            (Verdict, double) Verdicts(Corrections? corrections)
            {
                (Verdict verdict, double propensity, _) = InterruptionPolicy.Decide(notice, situation.ToMoment(), 0.2, new Random(7), corrections, decides: corrections is not null);
                return (verdict, propensity);
            }
        });

    /// <summary>However much experience speaks for it.</summary>
    [Fact]
    public void Quiet_hours_and_exceptions_hold_over_what_is_learned() => Gen.Select(Gen.Double[0, 1.5], Gen.Double[0, 1.5], Gen.Double[0, 1], Gen.Double[0, 4], Gen.Int[0, 10_000])
        .Sample((now, batch, suppress, cost, seed) =>
        {
            var corrections = new Corrections(now, batch, suppress, cost);
            Moment quiet = AtWork.ToMoment() with { IsQuiet = true };
            var notice = new Notice("n", 500, 10, 1, Emergency: true);
            Assert.NotEqual(Verdict.Now, InterruptionPolicy.Decide(notice, quiet, 0.2, new Random(seed), corrections, decides: seed % 2 == 0).Verdict);
            Assert.Equal((Verdict.Now, 1), Known(InterruptionPolicy.Decide(notice, quiet with { ExceptionsLeft = 1 }, 0.2, new Random(seed), corrections, decides: seed % 2 == 0)));

            static (Verdict, double) Known((Verdict Verdict, double Propensity, string) decided) => (decided.Verdict, decided.Propensity);
        });

    [Fact]
    public void A_person_is_like_everybody_until_their_own_outcomes_say_otherwise()
    {
        var benefit = new LearntBenefit();
        var notice = new Notice("n", 10, Kind: "chat");
        JudgedNotice Seen(string person, bool opened) =>
            new("d", Nine, person, AtWork, notice, Verdict.Now, 0.9, opened ? Reaction.Opened : Reaction.Ignored, 0, null, null);
        for (int i = 0; i < 200; i++)
        {
            for (int person = 0; person < 10; person++) benefit.Learn(Seen($"p{person}", opened: i % 5 == 0));
            benefit.Learn(Seen("odd", opened: true));
        }

        double stranger = benefit.Of("stranger", AtWork, notice).Now, usual = benefit.Of("p3", AtWork, notice).Now, odd = benefit.Of("odd", AtWork, notice).Now;
        Assert.InRange(usual, 0.1, 0.35);
        Assert.InRange(stranger, 0.1, 0.6);
        Assert.InRange(odd, 0.8, 1.1);
    }

    [Theory]
    [InlineData(Verdict.Now, 0, 1)]
    [InlineData(Verdict.Now, 1, 0.5)]
    [InlineData(Verdict.Batch, 1, 1)]
    [InlineData(Verdict.Batch, 2, 0.5)]
    [InlineData(Verdict.Batch, 0, 2)]
    public void A_share_is_measured_against_what_the_verdict_foresaw(Verdict verdict, double delay, double share)
    {
        var judged = new JudgedNotice("d", Nine, "u", AtWork, new Notice("n", 10, 60, 0.5), verdict, 0.9, Reaction.Opened, delay, null, null);
        Assert.Equal(share, judged.Share, 9);
        Assert.Equal(0, (judged with { Reaction = Reaction.Dismissed }).Share);
    }

    /// <summary>The rule's own gain is the reward when everything comes as it takes for granted.</summary>
    [Fact]
    public void A_reward_is_the_gain_where_things_come_as_declared() => Gen.Select(Gen.Double[0, 100], Gen.Double[1, 600], Gen.Double[0, 0.9]).Sample((value, seconds, loss) =>
    {
        var notice = new Notice("n", value, seconds, loss);
        Gains gains = InterruptionPolicy.GainsOf(notice, AtWork.ToMoment(), Corrections.None);
        double Reward(Verdict verdict, double delay) => new JudgedNotice("d", Nine, "u", AtWork, notice, verdict, 0.9, Reaction.Opened, delay, null, BackMinutes: 17).Reward;
        Assert.Equal(gains.Now, Reward(Verdict.Now, 0), tolerance: 1e-9);
        Assert.Equal(gains.Batch, Reward(Verdict.Batch, 1), tolerance: 1e-9);
    });

    /// <summary>Through the store: decisions, a report, events delivered twice, two learners, another instance.</summary>
    [Fact]
    public async Task Outcomes_and_events_are_joined_once_and_survive_a_restart()
    {
        using var folder = new TemporaryFolder();
        IBlobStore store = BlobStores.Open(folder.Path);
        var time = new FakeTimeProvider(Nine);
        var decide = Decide(store, time);
        var request = new InterruptionRequest
        {
            Notices = [new Notice("call", 60, 60, 0.9, Kind: "phone"), new Notice("mail", 3, 60, 0, Kind: "mail"), new Notice("fire", 60, Emergency: true)],
            Depth = 0.5,
            Exploration = 0,
        };
        InterruptionResult result = await decide.HandleAsync("u", request);
        Assert.Equal([Verdict.Now, Verdict.Batch, Verdict.Now], result.Decisions.Select(decision => decision.Verdict));

        var report = new OutcomeReport { Outcomes = [new NoticeOutcome("mail", Reaction.Opened, Nine.AddHours(1), 30)] };
        Assert.True(await decide.ReportAsync("u", result.DecisionId, report));
        Assert.True(await decide.ReportAsync("u", result.DecisionId, report with { Outcomes = [new NoticeOutcome("mail", Reaction.Dismissed)] }));
        Assert.False(await decide.ReportAsync("other", result.DecisionId, report));
        Assert.False(await decide.ReportAsync("u", new string('0', 32), report));
        Assert.False(await decide.ReportAsync("u", "../../x", report));
        await Assert.ThrowsAsync<FormatException>(() => decide.ReportAsync("u", result.DecisionId, new OutcomeReport { Outcomes = [new NoticeOutcome("none", Reaction.Opened)] }));
        await Assert.ThrowsAsync<FormatException>(() => decide.ReportAsync("u", result.DecisionId, new OutcomeReport { Outcomes = [new NoticeOutcome("mail", Reaction.Opened, Nine.AddDays(-1))] }));

        // The call was taken for four minutes; two notices were shown, so each has half of the ten minutes until the next focus.
        var events = new EventLog(store);
        AttentionEvent[] after =
        [
            Event("a", EventType.Click, 1) with { ItemId = "call", RecommendationId = result.DecisionId, DwellSeconds = 240 },
            Event("b", EventType.Interruption, 5) with { Category = "phone", Seconds = 240, RecommendationId = result.DecisionId },
            Event("c", EventType.Focus, 45) with { Category = "work", Seconds = 1800 },
        ];
        await events.AppendAsync(after);
        await events.AppendAsync([after[1], after[0]]);

        LearnInterruptions Learner() => new(store, new EventLog(store), new InterruptionLearningStore(store), time, NullLogger<LearnInterruptions>.Instance);
        await Learner().RunAsync();
        Assert.Equal(InterruptionLearning.Nothing, await new InterruptionLearningStore(store).ReadAsync());

        time.Advance(TimeSpan.FromDays(2));
        await Learner().RunAsync();
        string first = (await store.GetETagAsync(BlobLayout.InterruptionLearning))!;
        await Learner().RunAsync();
        Assert.Equal(first, await store.GetETagAsync(BlobLayout.InterruptionLearning));

        InterruptionLearning learned = await new InterruptionLearningStore(store).ReadAsync();
        Assert.Equal((2, 2, 1, InterruptionDecider.Rule), (learned.Notices, learned.Answered, learned.Days, learned.Decides));
        Assert.Empty(learned.Kinds);
        IReadOnlyList<JudgedNotice> day = await new InterruptionLearningStore(store).ReadDayAsync(BlobLayout.InterruptionDay(new DateOnly(2026, 11, 23)), default);
        JudgedNotice call = day.Single(notice => notice.Notice.Id == "call"), mail = day.Single(notice => notice.Notice.Id == "mail");
        Assert.Equal((Reaction.Opened, 240.0, 5.0), (call.Reaction, call.ReadSeconds, call.BackMinutes!.Value));
        Assert.Equal(1.0 / 60, call.DelayHours, 9);
        Assert.Equal((Reaction.Opened, 30.0, 1.0, (double?)null), (mail.Reaction, mail.ReadSeconds, mail.DelayHours, mail.BackMinutes));

        // What was learned is the same for another instance, and what is not proven does not decide.
        (_, LearntBenefit? benefit) = await new InterruptionLearningStore(store).CurrentAsync(default);
        Assert.NotEqual(Corrections.None, benefit!.Of("u", call.Situation, call.Notice));
        InterruptionResult next = await Decide(store, time).HandleAsync("u", request);
        Assert.Equal(InterruptionDecider.Rule, next.DecidedBy);
        Assert.Equal([Verdict.Now, Verdict.Batch, Verdict.Now], next.Decisions.Select(decision => decision.Verdict));
    }

    /// <summary>Else an application that reports nothing would have everything suppressed.</summary>
    [Fact]
    public async Task Where_nothing_is_reported_nothing_is_learned()
    {
        using var folder = new TemporaryFolder();
        IBlobStore store = BlobStores.Open(folder.Path);
        var time = new FakeTimeProvider(Nine);
        var learning = new InterruptionLearningStore(store);
        for (int day = 0; day < 45; day++)
        {
            for (int person = 0; person < 10; person++)
                await Decide(store, time).HandleAsync($"p{person}", new InterruptionRequest { Notices = [new Notice("a", 30, Kind: "mail"), new Notice("b", 2)], Depth = 0.8 });
            time.Advance(TimeSpan.FromDays(1));
        }

        time.Advance(TimeSpan.FromDays(2));
        await new LearnInterruptions(store, new EventLog(store), learning, time, NullLogger<LearnInterruptions>.Instance).RunAsync();
        (InterruptionLearning learned, LearntBenefit? benefit) = await learning.CurrentAsync(default);
        Assert.Equal((45, 0, 900, InterruptionDecider.Rule), (learned.Days, learned.Notices, learned.Unreported, learned.Decides));
        Assert.Equal(Corrections.None, benefit!.Of("p1", AtWork, new Notice("a", 30, Kind: "mail")));
    }

    [Fact]
    public void Silence_is_an_answer_only_where_others_came_of_the_person_and_of_the_kind()
    {
        JudgedNotice Of(string person, string? kind, bool reported) =>
            new("d", Nine, person, AtWork, new Notice("n", 1, Kind: kind), Verdict.Now, 0.9, reported ? Reaction.Opened : Reaction.Ignored, 0, null, null, reported);
        JudgedNotice opened = Of("a", "mail", true), ignored = Of("a", "mail", false), other = Of("b", null, true);
        Assert.Equal([opened, ignored, other], JudgedNotice.Informative([opened, ignored, Of("a", "chat", false), Of("c", "mail", false), other]));
    }

    /// <summary>Nobody chose, so there is nothing to learn; and the day is over for later runs.</summary>
    [Fact]
    public async Task A_day_of_emergencies_teaches_nothing_and_is_joined_once()
    {
        using var folder = new TemporaryFolder();
        IBlobStore store = BlobStores.Open(folder.Path);
        var time = new FakeTimeProvider(Nine);
        await Decide(store, time).HandleAsync("u", new InterruptionRequest { Notices = [new Notice("fire", 60, Emergency: true)] });
        time.Advance(TimeSpan.FromDays(2.5));
        var learning = new InterruptionLearningStore(store);
        await new LearnInterruptions(store, new EventLog(store), learning, time, NullLogger<LearnInterruptions>.Instance).RunAsync();
        Assert.Empty(await learning.ReadDayAsync(Assert.Single(await learning.DaysAsync(default)).Value, default));
        InterruptionLearning learned = await learning.ReadAsync();
        Assert.Equal((1, 0, InterruptionDecider.Rule), (learned.Days, learned.Notices, learned.Decides));
    }

    /// <summary>Focus that goes on was not broken; focus that ends at the notice was, until the next; without focus nothing tells.</summary>
    [Theory]
    [InlineData(30, 60, 0.0)]
    [InlineData(1, 21, 18.0)]
    [InlineData(1, 90, null)]
    [InlineData(null, 40, null)]
    public async Task The_way_back_is_seen_in_the_focus_that_follows(int? endsAfter, int nextAfter, double? minutes)
    {
        using var folder = new TemporaryFolder();
        IBlobStore store = BlobStores.Open(folder.Path);
        var time = new FakeTimeProvider(Nine);
        InterruptionResult result = await Decide(store, time).HandleAsync("u", new InterruptionRequest { Notices = [new Notice("n", 60, 60, 0.9)], Depth = 0.5, Exploration = 0 });
        Assert.Equal(Verdict.Now, result.Decisions[0].Verdict);
        await new EventLog(store).AppendAsync(
        [
            Event("read", EventType.View, 2) with { ItemId = "n", RecommendationId = result.DecisionId, DwellSeconds = 120 },
            .. endsAfter is { } end ? new[] { Event("before", EventType.Focus, end) with { Category = "work", Seconds = 60 * (end + 20) } } : [],
            Event("next", EventType.Focus, nextAfter + 25) with { Category = "work", Seconds = 1500 },
        ]);
        time.Advance(TimeSpan.FromDays(2.5));
        var learning = new InterruptionLearningStore(store);
        await new LearnInterruptions(store, new EventLog(store), learning, time, NullLogger<LearnInterruptions>.Instance).RunAsync();
        JudgedNotice judged = Assert.Single(await learning.ReadDayAsync(BlobLayout.InterruptionDay(new DateOnly(2026, 11, 23)), default));
        Assert.Equal(minutes, judged.BackMinutes);
    }

    [Fact]
    public async Task Once_it_decides_it_says_so_and_moves_the_threshold()
    {
        using var folder = new TemporaryFolder();
        IBlobStore store = BlobStores.Open(folder.Path);
        var time = new FakeTimeProvider(Nine);
        var benefit = new LearntBenefit();
        var notice = new Notice("n", 60, 60, 0.9, Kind: "chat");
        for (int i = 0; i < 300; i++)
        {
            foreach (Verdict verdict in (Verdict[])[Verdict.Now, Verdict.Batch])
                benefit.Learn(new JudgedNotice("d", Nine, "u", AtWork, notice, verdict, 0.9, Reaction.Ignored, 0, null, 40));
        }

        InterruptionLearning decides = InterruptionLearning.Nothing with { Decides = InterruptionDecider.Learned };
        await new InterruptionLearningStore(store).WriteAsync(_ => decides, benefit, time, default);
        InterruptionResult result = await Decide(store, time).HandleAsync("u", new InterruptionRequest { Notices = [notice], Depth = 0.8, Exploration = 0 });
        Assert.Equal(InterruptionDecider.Learned, result.DecidedBy);
        Assert.NotEqual(Verdict.Now, result.Decisions[0].Verdict);
        Assert.Contains("learned", result.Decisions[0].Reason);
    }

    [Theory]
    [InlineData(new byte[] { 2, 0, 0, 0, 0, 0 }, "version 2")]
    [InlineData(new byte[] { 1, 200, 0, 0, 0, 1 }, "damaged")]
    [InlineData(new byte[] { 1 }, "damaged")]
    public async Task What_this_program_cannot_read_is_said(byte[] content, string part)
    {
        using var folder = new TemporaryFolder();
        IBlobStore store = BlobStores.Open(folder.Path);
        await store.TryCreateAsync(BlobLayout.InterruptionLearning, content);
        InvalidDataException e = await Assert.ThrowsAsync<InvalidDataException>(() => new InterruptionLearningStore(store).ReadAsync());
        Assert.Contains(part, e.Message);
    }

    [Fact]
    public void A_report_out_of_bounds_is_refused_with_every_reason()
    {
        Assert.Single(new OutcomeReport().Check(Nine));
        Assert.Single(new OutcomeReport { Outcomes = null! }.Check(Nine));
        Assert.Equal(3, new OutcomeReport
        {
            Outcomes = [new NoticeOutcome("", Reaction.Opened), new NoticeOutcome("a", Reaction.Opened, Seconds: -1), new NoticeOutcome("b", Reaction.Opened, Nine.AddMinutes(1))],
        }.Check(Nine).Count);
    }

    private static DecideInterruptions Decide(IBlobStore store, TimeProvider time) => new(
        new ProfileStore(store), new ReadSupply(new CatalogueStore(store, time), new PopulationStore(store)), new InterruptionLearningStore(store), store, time);

    private static AttentionEvent Event(string id, EventType type, double minutes) => new() { Id = id, Type = type, UserId = "u", Time = Nine.AddMinutes(minutes) };
}
