using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AttentionFunctions.Plan;

namespace AttentionFunctions.Assist;

internal sealed class PlanTool(PlanDay plan)
{
    private const int MaxTasks = 20;

    /// <summary>Part of the time that a person waits for an answer.</summary>
    private const int SearchMilliseconds = 1000;

    public const string Name = "plan_day";

    public Tool Tool => Tool.Of<Arguments>(
        Name,
        "Places tasks in the person's day by when they focus best. Without tasks it plans those of the plan before again, keeping what it can.", RunAsync);

    internal sealed record Arguments
    {
        [Description("What is to be done."), MaxLength(MaxTasks)]
        public IReadOnlyList<TaskArgument> Tasks { get; init; } = [];

        [Description("Plan tomorrow instead of today.")]
        public bool Tomorrow { get; init; }
    }

    internal sealed record TaskArgument
    {
        [Description("In the words of the person."), StringLength(UntrustedText.TitleLength, MinimumLength = 1)]
        public required string Title { get; init; }

        [Description("How long it takes."), Range(1, 6000)]
        public required int Minutes { get; init; }
    }

    public async Task<ToolResult> RunAsync(Turn turn, Arguments asked, CancellationToken cancel)
    {
        PlanMemory? before = turn.Conversation.Plan;
        DateOnly date = LocalHours.DateOf(turn.Now, turn.Zone).AddDays(asked.Tomorrow ? 1 : 0);
        if (asked.Tasks.Count == 0 && before is not null && !asked.Tomorrow) date = before.Date;
        PlanTask[] tasks = asked.Tasks.Count > 0
            ? [.. asked.Tasks.Select((task, i) => new PlanTask { Id = $"t{i + 1}", Title = UntrustedText.Clean(task.Title), Minutes = task.Minutes })]
            : [.. before?.Tasks ?? []];
        if (tasks.Length == 0) return new Rejected("There is nothing to plan: ask the person for tasks and how long each takes.");

        bool again = before?.Date == date;
        var request = new PlanRequest { Date = date, Tasks = tasks, LastPlan = again ? TasksThatStayed(before!, tasks) : [], DeadlineMs = SearchMilliseconds };
        if (PlanLimits.Check(request) is { Count: > 0 } wrong) return new Rejected(wrong[0]);
        PlanResult result = await plan.HandleAsync(turn.UserKey, request, cancel);
        turn.Conversation = turn.Conversation with
        {
            Plan = new PlanMemory(date, tasks, [.. result.Blocks.Select(block => new PlannedBlock(block.TaskId, block.Start, block.End, block.Kind))]),
        };

        Dictionary<string, string> titles = tasks.ToDictionary(task => task.Id, task => task.Title ?? task.Id);
        return new Planned(
            date, again,
            [.. result.Blocks.Where(block => block.Kind == BlockKind.Task).Select(block => Placed(turn, titles[block.TaskId], Figures.Between(block.Start, block.End, turn.Zone)))],
            [.. result.Unplaced.Select(task => Missing(turn, titles[task.TaskId], Figures.Minutes(task.MissingMinutes)))],
            [.. result.Diff.Kept.Where(titles.ContainsKey).Select(id => titles[id])]);
    }

    /// <summary>The last plan means the same tasks by the same ids only where nothing was renamed.</summary>
    private static PlannedBlock[] TasksThatStayed(PlanMemory before, PlanTask[] tasks)
    {
        HashSet<string> same = [.. before.Tasks.Where(old => tasks.Any(task => task.Id == old.Id && task.Title == old.Title)).Select(task => task.Id)];
        return [.. before.Blocks.Where(block => same.Contains(block.TaskId))];
    }

    private static PlacedTask Placed(Turn turn, string title, string time) => new(turn.Sources.Add("plan", title: title, figure: time).Id, title, time);

    private static MissingTask Missing(Turn turn, string title, string missing) => new(turn.Sources.Add("task", title: title, figure: missing).Id, title, missing);
}
