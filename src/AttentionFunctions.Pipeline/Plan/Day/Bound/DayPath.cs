namespace AttentionFunctions.Plan;

/// <summary>
/// The most that a plan can earn when an item may lie in it any number of times: the longest path through the day. States are a moment, the
/// kind of the block that ends there, the work in a row since the last break, and how much of each of a few remembered items has been placed.
/// So switching costs, breaks and the gaps between parts are exact, and so are effort and order of what is remembered.
/// </summary>
/// <remarks>
/// The state space relaxation of Christofides, Mingozzi and Toth (Networks 1981), with a memory that grows where the path repeats an item
/// (Righini and Salani, Networks 2008). Time is proportional to memory × work in a row × (places + slots × kinds).
/// </remarks>
internal sealed class DayPath
{
    private const double Never = double.NegativeInfinity;

    private readonly PlanProblem _problem;
    private readonly Chunk[] _places;

    // Places that begin at slot t are those from _firstAt[t] to _firstAt[t + 1].
    private readonly int[] _firstAt;
    private readonly BlockKinds _kinds;

    // Appointments that follow directly, in slots.
    private readonly int[] _appointments;

    // Of a remembered item: what one step of it adds to the memory; 0 for others.
    private readonly int[] _stride;

    // Of an item: what it waits for and is remembered.
    private readonly int[][] _first;
    private readonly int _capStride, _memories, _runs;

    // Nothing is placed before or behind; the work in a row before is that of appointments.
    private readonly int _begin, _end;
    private readonly bool _hasBreaks;
    private readonly double[] _forward, _backward;
    private readonly int[] _from;

    // Of the moment looked at, by work in a row: over all kinds, over those of a category, and the most before a block of a kind.
    private readonly BestTwo[] _any, _same;
    private readonly double[] _before;
    private int _last;

    /// <param name="places">In order of their start.</param>
    /// <param name="memory">What is counted along the path.</param>
    public DayPath(PlanProblem problem, Chunk[] places, BlockKinds kinds, PathMemory memory)
    {
        (_problem, _places, _kinds) = (problem, places, kinds);
        int slots = problem.Slots.Length;
        _hasBreaks = problem.BreakAfter < slots;
        _runs = _hasBreaks ? problem.BreakAfter + 1 : 1;
        _begin = Math.Max(0, places.Select(place => place.Start).DefaultIfEmpty(0).First() - _runs);
        _end = places.Select(place => place.End).DefaultIfEmpty(_begin).Max();
        _appointments = new int[slots + 1];
        for (int slot = slots - 1; slot >= 0; slot--) _appointments[slot] = problem.Slots[slot].IsFixed ? _appointments[slot + 1] + 1 : 0;
        _firstAt = new int[slots + 1];
        foreach (Chunk place in places) _firstAt[place.Start + 1]++;
        for (int slot = 0; slot < slots; slot++) _firstAt[slot + 1] += _firstAt[slot];

        _stride = new int[problem.Items.Length];
        _memories = 1;
        foreach (int item in memory.Items) (_stride[item], _memories) = (_memories, _memories * PathMemory.Levels(problem.Items[item]));
        _first = [.. problem.Items.Select(item => item.After.Where(before => _stride[before] > 0).ToArray())];
        if (memory.CountsDeepWork) (_capStride, _memories) = (_memories, _memories * (problem.FocusCap + 1));
        int states = (_end + 1) * _memories * kinds.Count * _runs;
        (_forward, _backward, _from) = (new double[states], new double[states], new int[states]);
        (_any, _same, _before) = (new BestTwo[_runs], new BestTwo[kinds.Categories * _runs], new double[kinds.Count * _runs]);
    }

    public int Memories => _memories;

    /// <summary>Inner steps of one path, to weigh it against the time there is.</summary>
    public long Work => _memories * _runs * (_places.Length + (long)_kinds.Count * (_end - _begin));

    /// <param name="profit">Of each place.</param>
    /// <param name="finish">Of each remembered item, for all of it.</param>
    public double Longest(double[] profit, double[] finish)
    {
        Array.Fill(_forward, Never);
        _forward[Row(_begin, 0)] = 0;
        for (int slot = _begin; slot < _end; slot++)
        {
            for (int memory = 0; memory < _memories; memory++)
            {
                if (!Arrive(slot, memory)) continue;
                Wait(slot, memory);
                for (int i = _firstAt[slot]; i < _firstAt[slot + 1]; i++)
                {
                    if (!Remembers(i, memory, out int then, out double extra, finish)) continue;
                    int kind = _kinds.Of(_places[i].Item) * _runs, end = Row(_places[i].End, then) + kind;
                    double gain = profit[i] + extra;
                    for (int run = 0; run < _runs && Fits(_places[i], run, out int after); run++)
                    {
                        double value = _before[kind + run] + gain;
                        if (value > _forward[end + after]) (_forward[end + after], _from[end + after]) = (value, i * _runs + run);
                    }
                }
            }
        }

        _last = Row(_end, 0);
        for (int state = _last; state < _forward.Length; state++)
            if (_forward[state] > _forward[_last]) _last = state;
        return _forward[_last];
    }

