namespace AttentionFunctions.Plan;

/// <summary>
/// The most that a plan can earn when an item may lie in it any number of times: the longest path through the day. States are a moment, the
/// kind of the block that ends there, and the work in a row since the last break; so switching costs, breaks and the gaps between parts are
/// exact. What else a path must know is added by <see cref="DayGraph"/>, where few states are left.
/// </summary>
/// <remarks>
/// The state space relaxation of Christofides, Mingozzi and Toth (Networks 1981). Time is proportional to work in a row × (places + slots × kinds).
/// </remarks>
internal sealed class DayPath : IDayPaths
{
    private const double Never = double.NegativeInfinity;

    private readonly PlanProblem _problem;
    private readonly Chunk[] _places;

    // Places that begin at slot t are those from _firstAt[t] to _firstAt[t + 1].
    private readonly int[] _firstAt;
    private readonly BlockKinds _kinds;

    private readonly BreakRule _breaks;
    private readonly int _runs;

    // Nothing is placed before or behind; the work in a row before is that of appointments.
    private readonly int _begin, _end;
    private readonly double[] _forward, _backward;
    private readonly int[] _from;

    // Of the moment looked at, by work in a row: over all kinds, over those of a category, and the most before a block of a kind.
    private readonly BestTwo[] _any, _same;
    private readonly double[] _before;
    private int _last;

    /// <param name="places">In order of their start.</param>
    public DayPath(PlanProblem problem, Chunk[] places)
    {
        (_problem, _places, _kinds) = (problem, places, new BlockKinds(problem, places));
        int slots = problem.Slots.Length;
        _breaks = new BreakRule(problem);
        _runs = _breaks.Runs;
        _begin = _breaks.Begin(places.Select(place => place.Start).DefaultIfEmpty(0).First());
        _end = places.Select(place => place.End).DefaultIfEmpty(_begin).Max();
        _firstAt = new int[slots + 1];
        foreach (Chunk place in places) _firstAt[place.Start + 1]++;
        for (int slot = 0; slot < slots; slot++) _firstAt[slot + 1] += _firstAt[slot];

        int states = (_end + 1) * _kinds.Count * _runs;
        (_forward, _backward, _from) = (new double[states], new double[states], new int[states]);
        (_any, _same, _before) = (new BestTwo[_runs], new BestTwo[_kinds.Categories * _runs], new double[_kinds.Count * _runs]);
    }

    public long Work => _runs * (_places.Length + (long)_kinds.Count * (_end - _begin));

    public double Longest(double[] profits)
    {
        Array.Fill(_forward, Never);
        _forward[Row(_begin)] = 0;
        for (int slot = _begin; slot < _end; slot++)
        {
            if (!Arrive(slot)) continue;
            Wait(slot);
            for (int i = _firstAt[slot]; i < _firstAt[slot + 1]; i++)
            {
                int kind = _kinds.Of(_places[i].Item) * _runs, end = Row(_places[i].End) + kind;
                for (int run = 0; run < _runs && _breaks.Allows(_places[i], run, out int after); run++)
                {
                    double value = _before[kind + run] + profits[i];
                    if (value > _forward[end + after]) (_forward[end + after], _from[end + after]) = (value, i * _runs + run);
                }
            }
        }

        _last = Row(_end);
        for (int state = _last; state < _forward.Length; state++)
            if (_forward[state] > _forward[_last]) _last = state;
        return _forward[_last];
    }

    public List<int> Path()
    {
        var path = new List<int>();
        int state = _last;
        while (state >= Row(_begin + 1))
        {
            int slot = state / Row(1), run, item = -1;
            if (_from[state] < 0)
            {
                (slot, run) = (slot - 1, -1 - _from[state]);
            }
            else
            {
                int place = _from[state] / _runs;
                run = _from[state] % _runs;
                path.Add(place);
                (slot, item) = (_places[place].Start, _places[place].Item);
            }

            double best = Never;
            for (int kind = 0; kind < _kinds.Count; kind++)
            {
                if (item >= 0 && _kinds.Touches(kind, item)) continue;
                int before = Row(slot) + kind * _runs + run;
                double value = _forward[before] + (item >= 0 ? RefundOf(kind, item) : 0);
                if (value > best) (best, state) = (value, before);
            }
        }

        path.Reverse();
        return path;
    }

