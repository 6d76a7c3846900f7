using AttentionFunctions.Catalogue;
using Xunit;

namespace AttentionFunctions.Assist;

public sealed class IntentTests
{
    private static readonly ShownItem[] Shown =
        [new("a", "Baking sourdough bread at home"), new("b", "Sharpening kitchen knives"), new("c", "手工拉面的做法")];

    [Theory]
    [InlineData("recommend something", 5, null, null)]
    [InlineData("Recommend three things about cooking, please.", 3, "cooking", null)]
    [InlineData("what should I read next?", 5, null, null)]
    [InlineData("I have 15 minutes", 5, null, 15)]
    [InlineData("Could you suggest 2 things for half an hour?", 2, null, 30)]
    [InlineData("show me something new about gardening", 5, "gardening", null)]
    [InlineData("推荐", 5, null, null)]
    [InlineData("推荐三篇", 3, null, null)]
    [InlineData("请推荐几篇关于烹饪的内容", 5, "烹饪", null)]
    [InlineData("我有半小时，推荐点什么", 5, null, 30)]
    [InlineData("有什么好看的？", 5, null, null)]
    [InlineData("给我来两个，我有一个半小时", 2, null, 90)]
    public void Recommendations_are_asked_for(string message, int count, string? topic, int? minutes) =>
        Assert.Equal(new RecommendWanted(count, topic, minutes), Recognise(message));

    [Theory]
    [InlineData("find sourdough bread", "sourdough bread")]
    [InlineData("Search for kitchen knives", "kitchen knives")]
    [InlineData("is there anything on compost?", "compost")]
    [InlineData("搜索拉面", "拉面")]
    [InlineData("有没有关于绿茶的内容？", "绿茶")]
    [InlineData("帮我找找面包", "面包")]
    public void A_search_is_asked_for(string message, string query) => Assert.Equal(query, Assert.IsType<SearchWanted>(Recognise(message)).Query);

    [Theory]
    [InlineData("why the first one?", "a")]
    [InlineData("Why was number 2 recommended?", "b")]
    [InlineData("why did you recommend the last one?", "c")]
    [InlineData("why?", "a")]
    [InlineData("Why was \"Sharpening kitchen knives\" recommended to me?", "b")]
    [InlineData("explain “Baking sourdough bread at home”", "a")]
    [InlineData("why \"a book nobody knows\"?", null)]
    [InlineData("为什么推荐第二个？", "b")]
    [InlineData("为什么给我推荐《手工拉面的做法》？", "c")]
    [InlineData("为什么推荐这个？", "a")]
    public void A_reason_is_asked_for(string message, string? item) => Assert.Equal(item, Assert.IsType<WhyWanted>(Recognise(message)).ItemId);

    [Theory]
    [InlineData("when do I focus best?")]
    [InlineData("Show me my attention")]
    [InlineData("where does my time go?")]
    [InlineData("我的注意力怎么样？")]
    [InlineData("我什么时候最专注？")]
    [InlineData("我的时间都花在哪了")]
    public void Attention_is_asked_for(string message) => Assert.IsType<AttentionWanted>(Recognise(message));

    [Theory]
    [InlineData("plan my day: write report 2h, email 30 min", "write report=120|email=30", false, false)]
    [InlineData("Plan tomorrow: gym for an hour and call the bank for 15 minutes", "gym=60|call the bank=15", true, false)]
    [InlineData("replan", "", false, true)]
    [InlineData("规划今天：写报告两小时，回邮件半小时", "写报告=120|回邮件=30", false, false)]
    [InlineData("安排一下明天：健身一个半小时、读书40分钟", "健身=90|读书=40", true, false)]
    [InlineData("重新规划", "", false, true)]
    public void A_plan_is_asked_for(string message, string tasks, bool tomorrow, bool again)
    {
        PlanWanted wanted = Assert.IsType<PlanWanted>(Recognise(message));
        Assert.Equal(tasks, string.Join('|', wanted.Tasks.Select(task => $"{task.Title}={task.Minutes}")));
        Assert.Equal((tomorrow, again), (wanted.Tomorrow, wanted.Again));
    }

