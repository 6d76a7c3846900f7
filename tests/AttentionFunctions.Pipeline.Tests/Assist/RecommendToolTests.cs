using AttentionFunctions.Events;
using AttentionFunctions.Rank;
using Xunit;

namespace AttentionFunctions.Assist;

/// <summary>What is asked of the recommender in a few words: a topic, a time, and what the person's own rules say.</summary>
public sealed class RecommendToolTests
{
    [Theory]
    [InlineData("recommend me something for 20 minutes")]
    [InlineData("I have 20 minutes")]
    [InlineData("推荐20分钟的内容")]
    [InlineData("我有二十分钟")]
    [InlineData("something for 20 minutes")]
    [InlineData("what can I read in twenty minutes?")]
    [InlineData("suggest something that takes no more than 20 min")]
    [InlineData("给我推荐点二十分钟能看完的")]
    public async Task A_time_is_filled_with_the_best_set_that_fits(string message)
    {
        using AssistantFixture fixture = await AssistantFixture.StartAsync();

        AssistantAnswer answer = await fixture.AskAsync(message);

        Slate best = await fixture.Get<RecommendForUser>().HandleAsync(new RankRequest(fixture.KeyOf(AssistantFixture.Ann), 5) { Rules = new RuleSet { Budget = TimeSpan.FromMinutes(20) } });
        string[] items = ItemsOf(answer);
        Assert.Equal(best.Items.Select(item => item.ItemId), items);
        Assert.InRange(items.Sum(item => World.Items[item].Minutes), 1, 20);
        Assert.All(items, item => Assert.Contains($"{World.Items[item].Minutes} min", answer.Text));
    }

    [Theory]
    [InlineData("recommend something about opera")]
    [InlineData("推荐关于opera的内容")]
    public async Task A_topic_is_found_however_far_down_it_ranks_and_its_item_is_explained(string message)
    {
        AttentionEvent opera = World.Item("verdi", "An evening with Verdi", "stage");
        using AssistantFixture fixture = await AssistantFixture.StartAsync(
            null, [.. Enumerable.Range(0, 300).Select(i => World.Item($"bread{i}", $"Baking sourdough bread at home, part {i}")), opera with { Item = opera.Item! with { Tags = ["Operas"] } }]);

        AssistantAnswer answer = await fixture.AskAsync(message, language: Language.En);

        Assert.Equal(["verdi"], ItemsOf(answer));
        AssistantAnswer why = await fixture.AskAsync("why the first one?", answer.ConversationId);
        Assert.Contains("“An evening with Verdi”", why.Text);
        Assert.Contains("is recommended to you", why.Text);
    }

    [Fact]
    public async Task A_topic_and_a_time_go_together()
    {
        using AssistantFixture fixture = await AssistantFixture.StartAsync();
        Assert.Equal(["beginners"], ItemsOf(await fixture.AskAsync("recommend something about cooking for 9 minutes")));
        Assert.Contains("nothing that fits", (await fixture.AskAsync("recommend something about cooking for 2 minutes")).Text);
    }

    [Fact]
    public async Task Nobody_is_recommended_what_they_made()
    {
        AttentionEvent own = World.Item("own", "Sourdough bread at home, my way");
        using AssistantFixture fixture = await AssistantFixture.StartAsync(null, [own with { Item = own.Item! with { Creator = AssistantFixture.Ann } }]);

        Assert.DoesNotContain("own", ItemsOf(await fixture.AskAsync("recommend twenty things")));
        Assert.Contains("own", ItemsOf(await fixture.AskAsync("recommend twenty things", user: AssistantFixture.Bob)));
        Assert.DoesNotContain("own", ItemsOf(await fixture.AskAsync("find sourdough bread")));
        Assert.Contains("not among your recommendations", (await fixture.AskAsync("why \"Sourdough bread at home, my way\"?")).Text);
    }

    [Fact]
    public async Task A_day_whose_attention_is_spent_says_so()
    {
        var limit = new AttentionEvent
        {
            Id = "limit",
            Type = EventType.UserUpdated,
            Time = AssistantFixture.Now.AddDays(-1),
            UserId = AssistantFixture.Ann,
            User = new UserFields { Preferences = new Dictionary<string, string> { ["dailyAttention"] = "10m" } },
        };
        AttentionEvent read = World.Behaviour(AssistantFixture.Ann, EventType.View, "tea", 1) with { DwellSeconds = 900 };
        using AssistantFixture fixture = await AssistantFixture.StartAsync(null, [limit, read]);

        Assert.Contains("used up the attention", (await fixture.AskAsync("recommend something")).Text);
        Assert.Contains("已经用完", (await fixture.AskAsync("推荐三篇")).Text);
    }

    private static string[] ItemsOf(AssistantAnswer answer) => [.. answer.Sources.Where(source => source.Kind == "item").Select(source => source.ItemId!)];
}