    /// <summary>For each place the longest path through it; call after <see cref="Longest"/> with the same numbers.</summary>
    public double[] Through(double[] profits)
    {
        Array.Fill(_backward, Never);
        Array.Fill(_backward, 0, Row(_end), Row(1));
        var through = new double[_places.Length];
        Array.Fill(through, Never);
        var any = new BestTwo[_runs];
        var same = new BestTwo[_kinds.Categories * _runs];
        for (int slot = _end - 1; slot >= _begin; slot--)
        {
            if (!Arrive(slot)) continue;
            Array.Fill(any, BestTwo.Nothing);
            Array.Fill(same, BestTwo.Nothing);
            for (int i = _firstAt[slot]; i < _firstAt[slot + 1]; i++)
            {
                int kind = _kinds.Of(_places[i].Item), category = _kinds.CategoryOf(kind);
                for (int run = 0; run < _runs && _breaks.Allows(_places[i], run, out int after); run++)
                {
                    double rest = profits[i] + _backward[Row(_places[i].End) + kind * _runs + after];
                    any[run].Add(rest, kind);
                    same[category * _runs + run].Add(rest, kind);
                    through[i] = Math.Max(through[i], _before[kind * _runs + run] + rest);
                }
            }

            for (int run = 0; run < _runs; run++)
            {
                double wait = _backward[Row(slot + 1) + _breaks.AfterWaiting(slot, run)];
                for (int kind = 0; kind < _kinds.Count; kind++)
                {
                    int category = _kinds.CategoryOf(kind), barred = _kinds.IsPart(kind) ? kind : -1;
                    double best = Math.Max(wait, any[run].Except(barred));
                    if (category > 0) best = Math.Max(best, same[category * _runs + run].Except(barred) + _problem.Refund);
                    _backward[Row(slot) + kind * _runs + run] = best;
                }
            }
        }

        return through;
    }

    /// <summary>The states and steps by which a path of at least <paramref name="floor"/> leads; call after <see cref="Through"/> with the same numbers.</summary>
    /// <param name="most">Null where there are more steps than so many.</param>
    public DayGraph? Graph(double[] profits, double floor, int most)
    {
        var nodeOf = new int[_forward.Length];
        var nodes = new List<DayNode>();
        var arcs = new List<DayArc>();
        for (int state = Row(_begin); state < _forward.Length; state++)
        {
            if (_forward[state] + _backward[state] < floor || _forward[state] == Never) continue;
            nodeOf[state] = nodes.Count + 1;
            nodes.Add(new DayNode(state / Row(1), (short)(state % Row(1) / _runs), (short)(state % _runs), default));
        }

        for (int from = 0; from < nodes.Count; from++)
        {
            (int slot, short kind, short run, _) = nodes[from];
            if (slot == _end) break;
            double before = _forward[Row(slot) + kind * _runs + run];
            Add(from, Row(slot + 1) + _breaks.AfterWaiting(slot, run), -1, 0);
            for (int i = _firstAt[slot]; i < _firstAt[slot + 1]; i++)
            {
                if (_kinds.Touches(kind, _places[i].Item) || !_breaks.Allows(_places[i], run, out int after)) continue;
                Add(from, Row(_places[i].End) + _kinds.Of(_places[i].Item) * _runs + after, i, RefundOf(kind, _places[i].Item));
            }

            if (arcs.Count > most) return null;

            void Add(int node, int to, int place, long refund)
            {
                if (nodeOf[to] > 0 && before + (place < 0 ? 0 : profits[place]) + refund + _backward[to] >= floor)
                    arcs.Add(new DayArc(node, nodeOf[to] - 1, place, refund, 0));
            }
        }

        return new DayGraph(_places, _kinds, [.. nodes], [.. arcs], _end);
    }

    private int Row(int slot) => slot * _kinds.Count * _runs;

    private long RefundOf(int kind, int item) => _kinds.IsSame(kind, item) ? _problem.Refund : 0;

    /// <summary>Sums up what leads to a moment; false when nothing does.</summary>
    private bool Arrive(int slot)
    {
        Array.Fill(_any, BestTwo.Nothing);
        Array.Fill(_same, BestTwo.Nothing);
        bool reached = false;
        int state = Row(slot);
        bool sums = _firstAt[slot + 1] > _firstAt[slot];
        for (int kind = 0; kind < _kinds.Count; kind++)
        {
            int category = _kinds.CategoryOf(kind) * _runs;
            for (int run = 0; run < _runs; run++, state++)
            {
                double value = _forward[state];
                if (value == Never) continue;
                reached = true;
                _any[run].Add(value, kind);
                if (sums) _same[category + run].Add(value, kind);
            }
        }

        if (!sums) return reached;
        for (int kind = 0; kind < _kinds.Count; kind++)
        {
            int category = _kinds.CategoryOf(kind), barred = _kinds.IsPart(kind) ? kind : -1;
            for (int run = 0; run < _runs; run++)
            {
                double best = _any[run].Except(barred);
                _before[kind * _runs + run] = category == 0 ? best : Math.Max(best, _same[category * _runs + run].Except(barred) + _problem.Refund);
            }
        }

        return reached;
    }

    private void Wait(int slot)
    {
        int row = Row(slot + 1);
        for (int run = 0; run < _runs; run++)
        {
            int to = row + _breaks.AfterWaiting(slot, run);
            if (_any[run].Value > _forward[to]) (_forward[to], _from[to]) = (_any[run].Value, -1 - run);
        }
    }

    /// <summary>The best value, and the best of another kind than that.</summary>
    private record struct BestTwo(double Value, int Kind, double Other)
    {
        public static readonly BestTwo Nothing = new(Never, -1, Never);

        public void Add(double value, int kind)
        {
            if (value > Value) (Other, Value, Kind) = (kind == Kind ? Other : Value, value, kind);
            else if (kind != Kind && value > Other) Other = value;
        }

        public readonly double Except(int kind) => kind == Kind && kind >= 0 ? Other : Value;
    }
}
