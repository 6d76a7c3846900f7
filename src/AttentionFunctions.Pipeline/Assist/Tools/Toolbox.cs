namespace AttentionFunctions.Assist;

/// <summary>The one list of tools: those of the rules are those of a model.</summary>
internal sealed class Toolbox(
    RecommendTool recommend, SearchTool search, ExplainTool explain, AttentionTool attention, PlanTool plan, FeedbackTool feedback,
    RemindTool remind, RemindersTool reminders)
{
    public IReadOnlyList<Tool> All { get; } =
        [recommend.Tool, search.Tool, explain.Tool, attention.Tool, plan.Tool, feedback.Tool, remind.Tool, reminders.Tool];

    /// <summary>Runs a tool that a model named; what it got wrong is a <see cref="Rejected"/>.</summary>
    public Task<ToolResult> CallAsync(Turn turn, string name, string arguments, CancellationToken cancel) =>
        All.FirstOrDefault(tool => tool.Name == name) is { } tool
            ? RunAsync(turn, name, () => tool.Run(turn, arguments, cancel))
            : RunAsync(turn, "unknown", () => Task.FromResult<ToolResult>(
                new Rejected($"There is no tool of that name. There are: {string.Join(", ", All.Select(each => each.Name))}.")));

    public Task<ToolResult> RecommendAsync(Turn turn, RecommendTool.Arguments asked, CancellationToken cancel) =>
        RunAsync(turn, RecommendTool.Name, () => recommend.RunAsync(turn, asked, cancel));

    public Task<ToolResult> SearchAsync(Turn turn, SearchTool.Arguments asked, CancellationToken cancel) =>
        RunAsync(turn, SearchTool.Name, () => search.RunAsync(turn, asked, cancel));

    public Task<ToolResult> ExplainAsync(Turn turn, ExplainTool.Arguments asked, CancellationToken cancel) =>
        RunAsync(turn, ExplainTool.Name, () => explain.RunAsync(turn, asked, cancel));

    public Task<ToolResult> AttentionAsync(Turn turn, CancellationToken cancel) =>
        RunAsync(turn, AttentionTool.Name, () => attention.RunAsync(turn, new AttentionTool.Arguments(), cancel));

    public Task<ToolResult> PlanAsync(Turn turn, PlanTool.Arguments asked, CancellationToken cancel) =>
        RunAsync(turn, PlanTool.Name, () => plan.RunAsync(turn, asked, cancel));

    public Task<ToolResult> FeedbackAsync(Turn turn, FeedbackTool.Arguments asked, CancellationToken cancel) =>
        RunAsync(turn, FeedbackTool.Name, () => feedback.RunAsync(turn, asked, cancel));

    public Task<ToolResult> RemindAsync(Turn turn, RemindTool.Arguments asked, CancellationToken cancel) =>
        RunAsync(turn, RemindTool.Name, () => remind.RunAsync(turn, asked, cancel));

    public Task<ToolResult> RemindersAsync(Turn turn, CancellationToken cancel) =>
        RunAsync(turn, RemindersTool.Name, () => reminders.RunAsync(turn, new RemindersTool.Arguments(), cancel));

    private static async Task<ToolResult> RunAsync(Turn turn, string name, Func<Task<ToolResult>> run)
    {
        turn.Progress(name);
        ToolResult result = await run();
        AssistMetrics.ToolRan(name, result is not Rejected);
        turn.Results.Add(result);
        return result;
    }
}
