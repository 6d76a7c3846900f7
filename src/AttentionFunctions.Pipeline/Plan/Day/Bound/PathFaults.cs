namespace AttentionFunctions.Plan;

/// <summary>Which rules the paths of late have broken, and so what to count along the next ones, or to decide by cases.</summary>
internal sealed class PathFaults(PlanProblem problem)
{
    /// <summary>A broken order or cap costs a path more than an effort that is out by a slot.</summary>
    private const double RuleWeight = 2;

    private readonly double[] _effort = new double[problem.Items.Length];
    private readonly double[] _share = new double[problem.Items.Length];
    private readonly Dictionary<(int Before, int After), int> _orders = [];
    private double _deep;
    private int _paths;

    public void Add(Chunk[] path)
    {
        _paths++;
        PathUse use = PathUse.Of(problem, path);
        for (int item = 0; item < _effort.Length; item++)
        {
            int excess = use.Effort[item] - problem.Items[item].Slots;
            if (excess > 0) _effort[item] += excess;
            else if (excess < 0 && use.Effort[item] > 0) _effort[item]++;
            _share[item] += Math.Min(1, (double)use.Effort[item] / problem.Items[item].Slots);
            foreach (int before in problem.Items[item].After)
                if (Breaks(path, use, before, item)) _orders[(before, item)] = _orders.GetValueOrDefault((before, item)) + 1;
        }

        if (problem.FocusCap != int.MaxValue) _deep += Math.Abs(use.Deep[0] - problem.FocusCap);
    }

    /// <summary>The item that about half of the paths finish; null when all agree on every item.</summary>
    public int? Undecided(PlanBranch branch)
    {
        const double agreed = 0.03;
        (int? undecided, double most) = (null, agreed);
        for (int item = 0; item < _share.Length; item++)
        {
            if (branch.Finished[item] || branch.Unfinished[item]) continue;
            double share = _share[item] / Math.Max(1, _paths), doubt = Math.Min(share, 1 - share) * Math.Sqrt(problem.Items[item].Slots);
            if (doubt > most) (undecided, most) = (item, doubt);
        }

        return undecided;
    }

    /// <summary>Adds to the memory what cures most for its price in states. False when nothing fits or nothing is wrong.</summary>
    /// <param name="most">Times that the memory may become larger; the first addition may exceed it.</param>
    /// <param name="fits">Whether a memory of so many states can be afforded.</param>
    public bool Grow(PathMemory memory, int most, Func<long, bool> fits)
    {
        long before = memory.Size;
        bool grown = false;
        foreach ((double _, int[] items) in Wishes(memory).OrderByDescending(wish => wish.Rate))
        {
            long times = items.Length == 0 ? problem.FocusCap + 1 : Times(memory, items);
            if ((grown && memory.Size * times > before * most) || !fits(memory.Size * times)) continue;
            if (items.Length == 0) memory.AddDeepWork(problem);
            foreach (int item in items) memory.Add(problem, item);
            grown = true;
        }

        return grown;
    }

    /// <summary>Without items it is the cap.</summary>
    private IEnumerable<(double Rate, int[] Items)> Wishes(PathMemory memory)
    {
        for (int item = 0; item < _effort.Length; item++)
            if (_effort[item] > 0 && !memory.Items.Contains(item)) yield return (_effort[item] / Math.Log2(Times(memory, [item])), [item]);
        foreach (((int before, int after), int broken) in _orders.OrderBy(order => order.Key))
        {
            int[] pair = [.. new[] { before, after }.Where(item => !memory.Items.Contains(item))];
            if (pair.Length > 0) yield return (RuleWeight * broken / Math.Log2(Times(memory, pair)), pair);
        }

        if (_deep > 0 && problem.Days == 1 && !memory.CountsDeepWork) yield return (RuleWeight * _deep / Math.Log2(problem.FocusCap + 1), []);
    }

    private long Times(PathMemory memory, int[] items) =>
        items.Where(item => !memory.Items.Contains(item)).Aggregate(1L, (times, item) => times * PathMemory.Levels(problem.Items[item]));

    private bool Breaks(Chunk[] path, PathUse use, int before, int after)
    {
        if (use.Effort[after] == 0) return false;
        if (use.Effort[before] < problem.Items[before].Slots) return true;
        return path.Where(place => place.Item == after).Min(place => place.Start) < path.Where(place => place.Item == before).Max(place => place.End);
    }
}
