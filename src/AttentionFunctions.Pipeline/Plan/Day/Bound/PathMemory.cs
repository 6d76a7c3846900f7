namespace AttentionFunctions.Plan;

/// <summary>What a path counts as it goes, so that it cannot place it twice, out of order or beyond the cap.</summary>
internal sealed class PathMemory
{
    private readonly List<int> _items = [];

    public IReadOnlyList<int> Items => _items;

    /// <summary>Deep work of the day; for plans of one day.</summary>
    public bool CountsDeepWork { get; private set; }

    /// <summary>What it multiplies the states of a path by.</summary>
    public long Size { get; private set; } = 1;

    public static int Levels(PlanItem item) => item.IsSplit ? item.Slots + 1 : 2;

    public void Add(PlanProblem problem, int item)
    {
        if (_items.Contains(item)) return;
        _items.Add(item);
        Size *= Levels(problem.Items[item]);
    }

    public void AddDeepWork(PlanProblem problem)
    {
        if (CountsDeepWork) return;
        CountsDeepWork = true;
        Size *= problem.FocusCap + 1;
    }
}
