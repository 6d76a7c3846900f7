using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AttentionFunctions.Decide;

/// <summary>
/// A page with three slots and four articles, of which one fits each slot best and one none. Only the page as a whole is rewarded: with the share of its
/// slots that show what fits, less often than that by chance.
/// </summary>
public sealed class PageBanditTests : IDisposable
{
    private const int Slots = 3;

    private static readonly string[] Articles = ["lead", "list", "aside", "other"];

    private readonly DecisionFixture _fixture = new();
    private readonly IServiceProvider _instance;

    public PageBanditTests() => _instance = _fixture.Instance();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(Learner.SquareCb)]
    [InlineData(Learner.EpsilonGreedy)]
    [InlineData(Learner.LinearThompson)]
    public async Task What_fits_where_is_learnt_from_rewards_of_whole_pages(Learner learner)
    {
        await _instance.GetRequiredService<PolicyControl>().ReplaceAsync(new PolicySettings { Learner = learner, Bits = 12 }, "start");
        var random = new Random(8);
        double last = 0;
        for (int page = 0; page < 1200; page++)
        {
            int fits = await DecideAsync($"p{page}");
            double reward = random.NextDouble() < 0.1 + 0.8 * fits / Slots ? 1 : 0;
            await DecisionFixture.RewardAsync(_instance, $"p{page}", reward);
            if (page >= 1000) last += (double)fits / Slots / 200;
            if (page % 50 != 49) continue;
            _fixture.Time.Advance(TimeSpan.FromMinutes(11));
            await DecisionFixture.LearnAsync(_instance);
            _instance.GetRequiredService<ServingPolicy>().Forget();
        }

        // A quarter fits by chance.
        Assert.True(last > 0.7, $"{last:P0} of the slots show what fits");
        DecisionState state = await _instance.GetRequiredService<DecisionStore>().ReadStateAsync();
        Assert.Equal((1200L, 1200L), (state.Counts.Joined, state.Serving.Learnt));
    }

    [Fact]
    public async Task Pages_are_evaluated_by_their_own_reward()
    {
        await _instance.GetRequiredService<PolicyControl>().ReplaceAsync(new PolicySettings { Learner = Learner.Uniform }, "explore");
        var random = new Random(9);
        double sum = 0;
        for (int page = 0; page < 1000; page++)
        {
            double reward = random.NextDouble() < 0.1 + 0.8 * await DecideAsync($"p{page}") / Slots ? 1 : 0;
            sum += reward;
            await DecisionFixture.RewardAsync(_instance, $"p{page}", reward);
        }

        _fixture.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(sum, (await DecisionFixture.LearnAsync(_instance))!.Counts.RewardSum);
        PolicyComparison comparison = await _instance.GetRequiredService<EvaluatePolicies>().RunAsync(
            new Dictionary<string, PolicySettings> { ["pages"] = new() { Learner = Learner.SquareCb, Bits = 12 } });
        Estimate uniform = Of(PolicyComparison.Uniform), learnt = Of("pages");
        Assert.Equal(sum / 1000, comparison.Slates.Single(policy => policy.Policy == PolicyComparison.Uniform).Estimates[0].Value, 1e-9);
        // Uniform pages fit by a quarter in each slot; a policy that learns does better from the first hundred on.
        Assert.InRange(0.1 + 0.8 * 0.25, uniform.Normal.Lower, uniform.Normal.Upper);
        Assert.True(learnt.Value > uniform.Value + 0.15, $"{learnt.Value} against {uniform.Value}");

        Estimate Of(string name) => comparison.Slates.Single(policy => policy.Policy == name).Decisive!;
    }

    /// <returns>Slots that show what fits them.</returns>
    private async Task<int> DecideAsync(string id)
    {
        byte[] body = Encoding.UTF8.GetBytes($$"""
            {"eventId":"{{id}}","actions":[{{string.Join(',', Articles.Select(article => $$"""{"id":"{{article}}"}"""))}}],
             "slots":[{{string.Join(',', Enumerable.Range(0, Slots).Select(slot => $$"""{"id":"s{{slot}}","baselineAction":"other","features":[{"place":"p{{slot}}"}]}"""))}}]}
            """);
        DecisionEntry entry = (await _instance.GetRequiredService<Decider>().DecideAsync(DecisionCall.Read(body, multiSlot: true), default)).Entry;
        return entry.Slots.Where((slot, s) => slot.Chosen == s).Count();
    }
}
