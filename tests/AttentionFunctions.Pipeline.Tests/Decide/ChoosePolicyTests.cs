using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AttentionFunctions.Decide;

public sealed class ChoosePolicyTests : IDisposable
{
    private readonly DecisionFixture _fixture = new();
    private readonly IServiceProvider _instance;

    public ChoosePolicyTests() => _instance = _fixture.Instance();

    public void Dispose() => _fixture.Dispose();

    /// <summary>What serves cannot see the context, and each segment likes another action.</summary>
    [Fact]
    public async Task Settings_that_see_the_context_are_chosen_and_proven_on_the_half_that_did_not_choose()
    {
        await _instance.GetRequiredService<PolicyControl>().ReplaceAsync(
            new PolicySettings { Interactions = false, Epsilon = 0.3, EarlyDecisions = 0, Bits = 10 }, "blind");
        await LogAsync(2000, chance: 0.9);

        PolicyChoice choice = await _instance.GetRequiredService<ChoosePolicy>().RunAsync();
        Assert.Equal("interactions on", choice.Chosen);
        Assert.True(choice.Settings!.Interactions);
        Assert.True(choice.Better, choice.Reason);
        Assert.Equal((1000, 1000), (choice.Older.Decisions, choice.Newer.Decisions));
        string report = ComparisonReport.ToMarkdown(choice);
        Assert.Contains("**interactions on** is better than what serves", report, StringComparison.Ordinal);
        Assert.Contains("| SquareCb gamma 30 |", report, StringComparison.Ordinal);
    }

    /// <summary>
    /// Where no action is better than another, some candidate looks best by luck. The other half says what it is worth: like all others, a half,
    /// within three of its standard errors (0.5 ÷ √1,000, less than twice that with weights).
    /// </summary>
    [Fact]
    public async Task What_was_best_by_luck_is_not_reported_as_better_than_it_is()
    {
        await _instance.GetRequiredService<PolicyControl>().ReplaceAsync(new PolicySettings { Learner = Learner.Uniform }, "explore");
        await LogAsync(2000, chance: 0.5);
        PolicyChoice choice = await _instance.GetRequiredService<ChoosePolicy>().RunAsync();
        Estimate judged = choice.Newer.Policies.Single(policy => policy.Policy == choice.Chosen).Decisive!;
        Assert.InRange(judged.Value, 0.5 - 0.1, 0.5 + 0.1);
        Assert.InRange(0.5, judged.Normal.Lower, judged.Normal.Upper);
    }

    [Fact]
    public async Task A_small_log_gives_no_choice()
    {
        await LogAsync(100, chance: 0.9);
        PolicyChoice choice = await _instance.GetRequiredService<ChoosePolicy>().RunAsync();
        Assert.Equal((null, null, false), (choice.Chosen, choice.Settings, choice.Better));
        Assert.Contains("too few", choice.Reason, StringComparison.Ordinal);
        Assert.Contains("**No choice:**", ComparisonReport.ToMarkdown(choice), StringComparison.Ordinal);
    }

    private async Task LogAsync(int decisions, double chance)
    {
        var random = new Random(6);
        for (int i = 0; i < decisions; i++)
        {
            string segment = i % 2 == 0 ? "a" : "b";
            DecisionEntry entry = await DecisionFixture.DecideAsync(_instance, $"e{i}", segment);
            bool right = entry.Slots[0].Chosen == (segment == "a" ? 0 : 2);
            await DecisionFixture.RewardAsync(_instance, $"e{i}", right == (random.NextDouble() < chance) ? 1 : 0);
        }

        _fixture.Time.Advance(TimeSpan.FromMinutes(11));
        await DecisionFixture.LearnAsync(_instance);
    }
}
