namespace AttentionFunctions.Plan;

/// <summary>What a path counts as it goes, so that it cannot place it twice, out of order or beyond what a day allows.</summary>
internal sealed class PathMemory(PlanProblem problem)
{
    private readonly bool[] _items = new bool[problem.Items.Length];

    /// <summary>Deep work of the day, for its cap.</summary>
    public bool CountsDeep { get; set; }

    /// <summary>Work in the working hours of the day, for what is filled beyond the limit.</summary>
    public bool CountsFilled { get; set; }

    public static PathMemory OfAll(PlanProblem problem, bool countsFilled = true)
    {
        var memory = new PathMemory(problem) { CountsDeep = true, CountsFilled = countsFilled };
        Array.Fill(memory._items, true);
        return memory;
    }

    public PathMemory Copy()
    {
        var copy = new PathMemory(problem) { CountsDeep = CountsDeep, CountsFilled = CountsFilled };
        _items.CopyTo(copy._items, 0);
        return copy;
    }

    public bool Holds(int item) => _items[item];

    public void Add(int item) => _items[item] = true;
}