    /// <summary>Indices of the places on the path found last, in order of time.</summary>
    public List<int> Path()
    {
        var path = new List<int>();
        int state = _last, aSlot = _memories * _kinds.Count * _runs;
        while (state >= (_begin + 1) * aSlot)
        {
            int slot = state / aSlot, memory = state % aSlot / (_kinds.Count * _runs), run, item = -1;
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
                memory -= Step(_places[place]);
            }

            int row = Row(slot, memory);
            double best = Never;
            for (int kind = 0; kind < _kinds.Count; kind++)
            {
                if (item >= 0 && _kinds.Touches(kind, item)) continue;
                double value = _forward[row + kind * _runs + run] + (item >= 0 && _kinds.IsSame(kind, item) ? _problem.Refund : 0);
                if (value > best) (best, state) = (value, row + kind * _runs + run);
            }
        }

        path.Reverse();
        return path;
    }

    /// <summary>For each place the longest path through it; call after <see cref="Longest"/> with the same numbers.</summary>
    public double[] Through(double[] profit, double[] finish)
    {
        Array.Fill(_backward, Never);
        Array.Fill(_backward, 0, Row(_end, 0), _memories * _kinds.Count * _runs);
        var through = new double[_places.Length];
        Array.Fill(through, Never);
        var any = new BestTwo[_runs];
        var same = new BestTwo[_kinds.Categories * _runs];
        for (int slot = _end - 1; slot >= _begin; slot--)
        {
            for (int memory = 0; memory < _memories; memory++)
            {
                if (!Arrive(slot, memory)) continue;
                Array.Fill(any, BestTwo.Nothing);
                Array.Fill(same, BestTwo.Nothing);
                for (int i = _firstAt[slot]; i < _firstAt[slot + 1]; i++)
                {
                    if (!Remembers(i, memory, out int then, out double extra, finish)) continue;
                    int kind = _kinds.Of(_places[i].Item), category = _kinds.CategoryOf(kind);
                    for (int run = 0; run < _runs && Fits(_places[i], run, out int after); run++)
                    {
                        double rest = profit[i] + extra + _backward[Row(_places[i].End, then) + kind * _runs + after];
                        any[run].Add(rest, kind);
                        same[category * _runs + run].Add(rest, kind);
                        through[i] = Math.Max(through[i], _before[kind * _runs + run] + rest);
                    }
                }

                int row = Row(slot, memory);
                for (int run = 0; run < _runs; run++)
                {
                    double wait = _backward[Row(slot + 1, memory) + RunAfterWaiting(slot, run)];
                    for (int kind = 0; kind < _kinds.Count; kind++)
                    {
                        int category = _kinds.CategoryOf(kind), barred = _kinds.IsPart(kind) ? kind : -1;
                        double best = Math.Max(wait, any[run].Except(barred));
                        if (category > 0) best = Math.Max(best, same[category * _runs + run].Except(barred) + _problem.Refund);
                        _backward[row + kind * _runs + run] = best;
                    }
                }
            }
        }

        return through;
    }

    private int Row(int slot, int memory) => (slot * _memories + memory) * _kinds.Count * _runs;

    /// <summary>Sums up what leads to a moment; false when nothing does.</summary>
    private bool Arrive(int slot, int memory)
    {
        Array.Fill(_any, BestTwo.Nothing);
        Array.Fill(_same, BestTwo.Nothing);
        bool reached = false;
        int state = Row(slot, memory);
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

    private int RunAfterWaiting(int slot, int run) => _hasBreaks && _problem.Slots[slot].IsFixed ? Math.Min(run + 1, _runs - 1) : 0;

    private void Wait(int slot, int memory)
    {
        int row = Row(slot + 1, memory);
        for (int run = 0; run < _runs; run++)
        {
            int to = row + RunAfterWaiting(slot, run);
            if (_any[run].Value > _forward[to]) (_forward[to], _from[to]) = (_any[run].Value, -1 - run);
        }
    }

    /// <summary>Whether what is remembered leaves room for a place, and what is remembered then.</summary>
    private bool Remembers(int i, int memory, out int then, out double extra, double[] finish)
    {
        Chunk place = _places[i];
        PlanItem item = _problem.Items[place.Item];
        (then, extra) = (memory + Step(place), 0);
        if (_capStride > 0 && item.IsDeep && memory / _capStride + place.Length > _problem.FocusCap) return false;
        foreach (int before in _first[place.Item])
        {
            int all = PathMemory.Levels(_problem.Items[before]);
            if (memory / _stride[before] % all < all - 1) return false;
        }

        if (_stride[place.Item] == 0) return true;
        int levels = PathMemory.Levels(item), placed = memory / _stride[place.Item] % levels + (item.IsSplit ? place.Length : 1);
        if (placed == levels - 1) extra = finish[place.Item];
        return placed < levels;
    }

    /// <summary>What a place adds to the memory.</summary>
    private int Step(Chunk place)
    {
        PlanItem item = _problem.Items[place.Item];
        return _stride[place.Item] * (item.IsSplit ? place.Length : 1) + (item.IsDeep ? _capStride * place.Length : 0);
    }

    /// <summary>Whether a break is kept when so much work lies before a place: appointments that follow at once count with it.</summary>
    private bool Fits(Chunk place, int run, out int after)
    {
        after = 0;
        if (!_hasBreaks || _problem.Items[place.Item].IsRest) return true;
        after = run + place.Length;
        return after + _appointments[place.End] < _runs;
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
