using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AttentionFunctions.Decide;

public sealed class DecisionTreeTests : IDisposable
{
    private readonly DecisionFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_tree_says_what_the_policy_does_and_can_take_its_place()
    {
        IServiceProvider instance = _fixture.Instance();
        var control = instance.GetRequiredService<PolicyControl>();
        await control.ReplaceAsync(new PolicySettings { Learner = Learner.LinearThompson, Bits = 10, Epsilon = 0.3 }, "start");
        foreach (int i in Enumerable.Range(0, 300))
        {
            string segment = i % 2 == 0 ? "a" : "b";
            DecisionEntry entry = await DecisionFixture.DecideAsync(instance, $"e{i}", segment);
            await DecisionFixture.RewardAsync(instance, $"e{i}", entry.Slots[0].Chosen == (segment == "a" ? 0 : 2) ? 1 : 0);
        }

        _fixture.Time.Advance(TimeSpan.FromMinutes(11));
        await DecisionFixture.LearnAsync(instance);
        DecisionTree tree = await control.DistilAsync(depth: 3);
        Assert.Equal(1, tree.Fidelity);
        Assert.Equal(
            "agrees with the policy in 100.0 % of held-out decisions\nif segment = \"a\"\n  → one (120 decisions)\nelse\n  → three (120 decisions)\n",
            tree.ToText());

        // Out and in again as JSON, as a user would.
        PolicySettings settings = new() { Learner = Learner.Tree, Tree = tree, Epsilon = 0.03 };
        string json = JsonSerializer.Serialize(settings, JsonSerializerOptions.Web);
        await control.ReplaceAsync(JsonSerializer.Deserialize<PolicySettings>(json, JsonSerializerOptions.Web)!, "readable");
        DecisionEntry decided = await DecisionFixture.DecideAsync(instance, "next", "b");
        Assert.Equal([0.01, 0.01, 0.98], decided.Slots[0].Probabilities, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.NotNull(await DecisionFixture.LearnAsync(instance));
    }

    [Fact]
    public void A_tree_from_outside_is_checked()
    {
        TreeNode leaf = new("", 0, 0, null, null, ["a"], 1), deep = leaf;
        for (int i = 0; i <= DecisionTree.MaxDepth; i++) deep = new TreeNode("?", 1, 0, deep, leaf, [], 1);
        Assert.Throws<InvalidDecisionException>(() => new DecisionTree(deep, 1).Check());
        Assert.Throws<InvalidDecisionException>(() => new DecisionTree(leaf with { Actions = [] }, 1).Check());
        Assert.Throws<InvalidDecisionException>(() => new DecisionTree(deep with { No = null }, 1).Check());
        Assert.Throws<InvalidDecisionException>(() => new PolicySettings { Learner = Learner.Tree }.Checked());
    }
}
