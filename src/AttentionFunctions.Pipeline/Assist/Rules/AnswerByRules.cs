namespace AttentionFunctions.Assist;

/// <summary>Intent → tool → words.</summary>
internal sealed class AnswerByRules(Toolbox tools)
{
    public async Task<string> AnswerAsync(Turn turn, CancellationToken cancel)
    {
        Language language = turn.Language;
        switch (turn.Intent)
        {
            case RecommendWanted wanted:
                return Words(turn, await tools.RecommendAsync(
                    turn, new RecommendTool.Arguments { Count = wanted.Count, Topic = Limited(wanted.Topic, 100), Minutes = wanted.Minutes }, cancel));
            case SearchWanted wanted:
                return Words(turn, await tools.SearchAsync(turn, new SearchTool.Arguments { Query = Limited(wanted.Query, 200)!, Count = wanted.Count }, cancel));
            case WhyWanted { ItemId: { } item }:
                return Words(turn, await tools.ExplainAsync(turn, new ExplainTool.Arguments { ItemId = item }, cancel));
            case WhyWanted:
                return language.In(
                    "Which item do you mean? Say its title in quotation marks, or its place in the list: why the second one?",
                    "你指的是哪一个？请用书名号写出标题，或者说它在列表中的位置，例如：为什么推荐第二个？");
            case AttentionWanted:
                return Words(turn, await tools.AttentionAsync(turn, cancel));
            case PlanWanted wanted:
                return await PlanAsync(turn, wanted, cancel);
            case FeedbackWanted or ReminderWanted:
                return await ChangeAsync(turn, cancel);
            case RemindersWanted:
                return Words(turn, await tools.RemindersAsync(turn, cancel));
            case HelpWanted:
                return Capabilities(language);
            default:
                return language.In("I did not understand that. ", "我没有听懂。") + Capabilities(language);
        }
    }

    /// <summary>Makes the change that the message asks for; asks back when something is missing.</summary>
    public async Task<string> ChangeAsync(Turn turn, CancellationToken cancel)
    {
        Language language = turn.Language;
        switch (turn.Intent)
        {
            case FeedbackWanted { ItemId: null }:
                return language.In(
                    "Which item do you mean? Say its title in quotation marks, or its place in the list that I showed you.",
                    "你指的是哪一个？请用书名号写出标题，或者说它在列表中的位置。");
            case FeedbackWanted { ItemId: { } item, Kind: var kind }:
                return Words(turn, await tools.FeedbackAsync(turn, new FeedbackTool.Arguments { ItemId = item, Kind = kind }, cancel));
            case ReminderWanted { At: null }:
                return language.In("When? For example: remind me to call at 18:30, or in 20 minutes.", "什么时候？例如：下午六点半提醒我打电话，或者二十分钟后。");
            case ReminderWanted { Text.Length: 0 }:
                return language.In("Of what? For example: remind me to call at 18:30.", "提醒你什么？例如：下午六点半提醒我打电话。");
            case ReminderWanted { At: { } at, Text: var text }:
                ToolResult set = await tools.RemindAsync(turn, new RemindTool.Arguments { Text = Limited(text, ReminderStore.MaxText)!, At = at }, cancel);
                return set is Rejected
                    ? language.In(
                        "I cannot keep that reminder: its time must lie ahead, within a year, and there is room for a limited number.",
                        "无法保存这个提醒：时间必须在一年之内的将来，而且提醒的数量有限。")
                    : Words(turn, set);
            default:
                throw new InvalidOperationException($"{turn.Intent.GetType().Name} changes nothing.");
        }
    }

    /// <summary>What was found or done so far in this turn.</summary>
    public static string Report(Turn turn) =>
        string.Join("\n\n", turn.Results.Where(result => result is not Rejected).Select(result => Wording.Of(result, turn.Language)).Distinct());

    public static string Capabilities(Language language) => language.In(
        """
        You can ask me:
        - what to read or watch: recommend something about cooking; I have a quarter of an hour
        - to search: find sourdough bread
        - why something is recommended: why the first one?
        - about your attention: when do I focus best?
        - to plan: plan my day: write report two hours, email half an hour
        - to note what you think: I like the first one; less of this
        - to remind you: remind me to stretch in half an hour; my reminders
        """,
        """
        你可以这样问我：
        - 推荐：推荐几篇关于烹饪的内容；我有一刻钟
        - 搜索：搜索 面包
        - 为什么推荐：为什么推荐第一个？
        - 注意力：我什么时候最专注？
        - 计划：规划今天：写报告两小时，回邮件半小时
        - 反馈：我喜欢第一个；少推荐这个
        - 提醒：半小时后提醒我活动一下；我的提醒
        """);

    private async Task<string> PlanAsync(Turn turn, PlanWanted wanted, CancellationToken cancel)
    {
        if (wanted.Tasks.Count == 0 && turn.Conversation.Plan is null)
        {
            return turn.Language.In(
                "Tell me what is to be done and how long each takes. For example: plan my day: write report two hours, email half an hour.",
                "请告诉我要做什么、各需要多久。例如：规划今天：写报告两小时，回邮件半小时。");
        }

        var asked = new PlanTool.Arguments
        {
            Tasks = [.. wanted.Tasks.Select(task => new PlanTool.TaskArgument { Title = task.Title, Minutes = task.Minutes })],
            Tomorrow = wanted.Tomorrow,
        };
        return Tool.Check(asked) is null
            ? Words(turn, await tools.PlanAsync(turn, asked, cancel))
            : turn.Language.In("These are more tasks than I can plan at once. Give me the most important ones.", "一次排不了这么多任务，请先给我最重要的。");
    }

    private static string Words(Turn turn, ToolResult result) => Wording.Of(result, turn.Language);

    private static string? Limited(string? text, int most) => text is { Length: > 0 } && text.Length > most ? text[..most] : text;
}