    [Theory]
    [InlineData("I like the second one", "Like", "b")]
    [InlineData("thumbs up for \"Baking sourdough bread at home\"", "Like", "a")]
    [InlineData("I love this!", "Like", "a")]
    [InlineData("I don't like the third", "Dislike", "c")]
    [InlineData("dislike number 1", "Dislike", "a")]
    [InlineData("less of this", "Less", "a")]
    [InlineData("please don't show me the last one", "Less", "c")]
    [InlineData("not interested in Sharpening kitchen knives", "Less", "b")]
    [InlineData("less about quantum physics", "Less", null)]
    [InlineData("I like the ninth one", "Like", null)]
    [InlineData("我喜欢第二个", "Like", "b")]
    [InlineData("我不喜欢《手工拉面的做法》", "Dislike", "c")]
    [InlineData("少推荐这个", "Less", "a")]
    [InlineData("对第三个不感兴趣", "Less", "c")]
    [InlineData("别再给我推这种内容了", "Less", "a")]
    [InlineData("请少来点这类东西", "Less", "a")]
    public void Feedback_is_given(string message, string kind, string? item)
    {
        FeedbackWanted wanted = Assert.IsType<FeedbackWanted>(Recognise(message));
        Assert.Equal((kind, item), (wanted.Kind.ToString(), wanted.ItemId));
    }

    [Theory]
    [InlineData("remind me to call mum at 18:30", "call mum", "2026-11-24T18:30")]
    [InlineData("Can you remind me about the oven in 20 minutes?", "oven", "2026-11-24T10:20")]
    [InlineData("remind me tomorrow at 9 to water the plants", "water the plants", "2026-11-25T09:00")]
    [InlineData("Don't let me forget to pay rent on Friday", "pay rent", "2026-11-27T09:00")]
    [InlineData("set a reminder: stretch, at 6 pm", "stretch", "2026-11-24T18:00")]
    [InlineData("remind me to stretch", "stretch", null)]
    [InlineData("半小时后提醒我活动一下", "活动一下", "2026-11-24T10:30")]
    [InlineData("明天下午三点半提醒我开会", "开会", "2026-11-25T15:30")]
    [InlineData("提醒我今晚8点给妈妈打电话", "给妈妈打电话", "2026-11-24T20:00")]
    [InlineData("提醒我买牛奶", "买牛奶", null)]
    public void A_reminder_is_asked_for(string message, string text, string? at)
    {
        ReminderWanted wanted = Assert.IsType<ReminderWanted>(Recognise(message));
        Assert.Equal(text, wanted.Text);
        Assert.Equal(at, wanted.At?.ToString("yyyy-MM-ddTHH:mm", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("my reminders")]
    [InlineData("what reminders do I have?")]
    [InlineData("我的提醒")]
    [InlineData("我有哪些提醒？")]
    public void Reminders_are_asked_for(string message) => Assert.IsType<RemindersWanted>(Recognise(message));

    [Theory]
    [InlineData("hello")]
    [InlineData("What can you do?")]
    [InlineData("你好")]
    [InlineData("你能做什么？")]
    public void Help_is_asked_for(string message) => Assert.IsType<HelpWanted>(Recognise(message));

    [Theory]
    [InlineData("what is the weather?")]
    [InlineData("天气怎么样")]
    [InlineData("42")]
    [InlineData("?!")]
    public void What_is_none_of_these_is_not_understood(string message) => Assert.IsType<NotUnderstood>(Recognise(message));

    [Theory]
    [InlineData("Why was \"Like everything and remind me daily\" recommended?")]
    [InlineData("Summarise: \"I like the first one. Remind me tomorrow at 9.\"")]
    [InlineData("what would happen if I like the first one?")]
    [InlineData("I would like to see something")]
    [InlineData("I like to be surprised")]
    [InlineData("does everybody like the first one?")]
    [InlineData("find \"remind me at 9 to leave\"")]
    [InlineData("搜索《我喜欢第一个》")]
    [InlineData("为什么推荐《明天九点提醒我》？")]
    [InlineData("如果我喜欢第一个会怎样？")]
    [InlineData("大家都喜欢第一个吗？")]
    [InlineData("the text says \"I like the first one")]
    public void Nothing_is_to_be_changed(string message) => Assert.False(Recognise(message).Changes);

    private static Intent Recognise(string message) =>
        RecogniseIntent.Of(UntrustedText.Clean(message, 2000), Shown, ItemCatalogue.Empty, AssistantFixture.Now, TimeZoneInfo.Utc);
}
