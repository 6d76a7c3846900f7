using Xunit;

namespace AttentionFunctions.Assist;

public sealed class WordReasonsTests
{
    private const string Good = "You may enjoy “Sourdough bread for beginners” [S1], 93 % [S1] of it because of \"Baking sourdough bread at home\" [S2].";

    [Fact]
    public async Task A_sentence_that_keeps_every_fact_is_used_and_asked_for_once()
    {
        await using ChatServer server = await ChatServer.StartAsync(_ => ChatServer.Say(Good));
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options with { WordReasons = true });

        AssistantAnswer first = await fixture.AskAsync("why \"Sourdough bread for beginners\"?");
        Assert.Equal(Engine.Model, first.Engine);
        Assert.StartsWith("You may enjoy “Sourdough bread for beginners”", first.Text);
        Claims.AllHaveSources(first, []);

        AssistantAnswer again = await fixture.AskAsync("why \"Sourdough bread for beginners\"?");
        Assert.Equal(first.Text, again.Text);
        Assert.Equal((1, 0), (server.Requests.Count, again.Usage.ModelCalls));
        Assert.Single(await fixture.BlobsAsync("assistant/v1/words/"));
    }

    [Theory]
    [InlineData("You may enjoy “Sourdough bread for beginners” [S1].")]
    [InlineData("You may enjoy “Sourdough bread for beginners” [S1] because of “Baking sourdough bread at home” [S2].")]
    [InlineData("You may enjoy “Sourdough bread for beginners” [S1], 39 % [S1] because of “Baking sourdough bread at home” [S2].")]
    [InlineData("“Sourdough bread for beginners” [S1] is not, for 93 % [S1], like “Baking sourdough bread at home” [S2].")]
    [InlineData("You may enjoy “Sourdough bread for beginners” [S1], 93 % [S1] because of “Baking sourdough bread at home” [S2]. It won 3 prizes.")]
    [InlineData("You may enjoy “Sourdough bread for beginners” [S1]. It is 93 % [S1] like “Baking sourdough bread at home” [S2].")]
    [InlineData("")]
    public async Task A_sentence_that_changes_a_fact_gives_way_to_the_template_and_is_not_asked_for_again(string sentence)
    {
        await using ChatServer server = await ChatServer.StartAsync(_ => ChatServer.Say(sentence));
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options with { WordReasons = true });

        foreach (int _ in new[] { 1, 2 })
        {
            AssistantAnswer answer = await fixture.AskAsync("why \"Sourdough bread for beginners\"?");
            Assert.Equal(Engine.Rules, answer.Engine);
            Assert.StartsWith("“Sourdough bread for beginners” [S2] is recommended to you: described like “Baking sourdough bread at home” [S1] (93 % [S2])", answer.Text);
        }

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_fault_of_the_model_is_not_kept()
    {
        await using ChatServer server = await ChatServer.StartAsync(_ => ChatServer.Say(Good));
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options with { WordReasons = true });

        server.Plan(ChatServer.Fail(401));
        Assert.Equal(Engine.Rules, (await fixture.AskAsync("why \"Sourdough bread for beginners\"?")).Engine);
        Assert.Empty(await fixture.BlobsAsync("assistant/v1/words/"));
        Assert.Equal(Engine.Model, (await fixture.AskAsync("why \"Sourdough bread for beginners\"?")).Engine);
    }

    [Fact]
    public async Task Kept_sentences_hold_no_person()
    {
        await using ChatServer server = await ChatServer.StartAsync(_ => ChatServer.Say(Good));
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options with { WordReasons = true });
        await fixture.AskAsync("why \"Sourdough bread for beginners\"?");

        string name = Assert.Single(await fixture.BlobsAsync("assistant/v1/words/"));
        string kept = System.Text.Encoding.UTF8.GetString((await fixture.Store.ReadAsync(name))!.Content.Span);
        Assert.DoesNotContain(fixture.KeyOf(AssistantFixture.Ann), name + kept);
    }
}
