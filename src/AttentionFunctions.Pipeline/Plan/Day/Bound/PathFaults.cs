namespace AttentionFunctions.Plan;

/// <summary>
/// Which rules the paths of late have broken, in points: what prices promised beyond what was earned. So what to count along the next paths.
/// </summary>
internal sealed class PathFaults(PlanCase plans)
{
    private readonly PlanProblem _problem = plans.Problem;
    private readonly double[] _item = new double[plans.Finished.Length];
    private double _deep, _filled;

    public void Add(Chunk[] path, DayPrices prices, PathMemory memory)
    {
        PathUse use = PathUse.Of(_problem, path);
        for (int item = 0; item < _item.Length; item++)
        {
            if (!memory.Holds(item)) _item[item] += Math.Abs(prices.Promised(memory, plans, item) - prices.Earned(plans, item, use.Effort[item]));
            foreach (int before in _problem.Items[item].After)
                if (Breaks(path, use, before, item)) _item[before] += plans.Finish(item);
        }

        for (int day = 0; day < _problem.Days; day++)
        {
            _deep += prices.FaultOfDeep(day, use);
            _filled += prices.FaultOfFilled(day, use);
        }
    }

    /// <summary>What is done in parts, and about what paths promise most without a decision whether it is finished; null when nothing is.</summary>
    public int? Undecided()
    {
        (int? undecided, double most) = (null, 0);
        for (int item = 0; item < _item.Length; item++)
            if (_problem.Items[item].IsSplit && !plans.Finished[item] && !plans.Unfinished[item] && _item[item] > most) (undecided, most) = (item, _item[item]);
        return undecided;
    }

    /// <summary>Adds to the memory what cures most for its price in states. False when nothing is wrong.</summary>
    /// <param name="most">Times that the memory may become larger; the first addition may exceed it.</param>
    public bool Grow(PathMemory memory, long most)
    {
        long grown = 1;
        foreach ((double _, long times, Action remember) in Wishes(memory).OrderByDescending(wish => wish.Rate))
        {
            if (grown > 1 && grown * times > most) continue;
            remember();
            grown *= times;
        }

        return grown > 1;
    }

    private IEnumerable<(double Rate, long Times, Action Remember)> Wishes(PathMemory memory)
    {
        for (int i = 0; i < _item.Length; i++)
        {
            int item = i, levels = _problem.Items[item].IsSplit ? _problem.Items[item].Slots + 1 : 2;
            if (_item[item] > 0 && !memory.Holds(item)) yield return Wish(_item[item], levels, () => memory.Add(item));
        }

        if (_deep > 0 && !memory.CountsDeep) yield return Wish(_deep, _problem.FocusCap + 1, () => memory.CountsDeep = true);
        if (_filled > 0 && !memory.CountsFilled) yield return Wish(_filled, _problem.FillLimit.Max() + 1, () => memory.CountsFilled = true);

        static (double, long, Action) Wish(double fault, long times, Action remember) => (fault / Math.Log2(times), times, remember);
    }

    private bool Breaks(Chunk[] path, PathUse use, int before, int after)
    {
        if (use.Effort[after] == 0) return false;
        if (use.Effort[before] < _problem.Items[before].Slots) return true;
        return path.Where(place => place.Item == after).Min(place => place.Start) < path.Where(place => place.Item == before).Max(place => place.End);
    }
}
