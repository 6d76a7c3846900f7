namespace AttentionFunctions.Plan;

/// <summary>
/// A plan in a millisecond: items in order of due date where it is hard, then of worth; each part where it gains most. The start of the
/// search, and the answer where there is no time for one.
/// </summary>
internal sealed class GreedyPlanner
{
    private readonly PlanProblem _problem;
    private readonly List<Chunk> _chunks = [];
    private readonly bool[] _taken;

    // Slots in which work lies, appointments included, for the rule of breaks.
    private readonly bool[] _work;
    private readonly int[] _deep;
    private readonly int[] _placed;
    private readonly int[] _end;

    private GreedyPlanner(PlanProblem problem)
    {
        _problem = problem;
        _taken = new bool[problem.Slots.Length];
        _work = [.. problem.Slots.Select(slot => slot.IsFixed)];
        _deep = new int[problem.Days];
        _placed = new int[problem.Items.Length];
        _end = new int[problem.Items.Length];
    }

    public static IReadOnlyList<Chunk> Plan(PlanProblem problem)
    {
        var planner = new GreedyPlanner(problem);
        foreach (int item in Order(problem)) planner.Place(item);
        return planner._chunks;
    }

    /// <summary>A plan around parts that were chosen otherwise; those that break a rule beside the earlier ones are left out.</summary>
    public static IReadOnlyList<Chunk> Complete(PlanProblem problem, IReadOnlyList<Chunk> chosen)
    {
        var planner = new GreedyPlanner(problem);
        foreach (Chunk chunk in chosen)
            if (planner.IsReady(chunk) && planner.Fits(chunk)) planner.Put(chunk);
        foreach (int item in Order(problem)) planner.Place(item);
        return planner._chunks;
    }

    private bool IsReady(Chunk chunk)
    {
        PlanItem item = _problem.Items[chunk.Item];
        return chunk.Length <= item.Slots - _placed[chunk.Item] && item.CanLeave(item.Slots - _placed[chunk.Item] - chunk.Length)
            && item.After.All(before => _placed[before] == _problem.Items[before].Slots && _end[before] <= chunk.Start);
    }

    /// <summary>What something hard or worthy waits for comes as early as that itself.</summary>
    private static IEnumerable<int> Order(PlanProblem problem)
    {
        var turn = new List<int>();
        var done = new bool[problem.Items.Length];
        foreach (int item in Enumerable.Range(0, problem.Items.Length)
            .OrderBy(i => problem.Items[i].IsHard ? problem.Items[i].Due : int.MaxValue)
            .ThenByDescending(i => problem.Items[i].Weight)
            .ThenBy(i => problem.Items[i].Due).ThenByDescending(i => problem.Items[i].Slots))
            Visit(item);
        return turn;

        void Visit(int item)
        {
            if (done[item]) return;
            done[item] = true;
            foreach (int before in problem.Items[item].After) Visit(before);
            turn.Add(item);
        }
    }

    private void Place(int index)
    {
        PlanItem item = _problem.Items[index];
        int from = 0;
        foreach (int before in item.After)
        {
            if (_placed[before] < _problem.Items[before].Slots) return;
            from = Math.Max(from, _end[before]);
        }

        while (_placed[index] < item.Slots && Best(index, from) is { } chunk) Put(chunk);
    }

    private Chunk? Best(int index, int from)
    {
        PlanItem item = _problem.Items[index];
        int left = item.Slots - _placed[index];
        Chunk? best = null;
        double bestGain = item.IsHard ? double.NegativeInfinity : 0;
        for (int length = Math.Min(item.Most, left); length >= item.Least; length--)
        {
            if (!item.CanLeave(left - length)) continue;
            for (int start = from; start + length <= _problem.Slots.Length; start++)
            {
                var chunk = new Chunk(index, start, length);
                if (!Fits(chunk)) continue;
                long gain = PlanScore.GainOf(_problem, chunk) + (left == length ? item.Finish : 0);

                // By slot, so that long parts do not win by being long, nor short ones by being the best hour alone.
                double rate = (double)gain / length;
                if (rate > bestGain) (best, bestGain) = (chunk, rate);
            }
        }

        return best;
    }

    private bool Fits(Chunk chunk)
    {
        PlanItem item = _problem.Items[chunk.Item];
        for (int slot = chunk.Start; slot < chunk.End; slot++)
            if (_taken[slot] || !item.Allowed[slot]) return false;

        // Parts of one task that touch would be one part that is too long.
        foreach (Chunk other in _chunks)
            if (other.Item == chunk.Item && (other.End == chunk.Start || other.Start == chunk.End)) return false;
        return LeavesBreaks(item, chunk) && KeepsFocusCap(item, chunk);
    }

    private bool LeavesBreaks(PlanItem item, Chunk chunk)
    {
        if (item.IsRest) return true;
        int run = chunk.Length;
        for (int slot = chunk.Start - 1; slot >= 0 && _work[slot]; slot--) run++;
        for (int slot = chunk.End; slot < _work.Length && _work[slot]; slot++) run++;
        return run <= _problem.BreakAfter;
    }

    private bool KeepsFocusCap(PlanItem item, Chunk chunk)
    {
        if (!item.IsDeep) return true;

        // A block may lie over midnight.
        foreach (IGrouping<int, int> day in Enumerable.Range(chunk.Start, chunk.Length).GroupBy(slot => _problem.Slots[slot].Day))
            if (_deep[day.Key] + day.Count() > _problem.FocusCap) return false;
        return true;
    }

    private void Put(Chunk chunk)
    {
        PlanItem item = _problem.Items[chunk.Item];
        for (int slot = chunk.Start; slot < chunk.End; slot++)
        {
            _taken[slot] = true;
            _work[slot] = !item.IsRest;
            if (item.IsDeep) _deep[_problem.Slots[slot].Day]++;
        }

        _chunks.Add(chunk);
        _placed[chunk.Item] += chunk.Length;
        _end[chunk.Item] = Math.Max(_end[chunk.Item], chunk.End);
    }
}
