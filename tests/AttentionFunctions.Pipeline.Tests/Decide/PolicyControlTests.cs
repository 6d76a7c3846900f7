using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AttentionFunctions.Decide;

public sealed class PolicyControlTests : IDisposable
{
    private static readonly PolicySettings Good = new() { Learner = Learner.LinearThompson, Bits = 10, Epsilon = 0.01 };

    private readonly DecisionFixture _fixture = new();
    private readonly IServiceProvider _instance;
    private readonly PolicyControl _control;
    private readonly DecisionStore _store;

    public PolicyControlTests()
    {
        _instance = _fixture.Instance();
        (_control, _store) = (_instance.GetRequiredService<PolicyControl>(), _instance.GetRequiredService<DecisionStore>());
    }

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_policy_is_promoted_when_the_log_proves_it_and_rolled_back_by_a_pointer()
    {
        await _control.ReplaceAsync(new PolicySettings { Learner = Learner.Uniform }, "explore");
        await LogAsync(1500);
        DecisionState trial = await _control.TryAsync(Good, share: 0.2);
        Assert.Equal((TrialStage.Canary, 1500L), (trial.Trial!.Stage, trial.Trial.Policy.Learnt));

        PromotionReport report = await _control.PromoteAsync(force: false);
        Assert.True(report.Promoted, report.Reason);
        DecisionState state = await _store.ReadStateAsync();
        Assert.Equal(Learner.LinearThompson, state.Serving.Settings.Learner);
        Assert.Null(state.Trial);
        Assert.Equal(Learner.Uniform, (await _control.RollBackAsync()).Serving.Settings.Learner);
        Assert.Equal(["explore", report.Reason, "rolled back"], (await _store.ReadStateAsync()).History.Select(change => change.Reason));
    }

    [Fact]
    public async Task A_policy_that_is_not_better_stays_on_trial()
    {
        await _control.ReplaceAsync(Good, "start");
        await LogAsync(800);
        await _control.TryAsync(new PolicySettings { Learner = Learner.Uniform }, share: 0);
        PromotionReport report = await _control.PromoteAsync(force: false);
        Assert.False(report.Promoted);
        Assert.NotNull((await _store.ReadStateAsync()).Trial);
        Assert.True((await _control.PromoteAsync(force: true)).Promoted);
    }

    [Fact]
    public async Task Without_enough_decisions_nothing_is_promoted()
    {
        await LogAsync(100);
        await _control.TryAsync(Good, share: 0);
        PromotionReport report = await _control.PromoteAsync(force: false);
        Assert.False(report.Promoted);
        Assert.Contains("too few", report.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_canary_decides_its_share_and_the_log_knows_the_mixture()
    {
        await _control.ReplaceAsync(new PolicySettings { Learner = Learner.Baseline }, "start");
        await _control.TryAsync(new PolicySettings { Learner = Learner.Uniform }, share: 0.3);
        DecisionEntry entry = await DecisionFixture.DecideAsync(_instance, "e");
        Assert.Equal([0.7 + 0.1, 0.1, 0.1], entry.Slots[0].Probabilities, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public async Task The_report_says_the_same_as_table_and_as_chart()
    {
        await _control.ReplaceAsync(new PolicySettings { Learner = Learner.Uniform }, "explore");
        await LogAsync(600);
        PolicyComparison comparison = await _instance.GetRequiredService<EvaluatePolicies>().RunAsync(
            new Dictionary<string, PolicySettings> { ["<good>"] = Good });
        Assert.Equal(["serving", "uniform", "baseline", "<good>"], comparison.Policies.Select(policy => policy.Policy));
        // The log was made by the uniform policy: evaluated on it, every weight is 1 and every estimator the mean.
        PolicyEstimate uniform = comparison.Policies[1];
        Assert.Equal((600.0, 1.0), (uniform.EffectiveSampleSize, uniform.LargestWeight));
        Assert.Equal(comparison.Logged.Estimates[0].Value, uniform.Estimates[0].Value, 1e-12);
        string markdown = ComparisonReport.ToMarkdown(comparison);
        Assert.Contains("| Switch-DR |", markdown, StringComparison.Ordinal);
        var svg = System.Xml.Linq.XDocument.Parse(ComparisonReport.ToSvg(comparison));
        Assert.Equal(5, svg.Root!.Elements().Count(element => element.Name.LocalName == "circle"));
    }

    [Fact]
    public async Task What_was_decided_without_exploration_is_no_evidence()
    {
        await _store.ConfigureAsync(c => c with { LearningMode = LearningMode.Apprentice });
        await LogAsync(400);
        PolicyComparison comparison = await _instance.GetRequiredService<EvaluatePolicies>().RunAsync(new Dictionary<string, PolicySettings> { ["good"] = Good });
        Assert.Equal((400, 400, 400), (comparison.Decisions, comparison.Unexplored, comparison.Logged.Decisions));
        Assert.All(comparison.Policies, policy => Assert.Contains("0 decisions are too few", policy.Verdict, StringComparison.Ordinal));
        Assert.Contains("without exploration", ComparisonReport.ToMarkdown(comparison), StringComparison.Ordinal);
        Assert.Contains("<circle", ComparisonReport.ToSvg(comparison), StringComparison.Ordinal);
    }

    /// <summary>Segment a likes action one, segment b action three: 90 % against 10 %.</summary>
    private async Task LogAsync(int decisions)
    {
        var random = new Random(5);
        await Task.WhenAll(Enumerable.Range(0, decisions).Select(async i =>
        {
            string segment = i % 2 == 0 ? "a" : "b";
            bool lucky;
            lock (random) lucky = random.NextDouble() < 0.9;
            DecisionEntry entry = await DecisionFixture.DecideAsync(_instance, $"e{i}", segment);
            bool right = entry.Slots[0].Chosen == (segment == "a" ? 0 : 2);
            await DecisionFixture.RewardAsync(_instance, $"e{i}", right == lucky ? 1 : 0);
        }));
        _fixture.Time.Advance(TimeSpan.FromMinutes(11));
        await DecisionFixture.LearnAsync(_instance);
    }
}
