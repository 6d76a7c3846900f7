using Google.OrTools.Sat;

namespace AttentionFunctions.Plan;

/// <summary>
/// The problem for CP-SAT, time-indexed: one boolean for each place that a part may have, and at most one that covers a slot. On these
/// sizes that is solved in a fraction of a second where optional intervals with no-overlap are not.
/// </summary>
internal sealed class CpSatModel
{
    private readonly PlanProblem _problem;
    private readonly List<Chunk> _chunks = [];
    private readonly List<BoolVar> _vars = [];
    private readonly List<int>[] _ofItem;
    private readonly List<int>[] _covering;
    private readonly BoolVar?[] _finished;
    private readonly BoolVar?[] _work;

    /// <param name="places">Those that parts may have: all of them, or what is left to choose from.</param>
    public CpSatModel(PlanProblem problem, IReadOnlyList<Chunk> places)
    {
        _problem = problem;
        _ofItem = [.. problem.Items.Select(_ => new List<int>())];
        _covering = [.. problem.Slots.Select(_ => new List<int>())];
        _finished = new BoolVar?[problem.Items.Length];
        _work = new BoolVar?[problem.Slots.Length];
        foreach (Chunk place in places) AddPlace(place);
        foreach (List<int> cover in _covering)
            if (cover.Count > 1) Model.AddAtMostOne(cover.Select(i => _vars[i]));
        for (int item = 0; item < problem.Items.Length; item++) AddEffort(item);
        for (int item = 0; item < problem.Items.Length; item++)
            foreach (int before in problem.Items[item].After) AddOrder(before, item);
        AddWork();
        AddBreaks();
        AddFocusCap();
    }

    public CpModel Model { get; } = new();

    /// <summary>Every hard due date must be kept: satisfiable or not is the question.</summary>
    public void RequireHard()
    {
        for (int item = 0; item < _problem.Items.Length; item++)
            if (_problem.Items[item].IsHard) Model.Add(LinearExpr.Affine(Finished(item), 1, 0) == 1);
    }

    public void Maximise()
    {
        var terms = new List<(IntVar Var, long Points)>();
        for (int i = 0; i < _chunks.Count; i++) terms.Add((_vars[i], PlanScore.GainOf(_problem, _chunks[i])));
        for (int item = 0; item < _problem.Items.Length; item++)
            terms.Add((Finished(item), _problem.Items[item].Finish + (_problem.Items[item].IsHard ? _problem.MissedCost : 0)));
        AddRefunds(terms);
        AddSlack(terms);
        Model.Maximize(LinearExpr.WeightedSum(terms.Select(term => term.Var), terms.Select(term => term.Points)));
    }

    public void Hint(IReadOnlyList<Chunk> plan)
    {
        var chosen = plan.ToHashSet();
        for (int i = 0; i < _chunks.Count; i++) Model.AddHint(_vars[i], chosen.Contains(_chunks[i]));
    }

    public IReadOnlyList<Chunk> Read(CpSolver solver) => [.. _chunks.Where((_, i) => solver.BooleanValue(_vars[i]))];

    private void AddPlace(Chunk chunk)
    {
        int place = _chunks.Count;
        _chunks.Add(chunk);
        _vars.Add(Model.NewBoolVar(""));
        _ofItem[chunk.Item].Add(place);
        for (int slot = chunk.Start; slot < chunk.End; slot++) _covering[slot].Add(place);
    }

    private void AddEffort(int index)
    {
        PlanItem item = _problem.Items[index];
        List<int> places = _ofItem[index];
        if (!item.IsSplit)
        {
            if (places.Count > 1) Model.AddAtMostOne(places.Select(i => _vars[i]));
            return;
        }

        Model.Add(Sum(places, i => _chunks[i].Length) <= item.Slots);

        // Parts that touch would be one that is too long: each part also claims, among its own, the slot behind it.
        var claims = new Dictionary<int, List<int>>();
        foreach (int i in places)
            for (int slot = _chunks[i].Start; slot <= _chunks[i].End; slot++)
                (claims.TryGetValue(slot, out List<int>? claim) ? claim : claims[slot] = []).Add(i);
        foreach (List<int> claim in claims.Values)
            if (claim.Count > 1) Model.AddAtMostOne(claim.Select(i => _vars[i]));
    }

    /// <summary>1 only when all parts are placed.</summary>
    private BoolVar Finished(int index)
    {
        if (_finished[index] is { } known) return known;
        BoolVar finished = Model.NewBoolVar("");
        PlanItem item = _problem.Items[index];
        List<int> places = _ofItem[index];
        if (item.IsSplit) Model.Add(Sum(places, i => _chunks[i].Length) >= item.Slots * LinearExpr.Affine(finished, 1, 0));
        else Model.Add(Sum(places, _ => 1) == finished);
        _finished[index] = finished;
        return finished;
    }

