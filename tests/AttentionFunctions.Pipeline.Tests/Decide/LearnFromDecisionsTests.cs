using AttentionFunctions.Events;
using AttentionFunctions.Store;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AttentionFunctions.Decide;

public sealed class LearnFromDecisionsTests : IDisposable
{
    private static readonly TimeSpan Ripe = TimeSpan.FromMinutes(11);

    private readonly DecisionFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(RewardAggregation.Earliest, 1)]
    [InlineData(RewardAggregation.Sum, 3.5)]
    public async Task Rewards_of_any_instance_are_joined_within_the_wait_time(RewardAggregation aggregation, double expected)
    {
        IServiceProvider one = _fixture.Instance(), two = _fixture.Instance();
        await one.GetRequiredService<DecisionStore>().ConfigureAsync(c => c with { RewardAggregation = aggregation, DefaultReward = -1 });
        await DecisionFixture.DecideAsync(one, "rewarded");
        await DecisionFixture.DecideAsync(two, "silent");
        await DecisionFixture.RewardAsync(two, "rewarded", 1);
        _fixture.Time.Advance(TimeSpan.FromMinutes(9));
        await DecisionFixture.RewardAsync(one, "rewarded", 2.5);
        Assert.Equal(0, (await DecisionFixture.LearnAsync(two))!.Step);
        _fixture.Time.Advance(TimeSpan.FromMinutes(1.1));
        await DecisionFixture.RewardAsync(one, "rewarded", 100);
        await DecisionFixture.RewardAsync(one, "unknown", 100);
        _fixture.Time.Advance(Ripe);

        DecisionState state = (await DecisionFixture.LearnAsync(two))!;
        Assert.Equal((2L, 1L, 2L), (state.Counts.Joined, state.Counts.Rewarded, state.Counts.LateRewards));
        Dictionary<string, double> rewards = (await DecisionFixture.JoinedAsync(one)).ToDictionary(joined => joined.Decision.Id, joined => joined.Rewards[0]);
        Assert.Equal(expected, rewards["rewarded"]);
        Assert.Equal(-1, rewards["silent"]);
        Assert.Equal(2, state.Serving.Learnt);
        Assert.Empty(await one.GetRequiredService<DecisionLog>().SegmentsAsync(DateTimeOffset.MaxValue, default));
    }

    [Fact]
    public async Task Deferred_decisions_count_only_when_activated()
    {
        IServiceProvider instance = _fixture.Instance();
        await DecisionFixture.DecideAsync(instance, "shown", deferred: true);
        await DecisionFixture.DecideAsync(instance, "never", deferred: true);
        await instance.GetRequiredService<Decider>().ActivateAsync("shown");
        await DecisionFixture.RewardAsync(instance, "never", 1);
        _fixture.Time.Advance(Ripe);
        DecisionState state = (await DecisionFixture.LearnAsync(instance))!;
        Assert.Equal((1L, 1L), (state.Counts.Joined, state.Counts.NotActivated));
        Assert.Equal("shown", Assert.Single(await DecisionFixture.JoinedAsync(instance)).Decision.Id);
    }

    [Fact]
    public async Task What_is_not_ripe_waits_through_steps_and_nothing_is_learnt_twice()
    {
        IServiceProvider instance = _fixture.Instance();
        for (int i = 0; i < 12; i++)
        {
            await DecisionFixture.DecideAsync(instance, $"e{i}");
            await DecisionFixture.RewardAsync(instance, $"e{i}", i);
            _fixture.Time.Advance(TimeSpan.FromMinutes(2));
            await DecisionFixture.LearnAsync(instance);
        }

        _fixture.Time.Advance(Ripe);
        DecisionState state = (await DecisionFixture.LearnAsync(instance))!;
        Assert.Equal((12L, 12L, 12L, 66.0), (state.Counts.Joined, state.Counts.Rewarded, state.Serving.Learnt, state.Counts.RewardSum));
        Assert.Equal(Enumerable.Range(0, 12).Select(i => (double)i), (await DecisionFixture.JoinedAsync(instance)).Select(joined => joined.Rewards[0]));
    }

    [Fact]
    public async Task A_step_that_died_before_it_deleted_is_not_repeated()
    {
        IServiceProvider instance = _fixture.Instance();
        var store = instance.GetRequiredService<IBlobStore>();
        await DecisionFixture.DecideAsync(instance, "e");
        await DecisionFixture.RewardAsync(instance, "e", 1);
        var segments = new Dictionary<string, ReadOnlyMemory<byte>>();
        foreach ((string name, _, _) in await instance.GetRequiredService<DecisionLog>().SegmentsAsync(DateTimeOffset.MaxValue, default)) segments[name] = (await store.ReadAsync(name))!.Content;
        _fixture.Time.Advance(Ripe);
        await DecisionFixture.LearnAsync(instance);

        foreach ((string name, ReadOnlyMemory<byte> content) in segments) await store.TryCreateAsync(name, content);
        DecisionState state = (await DecisionFixture.LearnAsync(instance))!;
        Assert.Equal((1L, 1L), (state.Counts.Joined, state.Step));
        Assert.Empty(await instance.GetRequiredService<DecisionLog>().SegmentsAsync(DateTimeOffset.MaxValue, default));
    }

    [Fact]
    public async Task Decisions_whose_time_is_not_over_are_not_touched_by_a_step_and_their_rewards_wait_for_them()
    {
        IServiceProvider instance = _fixture.Instance();
        DecisionLog log = instance.GetRequiredService<DecisionLog>();
        await DecisionFixture.DecideAsync(instance, "old");
        _fixture.Time.Advance(TimeSpan.FromMinutes(6));
        await DecisionFixture.DecideAsync(instance, "young");
        await DecisionFixture.RewardAsync(instance, "young", 3);
        LogSegment young = (await log.SegmentsAsync(DateTimeOffset.MaxValue, default)).Last(segment => segment.OnlyDecisions);
        _fixture.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(1, (await DecisionFixture.LearnAsync(instance))!.Counts.Joined);
        Assert.Contains(young, await log.SegmentsAsync(DateTimeOffset.MaxValue, default));
        // As early as it may be, and with the reward as far from its decision's end as it can be.
        for (int step = 0; step < 40; step++)
        {
            _fixture.Time.Advance(TimeSpan.FromSeconds(10));
            await DecisionFixture.LearnAsync(instance);
        }

        LearningCounts counts = (await instance.GetRequiredService<DecisionStore>().ReadStateAsync()).Counts;
        Assert.Equal((2L, 1L, 0L, 3.0), (counts.Joined, counts.Rewarded, counts.LateRewards, counts.RewardSum));
    }

    [Fact]
    public async Task What_is_too_much_for_one_step_is_learnt_in_several_and_no_reward_is_lost()
    {
        IServiceProvider instance = _fixture.Instance();
        for (int i = 0; i < 20; i++) await DecisionFixture.DecideAsync(instance, $"e{i}");
        for (int i = 0; i < 20; i++) await DecisionFixture.RewardAsync(instance, $"e{i}", 1);
        _fixture.Time.Advance(TimeSpan.FromHours(3)); // a host that was away: everything is long ripe
        var learn = instance.GetRequiredService<LearnFromDecisions>();
        learn.MaxBytes = 2000;
        Assert.InRange((await learn.RunAsync())!.Counts.Joined, 1, 10);
        DecisionState state = (await learn.RunAsync())!;
        for (int step = 0; step < 20 && state.Counts.Joined < 20; step++) state = (await learn.RunAsync())!;
        Assert.Equal((20L, 20L, 0L), (state.Counts.Joined, state.Counts.Rewarded, state.Counts.LateRewards));
    }

    [Fact]
    public async Task A_policy_over_sessions_is_fitted_again_to_the_log_but_not_by_every_step()
    {
        IServiceProvider instance = _fixture.Instance();
        await DecideInSessionAsync("first");
        _fixture.Time.Advance(Ripe);
        await DecisionFixture.LearnAsync(instance);
        DecisionState fitted = await instance.GetRequiredService<PolicyControl>().ReplaceAsync(new PolicySettings { Learner = Learner.FittedQ, Rounds = 2 }, "start");
        Assert.Equal(1, fitted.Serving.Learnt);

        await DecideInSessionAsync("second");
        _fixture.Time.Advance(Ripe);
        DecisionState early = (await DecisionFixture.LearnAsync(instance))!;
        Assert.Equal((2L, fitted.Serving.Name), (early.Counts.Joined, early.Serving.Name));
        await DecideInSessionAsync("third");
        _fixture.Time.Advance(Ripe);
        DecisionState again = (await DecisionFixture.LearnAsync(instance))!;
        Assert.Equal(3, again.Serving.Learnt);
        Assert.NotEqual(fitted.Serving.Name, again.Serving.Name);

        async Task DecideInSessionAsync(string id)
        {
            byte[] body = System.Text.Encoding.UTF8.GetBytes($$"""{"eventId":"{{id}}","contextFeatures":[{"_session":"s"}],"actions":[{"id":"a"},{"id":"b"}]}""");
            await instance.GetRequiredService<Decider>().DecideAsync(DecisionCall.Read(body, multiSlot: false), default);
        }
    }

    [Fact]
    public async Task An_apprentice_shows_the_baseline_and_learns_what_it_would_have_chosen()
    {
        IServiceProvider instance = _fixture.Instance();
        await instance.GetRequiredService<DecisionStore>().ConfigureAsync(c => c with { LearningMode = LearningMode.Apprentice });
        for (int i = 0; i < 30; i++)
        {
            DecisionEntry entry = await DecisionFixture.DecideAsync(instance, $"e{i}");
            Assert.Equal((0, 1.0), (entry.Slots[0].Chosen, entry.Slots[0].Propensity));
            await DecisionFixture.RewardAsync(instance, $"e{i}", 1);
        }

        _fixture.Time.Advance(Ripe);
        DecisionState state = (await DecisionFixture.LearnAsync(instance))!;
        Assert.Equal(30, state.Serving.Learnt);
    }

    [Fact]
    public async Task What_is_learnt_at_once_outlives_a_learning_step_that_does_not_know_it()
    {
        IServiceProvider instance = _fixture.Instance();
        await instance.GetRequiredService<DecisionStore>().ConfigureAsync(c => c with { LearnAtOnce = true });
        await DecideAndRewardAsync(0, 5);
        _fixture.Time.Advance(Ripe);
        await DecideAndRewardAsync(5, 40);
        Assert.Equal(5, (await DecisionFixture.LearnAsync(instance))!.Serving.Learnt);

        // The refresh goes on beside the request that notices it is due.
        var serving = instance.GetRequiredService<ServingPolicy>();
        serving.Forget();
        ServingPolicy.Loaded now = await serving.GetAsync(default);
        Assert.Equal((5L, 40L), (now.State.Serving.Learnt, now.Serving.Learnt));

        async Task DecideAndRewardAsync(int from, int to)
        {
            for (int i = from; i < to; i++)
            {
                await DecisionFixture.DecideAsync(instance, $"e{i}");
                await DecisionFixture.RewardAsync(instance, $"e{i}", 1);
            }
        }
    }

    [Fact]
    public async Task The_same_event_id_decides_the_same()
    {
        IServiceProvider one = _fixture.Instance(), two = _fixture.Instance();
        for (int i = 0; i < 20; i++)
        {
            DecisionEntry first = await DecisionFixture.DecideAsync(one, $"e{i}"), second = await DecisionFixture.DecideAsync(two, $"e{i}");
            Assert.Equal(first.Slots[0].Chosen, second.Slots[0].Chosen);
        }
    }

    [Fact]
    public async Task Behaviour_events_reward_the_decision_they_refer_to_once()
    {
        IServiceProvider instance = _fixture.Instance();
        await instance.GetRequiredService<DecisionStore>().ConfigureAsync(c => c with
        {
            RewardAggregation = RewardAggregation.Sum,
            EventRewards = new Dictionary<string, double> { ["click"] = 1, ["purchase"] = 5 },
        });
        await DecisionFixture.DecideAsync(instance, "e");
        DateTimeOffset now = _fixture.Time.GetUtcNow();
        EventLog log = instance.GetRequiredService<EventLog>();
        await log.AppendAsync([Event("1", EventType.Click, "e", now), Event("2", EventType.View, "e", now), Event("3", EventType.Click, "other", now)]);
        _fixture.Time.Advance(TimeSpan.FromMinutes(5));
        await DecisionFixture.LearnAsync(instance);
        await log.AppendAsync([Event("1", EventType.Click, "e", now), Event("4", EventType.Purchase, "e", now.AddMinutes(4)), Event("5", EventType.Purchase, "e", now.AddMinutes(11))]);
        _fixture.Time.Advance(Ripe);
        await DecisionFixture.LearnAsync(instance);
        JoinedDecision joined = Assert.Single(await DecisionFixture.JoinedAsync(instance));
        Assert.Equal((6.0, true), (joined.Rewards[0], joined.Rewarded));

        static AttentionEvent Event(string id, EventType type, string decision, DateTimeOffset time) =>
            new() { Id = id, Type = type, Time = time, UserId = "u", ItemId = "i", RecommendationId = decision };
    }

    [Fact]
    public async Task A_request_over_several_lines_is_one_line_of_the_log()
    {
        IServiceProvider instance = _fixture.Instance();
        byte[] body = """
            {"eventId":"e","contextFeatures":[
              {"a":"line\nbreak",
               "b":1}],
             "actions":[{"id":"one","features":[{
               "n":1}]}]}
            """u8.ToArray();
        await instance.GetRequiredService<Decider>().DecideAsync(DecisionCall.Read(body, multiSlot: false), default);
        _fixture.Time.Advance(Ripe);
        await DecisionFixture.LearnAsync(instance);
        JoinedDecision joined = Assert.Single(await DecisionFixture.JoinedAsync(instance));
        Assert.Equal("line\nbreak", joined.Decision.Context!.Value.Parse()[0].GetProperty("a").GetString());
    }

    [Fact]
    public async Task Joined_decisions_go_when_their_retention_is_over()
    {
        IServiceProvider instance = _fixture.Instance();
        await instance.GetRequiredService<DecisionStore>().ConfigureAsync(c => c with { LogRetentionDays = 1 });
        await DecisionFixture.DecideAsync(instance, "old");
        _fixture.Time.Advance(Ripe);
        await DecisionFixture.LearnAsync(instance);
        Assert.Single(await DecisionFixture.JoinedAsync(instance));
        _fixture.Time.Advance(TimeSpan.FromHours(26));
        await DecisionFixture.LearnAsync(instance);
        Assert.Empty(await DecisionFixture.JoinedAsync(instance));
    }
}
