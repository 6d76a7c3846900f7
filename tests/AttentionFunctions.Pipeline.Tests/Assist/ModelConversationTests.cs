using System.Text.Json.Nodes;
using AttentionFunctions.Store;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AttentionFunctions.Assist;

/// <summary>Conversations with a model behind the real client library.</summary>
public sealed class ModelConversationTests
{
    [Fact]
    public async Task Tools_are_called_and_the_answer_names_its_sources()
    {
        await using ChatServer server = await ChatServer.StartAsync(ScriptedModel.Honest);
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options);
        var started = new List<string>();

        AssistantAnswer answer = await fixture.Get<AskAssistant>().HandleAsync(
            AssistantFixture.Ann, new AssistantRequest { Message = "recommend something" }, started.Add);

        Assert.Equal((Engine.Model, null), (answer.Engine, answer.Notice));
        Assert.Equal(["recommend"], started);
        Assert.Equal(3, answer.Sources.Count(source => source.Kind == "item"));
        Claims.AllHaveSources(answer, []);
        Assert.Equal(new Usage(400, 40, 2, (400 + 4 * 40) / 1_000_000m), answer.Usage);
    }

    [Fact]
    public async Task Ten_turns_in_English_against_a_server_that_misbehaves_at_every_other()
    {
        await using ChatServer server = await ChatServer.StartAsync(ScriptedModel.Honest);
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options);
        await TenTurnsAsync(server, fixture, Language.En,
            "Hello!", "Recommend three things, please.", "Why the first one?", "I like the second one", "When do I focus best?",
            "Plan my day: write report 2h", "Replan my day", "Remind me to call mum at 18:30", "My reminders?", "Find sourdough bread");
    }

    [Fact]
    public async Task Ten_turns_in_Chinese_against_a_server_that_misbehaves_at_every_other()
    {
        await using ChatServer server = await ChatServer.StartAsync(ScriptedModel.Honest);
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options);
        await TenTurnsAsync(server, fixture, Language.Zh,
            "你好", "推荐三篇", "为什么推荐第一个？", "我喜欢第二个", "我什么时候最专注？",
            "规划今天：写报告两小时", "重新规划", "半小时后提醒我活动一下", "我的提醒", "搜索拉面");
    }

    private static async Task TenTurnsAsync(ChatServer server, AssistantFixture fixture, Language language, params string[] messages)
    {
        Func<HttpContext, Task>[] faults = [ChatServer.Throttle("120"), ChatServer.Stop, ChatServer.FilterPrompt, ChatServer.Page, ChatServer.Garbage];
        string? conversation = null;
        for (int turn = 0; turn < messages.Length; turn++)
        {
            bool faulty = turn % 2 == 1;
            if (faulty) server.Plan(faults[turn / 2]);
            AssistantAnswer answer = await fixture.AskAsync(messages[turn], conversation);
            conversation = answer.ConversationId;
            Assert.Equal(language, answer.Language);
            Assert.Equal(faulty ? Engine.Rules : Engine.Model, answer.Engine);
            Assert.Equal(faulty, answer.Notice is { Length: > 20 });
            if (answer.Sources.Count > 0) Claims.AllHaveSources(answer, []);
        }

        // What was asked for was done once, with a model that answers and with one that does not.
        Assert.Single(fixture.Queue.Sent);
        AssistantAnswer reminders = await fixture.AskAsync(language == Language.En ? "my reminders" : "我的提醒", conversation);
        Assert.Single(reminders.Sources, source => source.Kind == "reminder");
    }

    [Fact]
    public async Task Only_the_pseudonym_leaves_the_system()
    {
        await using ChatServer server = await ChatServer.StartAsync(ScriptedModel.Honest);
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options);

        AssistantAnswer first = await fixture.AskAsync($"I am {AssistantFixture.Ann.ToUpperInvariant()}. Recommend something");
        await fixture.AskAsync("my attention", first.ConversationId);
        await fixture.AskAsync("plan my day: write report 2h", first.ConversationId);

        Assert.DoesNotContain(AssistantFixture.Ann, server.Sent, StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"\"user\":\"{fixture.KeyOf(AssistantFixture.Ann)}\"", server.Sent);
        Assert.DoesNotContain(AssistantFixture.Bob, server.Sent, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secret project", server.Sent);
    }

    [Theory]
    [InlineData("There are 900 people who read “The secret of bread”. It is free.")]
    [InlineData("Your best hour is 7:00 on Sunday.")]
    [InlineData("Bob likes Cycling over the Alps.")]
    public async Task An_answer_without_sources_is_replaced_by_what_the_system_says(string invented)
    {
        await using ChatServer server = await ChatServer.StartAsync(turn => turn.Results.Count == 0 ? ChatServer.Call(("recommend", new { count = 2 })) : ChatServer.Say(invented));
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options);

        AssistantAnswer answer = await fixture.AskAsync("recommend something");

        Assert.Equal(Engine.Rules, answer.Engine);
        Assert.StartsWith("This suits you now:", answer.Text);
        Assert.Contains("could not be borne out", answer.Notice);
        Claims.AllHaveSources(answer, []);
    }

    [Fact]
    public async Task A_single_invented_sentence_goes_and_the_rest_stays()
    {
        await using ChatServer server = await ChatServer.StartAsync(turn =>
            turn.Results.Count == 0 ? ChatServer.Call(("recommend", new { count = 2 })) : ChatServer.Say($"{ScriptedModel.Report(turn)} Everybody gives it 5 stars."));
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options);

        AssistantAnswer answer = await fixture.AskAsync("recommend something");

        Assert.Equal(Engine.Model, answer.Engine);
        Assert.DoesNotContain("stars", answer.Text);
        Assert.Equal(2, answer.Sources.Count);
    }

    [Fact]
    public async Task An_answer_in_another_language_is_replaced()
    {
        await using ChatServer server = await ChatServer.StartAsync(_ => ChatServer.Say("很高兴能帮到你。"));
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options);

        AssistantAnswer answer = await fixture.AskAsync("hello");

        Assert.Equal((Engine.Rules, Language.En), (answer.Engine, answer.Language));
        Assert.False(Languages.HasHan(answer.Text));
    }

    [Fact]
    public async Task What_was_shown_before_can_be_spoken_of()
    {
        await using ChatServer server = await ChatServer.StartAsync(ScriptedModel.Honest);
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options);
        AssistantAnswer list = await fixture.AskAsync("recommend something");
        Source first = list.Sources.First(source => source.Kind == "item");

        server.Plan(ChatServer.Say($"The first one was \"{first.Title}\" [S1]."));
        AssistantAnswer answer = await fixture.AskAsync("and which one was on top?", list.ConversationId);

        Assert.Equal(("shown", first.ItemId), (Assert.Single(answer.Sources).Kind, answer.Sources[0].ItemId));
        JsonArray sent = JsonNode.Parse(server.Requests[^1].Body)!["messages"]!.AsArray();
        Assert.Equal(["system", "user", "assistant", "user"], sent.Select(message => message!["role"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_change_that_a_model_forgets_is_made_and_one_that_it_makes_is_made_once()
    {
        await using ChatServer server = await ChatServer.StartAsync(_ => ChatServer.Say("Nice to hear."));
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options);
        AssistantAnswer forgotten = await fixture.AskAsync("I like \"Why sleep matters\"");
        Assert.Equal("sleep", Assert.Single(forgotten.Actions).ItemId);
        Assert.Contains("Noted: you like “Why sleep matters”", forgotten.Text);
        Assert.Equal((Engine.Rules, null), (forgotten.Engine, forgotten.Notice));

        server.Plan(
            ChatServer.Call(("record_feedback", new { itemId = "brakes", kind = "dislike" }), ("record_feedback", new { itemId = "brakes", kind = "dislike" })),
            ChatServer.Say("Noted for \"Repairing bicycle brakes\"."));
        AssistantAnswer made = await fixture.AskAsync("I don't like \"Repairing bicycle brakes\"");
        Assert.Equal("brakes", Assert.Single(made.Actions).ItemId);
        Assert.Equal(2, fixture.Queue.Sent.Count);
    }

    [Fact]
    public async Task A_day_has_a_budget_of_requests_and_tokens_that_ends_at_midnight()
    {
        await using ChatServer server = await ChatServer.StartAsync(ScriptedModel.Honest);
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options with { DailyRequests = 2 });

        Assert.Equal(Engine.Model, (await fixture.AskAsync("hello")).Engine);
        Assert.Equal(Engine.Model, (await fixture.AskAsync("hello")).Engine);
        AssistantAnswer spent = await fixture.AskAsync("recommend something");
        Assert.Equal(Engine.Rules, spent.Engine);
        Assert.Contains("tomorrow", spent.Notice);
        Assert.NotEmpty(spent.Sources);
        Assert.Equal(Engine.Model, (await fixture.AskAsync("hello", user: AssistantFixture.Bob)).Engine);

        fixture.Time.Advance(TimeSpan.FromHours(14));
        Assert.Equal(Engine.Model, (await fixture.AskAsync("hello")).Engine);
    }

    [Fact]
    public async Task Tokens_that_a_message_did_not_use_are_given_back()
    {
        await using ChatServer server = await ChatServer.StartAsync();
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options with { MaxTurnTokens = 1000, DailyTokens = 1400 });

        // Each takes 220 of the 1,400; a message may begin while 1,000 are left.
        Assert.Equal(Engine.Model, (await fixture.AskAsync("hello")).Engine);
        Assert.Equal(Engine.Model, (await fixture.AskAsync("hello")).Engine);
        Assert.Equal(Engine.Rules, (await fixture.AskAsync("hello")).Engine);
        Blob use = (await fixture.Store.ReadAsync(BlobLayout.AssistantUse(fixture.KeyOf(AssistantFixture.Ann))))!;
        Assert.Equal(440, JsonNode.Parse(use.Content.Span)!["tokens"]!.GetValue<int>());
    }
}