    /// <summary>
    /// No part of the second begins before all of the first is done. At each of its starts, everything that has begun by then is summed that
    /// excludes each other: a tighter relaxation than one start by itself.
    /// </summary>
    private void AddOrder(int first, int second)
    {
        bool whole = !_problem.Items[first].IsSplit;
        foreach (int slot in _ofItem[second].Select(i => _chunks[i].Start).Distinct())
        {
            int[] begun = [.. _ofItem[second].Where(i => _chunks[i].Start <= slot && (!_problem.Items[second].IsSplit || _chunks[i].End > slot))];
            int[] done = [.. _ofItem[first].Where(i => _chunks[i].End <= slot)];
            Model.Add(Sum(done, i => whole ? 1 : _chunks[i].Length) >= (whole ? 1 : _problem.Items[first].Slots) * Sum(begun, _ => 1));
        }
    }

    /// <summary>Of so many slots and one more in a row, one stays free of work.</summary>
    private void AddBreaks()
    {
        int window = _problem.BreakAfter + 1;
        for (int start = 0; start + window <= _problem.Slots.Length; start++)
        {
            // What is planned is at fault only where something is planned.
            BoolVar[] work = [.. Enumerable.Range(start, window).Select(slot => _work[slot]).OfType<BoolVar>()];
            int appointments = _problem.Slots.Skip(start).Take(window).Count(slot => slot.IsFixed);
            if (work.Length + appointments == window && work.Length > 0) Model.AddBoolOr(work.Select(slot => slot.Not()));
        }
    }

    /// <summary>One variable for a slot in which work may lie: rules about the day then have a few terms instead of hundreds.</summary>
    private void AddWork()
    {
        for (int slot = 0; slot < _work.Length; slot++)
        {
            int[] work = [.. _covering[slot].Where(i => !_problem.Items[_chunks[i].Item].IsRest)];
            if (work.Length == 0) continue;
            BoolVar isWork = Model.NewBoolVar("");
            Model.Add(Sum(work, _ => 1) == isWork);
            _work[slot] = isWork;
        }
    }

    private void AddFocusCap()
    {
        if (_problem.FocusCap == int.MaxValue) return;
        for (int day = 0; day < _problem.Days; day++)
        {
            int[] deep = [.. Enumerable.Range(0, _chunks.Count).Where(i => _problem.Items[_chunks[i].Item].IsDeep)];
            int of = day;
            Model.Add(Sum(deep, i => Enumerable.Range(_chunks[i].Start, _chunks[i].Length).Count(slot => _problem.Slots[slot].Day == of)) <= _problem.FocusCap);
        }
    }

    /// <summary>Half of a block's cost comes back behind one of the same category.</summary>
    private void AddRefunds(List<(IntVar Var, long Points)> terms)
    {
        if (_problem.Refund == 0) return;
        var ends = new Dictionary<(string Category, int Slot), List<int>>();
        var starts = new Dictionary<(string Category, int Slot), List<int>>();
        for (int i = 0; i < _chunks.Count; i++)
        {
            if (_problem.Items[_chunks[i].Item].Category is not { } category) continue;
            Add(ends, (category, _chunks[i].End), i);
            Add(starts, (category, _chunks[i].Start), i);
        }

        foreach (((string Category, int Slot) at, List<int> after) in starts)
        {
            if (!ends.TryGetValue(at, out List<int>? before)) continue;
            BoolVar same = Model.NewBoolVar("");
            Model.Add(Sum(before, _ => 1) >= same);
            Model.Add(Sum(after, _ => 1) >= same);
            terms.Add((same, _problem.Refund));
        }

        static void Add(Dictionary<(string, int), List<int>> map, (string, int) key, int i) =>
            (map.TryGetValue(key, out List<int>? list) ? list : map[key] = []).Add(i);
    }

    private void AddSlack(List<(IntVar Var, long Points)> terms)
    {
        for (int day = 0; day < _problem.Days; day++)
        {
            BoolVar[] filled = [.. Enumerable.Range(0, _work.Length)
                .Where(slot => _problem.Slots[slot].Day == day && _problem.Slots[slot].IsWork).Select(slot => _work[slot]).OfType<BoolVar>()];
            if (filled.Length <= _problem.FillLimit[day]) continue;
            IntVar over = Model.NewIntVar(0, filled.Length, "");
            Model.Add(LinearExpr.Sum(filled) - over <= _problem.FillLimit[day]);
            terms.Add((over, -PlanProblem.SlackCost));
        }
    }

    private LinearExpr Sum(IEnumerable<int> places, Func<int, int> coefficient)
    {
        LinearExprBuilder sum = LinearExpr.NewBuilder();
        foreach (int i in places) sum.AddTerm((LinearExpr)_vars[i], coefficient(i));
        return sum;
    }
}
