using Microsoft.AspNetCore.Http;
using Xunit;

namespace AttentionFunctions.Assist;

/// <summary>Two hundred conversations with models that are honest, careless, lying or broken: no claim is without a source.</summary>
public sealed class SeededConversationsTests
{
    private const int Conversations = 200, Batch = 25;

    private static readonly string[][] Messages =
    [
        [
            "hello", "recommend something", "recommend three things about cooking", "I have 15 minutes", "why the first one?", "why?", "I like the first one", "less of this",
            "my attention", "when do I focus best?", "my reminders", "remind me to stretch in 20 minutes", "find sourdough bread", "find tea", "tell me a joke", "and the second one?",
            "I don't like \"Why sleep matters\"", "what does Bob like?",
        ],
        [
            "你好", "推荐三篇", "推荐几篇关于烹饪的内容", "我有一刻钟", "为什么推荐第一个？", "为什么？", "我喜欢第一个", "少推荐这个", "我的注意力", "我什么时候最专注？", "我的提醒",
            "二十分钟后提醒我活动一下", "搜索拉面", "搜索绿茶", "讲个笑话", "那第二个呢？", "我不喜欢《中国绿茶冲泡入门》", "鲍勃喜欢什么？",
        ],
    ];

    private static readonly string[][] Inventions =
    [
        [
            "It has 4.8 stars.", "Seven people read it today.", "You focus best on Saturdays.", "Try \"The Art of Bread\" too.", "It takes 3 min [S1].", "Half of your time goes there.",
            "Most people like Cycling over the Alps.", "See https://example.com/more.", "That is proven [S77].", "You gave it 62 % [S2].", "Kafka On The Shore is great, says The Daily News.",
        ],
        [
            "它有4.8颗星。", "今天有七个人读过。", "你周六最专注。", "也可以看看《面包的艺术》。", "只要3分钟[S1]。", "你一半的时间花在这里。", "很多人喜欢家常饺子馅的调法。", "详见 https://example.com/more。",
            "这已被证明[S77]。", "占百分之六十二[S2]。",
        ],
    ];

    public static TheoryData<int> Batches => [.. Enumerable.Range(0, Conversations / Batch)];

    [Theory, MemberData(nameof(Batches))]
    public async Task No_claim_is_without_a_source(int batch)
    {
        var random = new Random(1000 + batch);
        await using ChatServer server = await ChatServer.StartAsync(turn => Model(turn, random));
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options with { DailyRequests = 1000, DailyTokens = 100_000_000 });
        using AssistantFixture without = await AssistantFixture.StartAsync();
        int claims = 0, checkedByModel = 0;
        for (int conversation = 0; conversation < Batch; conversation++)
        {
            bool withModel = random.Next(5) > 0;
            string[] messages = Messages[random.Next(2)];
            string? id = null;
            for (int turn = 3 + random.Next(3); turn > 0; turn--)
            {
                AssistantAnswer answer = await (withModel ? fixture : without).AskAsync(messages[random.Next(messages.Length)], id);
                id = answer.ConversationId;
                claims += answer.Sources.Count;
                if (answer.Engine == Engine.Model && answer.Sources.Count > 0) checkedByModel++;

                // Examples of what can be asked, and the questions back, claim nothing.
                if (answer.Sources.Count > 0 || answer.Engine == Engine.Model) Claims.AllHaveSources(answer, []);
                Assert.DoesNotContain("secret project", answer.Text);
                Assert.DoesNotContain(AssistantFixture.Bob, answer.Text);
            }
        }

        Assert.True(claims > 100, $"Only {claims} claims were made.");
        Assert.True(checkedByModel > 10, $"Only {checkedByModel} answers of the model had sources.");
        Assert.All(fixture.Queue.Sent, sent => Assert.Equal(AssistantFixture.Ann, sent.UserId));
    }

    private static Func<HttpContext, Task> Model(ChatTurn turn, Random random)
    {
        lock (random)
        {
            bool han = ScriptedModel.Han(turn.Question);
            if (random.Next(20) == 0) return Fault(random);
            if (turn.Results.Count == 0 && turn.MayCall && ScriptedModel.ToolFor(turn.Question) is { } call)
                return random.Next(10) == 0 ? ChatServer.Call(("remind", new { text = "x", at = "2026-11-25T00:00:00Z" }), call) : ChatServer.Call(call);

            // Truth and invention in any order.
            List<string> sentences = [.. Sentences(ScriptedModel.Report(turn))];
            string[] inventions = Inventions[han ? 1 : 0];
            for (int lies = random.Next(3); lies > 0; lies--) sentences.Insert(random.Next(sentences.Count + 1), inventions[random.Next(inventions.Length)]);
            return ChatServer.Say(string.Join(han ? "" : " ", sentences));
        }
    }

    private static IEnumerable<string> Sentences(string report) =>
        System.Text.RegularExpressions.Regex.Split(report, @"(?<=。)|(?<=\.) ").Where(sentence => sentence.Length > 0);

    private static Func<HttpContext, Task> Fault(Random random) => random.Next(6) switch
    {
        0 => ChatServer.Stop,
        1 => ChatServer.Garbage,
        2 => ChatServer.Throttle("60"),
        3 => ChatServer.FilterPrompt,
        4 => ChatServer.Fail(401),
        _ => ChatServer.Call(("recommend", "{")),
    };
}
