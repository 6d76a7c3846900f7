using Xunit;

namespace AttentionFunctions.Assist;

public sealed class RulesTests
{
    [Fact]
    public async Task Look()
    {
        using AssistantFixture fixture = await AssistantFixture.StartAsync();
        string? id = null;
        foreach (string message in new[]
        {
            "hello", "recommend three things", "why the first one?", "I like the second one", "when do I focus best?", "plan my day: write report two hours, email half an hour",
            "replan", "remind me to call mum at 18:30", "my reminders", "find sourdough bread", "less of this", "I have 15 minutes", "what is the weather?", "anything about cycling?",
            "你好", "推荐三篇", "为什么推荐第一个?", "我喜欢第二个", "我什么时候最专注?", "规划明天:写报告两小时,回邮件半小时", "重新规划", "半小时后提醒我活动一下", "我的提醒", "搜索拉面", "少推荐这个", "我有半小时,推荐点什么", "天气怎么样", "推荐几篇关于烹饪的内容",
        })
        {
            AssistantAnswer answer = await fixture.AskAsync(message, id);
            id = answer.ConversationId;
            TestContext.Current.TestOutputHelper!.WriteLine($"> {message}\n{answer.Text}\n   {string.Join(" | ", answer.Sources)}\n  {string.Join(" | ", answer.Actions)}");
        }
    }
}
