using AttentionFunctions.Events;
using Xunit;

namespace AttentionFunctions.Assist;

/// <summary>Conversations without a model.</summary>
public sealed class RulesConversationTests
{
    [Fact]
    public async Task Ten_turns_in_English()
    {
        using AssistantFixture fixture = await AssistantFixture.StartAsync();
        var talk = new Talk(fixture, Language.En);

        Assert.Contains("plan my day", (await talk.SayAsync("Hello!")).Text);
        AssistantAnswer list = await talk.SayAsync("Recommend three things, please.");
        Assert.Equal(3, list.Sources.Count(source => source.Kind == "item"));
        Assert.Contains("described like “Baking sourdough bread at home”", (await talk.SayAsync("Why the first one?")).Text);

        AssistantAnswer liked = await talk.SayAsync("I like the second one");
        Source second = list.Sources.Where(source => source.Kind == "item").ElementAt(1);
        Assert.Equal(("feedback", second.ItemId, "like"), (liked.Actions[0].Kind, liked.Actions[0].ItemId, liked.Actions[0].Text));
        AttentionEvent sent = Assert.Single(fixture.Queue.Sent);
        Assert.Equal((EventType.Like, second.ItemId, AssistantFixture.Ann), (sent.Type, sent.ItemId, sent.UserId));

        Assert.Contains("coding", (await talk.SayAsync("When do I focus best?")).Text);
        AssistantAnswer plan = await talk.SayAsync("Plan my day: write report 2h, email 30 min");
        Assert.Equal(["email", "write report"], plan.Sources.Select(source => source.Title).Order());
        Assert.Contains("The new plan", (await talk.SayAsync("Replan")).Text);
        Assert.Contains("2026-11-24 18:30", (await talk.SayAsync("Remind me to call mum at 18:30")).Text);
        Assert.Contains("call mum", (await talk.SayAsync("My reminders?")).Text);
        Assert.Contains("I did not understand", (await talk.SayAsync("What is the weather like?")).Text);
    }

    [Fact]
    public async Task Ten_turns_in_Chinese()
    {
        using AssistantFixture fixture = await AssistantFixture.StartAsync();
        var talk = new Talk(fixture, Language.Zh);

        Assert.Contains("规划今天", (await talk.SayAsync("你好")).Text);
        AssistantAnswer list = await talk.SayAsync("推荐三篇");
        Assert.Equal(3, list.Sources.Count(source => source.Kind == "item"));
        Assert.Contains("内容与《Baking sourdough bread at home》", (await talk.SayAsync("为什么推荐第一个？")).Text);

        AssistantAnswer less = await talk.SayAsync("少推荐这个");
        Source first = list.Sources.First(source => source.Kind == "item");
        Assert.Equal(("feedback", first.ItemId, "less"), (less.Actions[0].Kind, less.Actions[0].ItemId, less.Actions[0].Text));
        Assert.Equal(EventType.Dismiss, Assert.Single(fixture.Queue.Sent).Type);
        Assert.DoesNotContain((await talk.SayAsync("再推荐三篇")).Sources, source => source.ItemId == first.ItemId);

        Assert.Contains("coding", (await talk.SayAsync("我什么时候最专注？")).Text);
        AssistantAnswer plan = await talk.SayAsync("规划明天：写报告两小时，回邮件半小时");
        Assert.Equal(["写报告", "回邮件"], plan.Sources.Select(source => source.Title));
        Assert.Contains("10:30", (await talk.SayAsync("半小时后提醒我活动一下")).Text);
        Assert.Contains("手工拉面的做法", (await talk.SayAsync("搜索拉面")).Text);
        Assert.Contains("没有听懂", (await talk.SayAsync("天气怎么样？")).Text);
    }

    [Fact]
    public async Task The_language_follows_the_message_and_the_request_decides_where_it_says_so()
    {
        using AssistantFixture fixture = await AssistantFixture.StartAsync();

        Assert.Equal(Language.En, (await fixture.AskAsync("why \"手工拉面的做法\" for me?")).Language);
        Assert.Equal(Language.Zh, (await fixture.AskAsync("推荐 podcast")).Language);
        AssistantAnswer told = await fixture.AskAsync("recommend something", language: Language.Zh);
        Assert.Equal(Language.Zh, told.Language);
        Assert.StartsWith("现在适合你的内容", told.Text);
    }

    [Fact]
    public async Task What_is_missing_is_asked_for_and_nothing_is_changed()
    {
        using AssistantFixture fixture = await AssistantFixture.StartAsync();

        foreach (string message in new[]
        {
            "I like the seventh one", "remind me to stretch", "remind me at 18:30", "plan my day", "why?", "我喜欢第八个", "提醒我喝水", "规划今天",
        })
        {
            AssistantAnswer answer = await fixture.AskAsync(message);
            Assert.Empty(answer.Actions);
            Assert.Matches("[?？]|[Ff]or example|例如", answer.Text);
        }

        Assert.Empty(fixture.Queue.Sent);
        Assert.Empty(await fixture.BlobsAsync("assistant/v1/reminders/"));
    }

    [Fact]
    public async Task Figures_are_those_of_the_handlers()
    {
        using AssistantFixture fixture = await AssistantFixture.StartAsync();

        AssistantAnswer answer = await fixture.AskAsync("my attention");

        var flow = Profiles.AttentionFlow.Of(
            (await fixture.Get<Profiles.ProfileStore>().ReadAsync(fixture.KeyOf(AssistantFixture.Ann))).Profile,
            await fixture.Get<Catalogue.CatalogueStore>().CurrentAsync(), fixture.Get<AttentionWeight>());
        foreach (Profiles.AttentionShare share in flow.Direction.Take(5))
            Assert.Contains(answer.Sources, source => source.Title == share.Category && source.Figure == $"{Math.Round(100 * share.Share)} %");
        Assert.DoesNotContain("secret project", answer.Text);
    }

    [Fact]
    public async Task A_stranger_gets_what_trends_and_hears_that_nothing_is_known_of_them()
    {
        using AssistantFixture fixture = await AssistantFixture.StartAsync();

        Assert.Contains("no events of yours", (await fixture.AskAsync("my attention", user: "nobody")).Text);
        AssistantAnswer list = await fixture.AskAsync("recommend something", user: "nobody");
        Assert.NotEmpty(list.Sources);
        Claims.AllHaveSources(list, []);
    }

    private sealed class Talk(AssistantFixture fixture, Language language)
    {
        private string? _conversation;

        public async Task<AssistantAnswer> SayAsync(string message)
        {
            AssistantAnswer answer = await fixture.AskAsync(message, _conversation);
            Assert.Equal((Engine.Rules, language), (answer.Engine, answer.Language));
            Assert.Null(answer.Notice);
            Assert.Equal(new Usage(), answer.Usage);
            if (_conversation is not null) Assert.Equal(_conversation, answer.ConversationId);
            _conversation = answer.ConversationId;
            if (!answer.Text.Contains('?') && !answer.Text.Contains("- ", StringComparison.Ordinal)) Claims.AllHaveSources(answer, []);
            return answer;
        }
    }
}
