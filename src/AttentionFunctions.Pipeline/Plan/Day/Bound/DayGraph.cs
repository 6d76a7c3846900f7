namespace AttentionFunctions.Plan;

/// <summary>A moment of the day, what must be known of the block that ends there, and what has been done of what is remembered.</summary>
/// <param name="Run">Work in a row since the last break, in slots.</param>
internal readonly record struct DayNode(int Slot, short Kind, short Run, Progress Progress);

/// <param name="Place">Index of the place that is taken; −1: a slot goes by.</param>
/// <param name="Refund">Points for following the same category.</param>
/// <param name="Earned">Points for what is remembered: see <see cref="ProgressRules.TryPlace"/>.</param>
internal readonly record struct DayArc(int From, int To, int Place, long Refund, long Earned);

/// <summary>
/// The states of <see cref="DayPath"/> that are left, with the steps between them, and with a memory that grows (<see cref="Remember"/>):
/// states that a good enough path no longer reaches are dropped before others are told apart, so a memory of many items stays small.
/// </summary>
/// <remarks>
/// Successive sublimation dynamic programming (Ibaraki and Nakamura, European Journal of Operational Research 1994; for one machine: Tanaka,
/// Fujikuma and Araki, Journal of Scheduling 2009).
/// </remarks>
internal sealed class DayGraph : IDayPaths
{
    private const double Never = double.NegativeInfinity;

    private readonly double[] _forward, _backward;
    private readonly int[] _firstOf, _via;
    private int _last;

    /// <param name="nodes">In order of time, the first one is the beginning.</param>
    /// <param name="arcs">In order of the nodes from which they lead.</param>
    /// <param name="end">The slot at which paths end.</param>
    public DayGraph(Chunk[] places, BlockKinds kinds, DayNode[] nodes, DayArc[] arcs, int end)
    {
        (Places, Kinds, Nodes, Arcs, End) = (places, kinds, nodes, arcs, end);
        (_forward, _backward, _via) = (new double[nodes.Length], new double[nodes.Length], new int[nodes.Length]);
        _firstOf = new int[nodes.Length + 1];
        foreach (DayArc arc in arcs) _firstOf[arc.From + 1]++;
        for (int node = 0; node < nodes.Length; node++) _firstOf[node + 1] += _firstOf[node];
    }

    public Chunk[] Places { get; }

    public BlockKinds Kinds { get; }

    public DayNode[] Nodes { get; }

    public DayArc[] Arcs { get; }

    public int End { get; }

    public long Work => Arcs.Length;

    public bool IsEmpty => Arcs.Length == 0;

    public bool IsEnd(int node) => Nodes[node].Slot == End;

    public ReadOnlySpan<DayArc> From(int node) => Arcs.AsSpan(_firstOf[node].._firstOf[node + 1]);

    /// <summary>The longest path from here on by the profits that <see cref="Keep"/> was given.</summary>
    public double RestOf(int node) => _backward[node];

    public double Longest(double[] profits)
    {
        Array.Fill(_forward, Never);
        if (IsEmpty) return Never;
        _forward[0] = 0;
        for (int i = 0; i < Arcs.Length; i++)
        {
            ref readonly DayArc arc = ref Arcs[i];
            double value = _forward[arc.From] + Value(arc, profits);
            if (value > _forward[arc.To]) (_forward[arc.To], _via[arc.To]) = (value, i);
        }

        _last = Nodes.Length - 1;
        for (int node = _last; node >= 0 && IsEnd(node); node--)
            if (_forward[node] > _forward[_last]) _last = node;
        return _forward[_last];
    }

    public List<int> Path()
    {
        var path = new List<int>();
        for (int node = _last; node > 0; node = Arcs[_via[node]].From)
            if (Arcs[_via[node]].Place >= 0) path.Add(Arcs[_via[node]].Place);
        path.Reverse();
        return path;
    }

    /// <summary>Without what no path of at least <paramref name="floor"/> uses; its <see cref="RestOf"/> is known for these profits.</summary>
    public DayGraph Keep(double[] profits, double floor)
    {
        Longest(profits);
        Rest(profits);
        DayGraph kept = Only(arc => _forward[arc.From] + Value(arc, profits) + _backward[arc.To] >= floor);
        kept.Rest(profits);
        return kept;
    }

    /// <summary>
    /// The same paths, those that are good enough, with states told apart by what a larger memory counts. Call on what <see cref="Keep"/> has
    /// returned, with the same numbers.
    /// </summary>
    /// <param name="most">Null where there would be more steps than so many.</param>
    public DayGraph? Remember(ProgressRules rules, double[] profits, double floor, int most)
    {
        var at = new Dictionary<(int Node, Progress), int>();
        List<int>?[] statesOf = new List<int>?[Nodes.Length];
        var progress = new List<Progress>();
        var best = new List<double>();
        var arcs = new List<DayArc>();
        Reach(0, default, 0);
        for (int node = 0; node < Nodes.Length; node++)
        {
            foreach (int from in statesOf[node] ?? [])
            {
                if (arcs.Count > most) return null;
                foreach (DayArc arc in From(node))
                {
                    double value = best[from] + Value(arc, profits);
                    if (value + _backward[arc.To] < floor) continue;
                    Progress then = progress[from];
                    long earned = 0;
                    if (arc.Place < 0) then = rules.Arrive(then, Nodes[arc.To].Slot);
                    else if (!rules.TryPlace(then, Places[arc.Place], out then, out earned)) continue;
                    if (IsEnd(arc.To) && !rules.IsComplete(then)) continue;
                    arcs.Add(arc with { From = from, To = Reach(arc.To, then, value), Earned = earned });
                }
            }
        }

        // States were numbered as they were found, and are wanted in order of time.
        var nodes = new DayNode[progress.Count];
        var numbers = new int[progress.Count];
        int next = 0;
        for (int node = 0; node < Nodes.Length; node++)
        {
            foreach (int state in statesOf[node] ?? [])
            {
                numbers[state] = next;
                nodes[next++] = Nodes[node] with { Progress = progress[state] };
            }
        }

        return new DayGraph(Places, Kinds, nodes, [.. arcs.Select(arc => arc with { From = numbers[arc.From], To = numbers[arc.To] })], End);

        int Reach(int node, Progress then, double value)
        {
            if (at.TryGetValue((node, then), out int known))
            {
                best[known] = Math.Max(best[known], value);
                return known;
            }

            int state = at[(node, then)] = progress.Count;
            progress.Add(then);
            best.Add(value);
            (statesOf[node] ??= []).Add(state);
            return state;
        }
    }

    public static double Value(in DayArc arc, double[] profits) => arc.Refund + arc.Earned + (arc.Place < 0 ? 0 : profits[arc.Place]);

    private void Rest(double[] profits)
    {
        for (int node = 0; node < Nodes.Length; node++) _backward[node] = IsEnd(node) ? 0 : Never;
        for (int i = Arcs.Length - 1; i >= 0; i--)
        {
            ref readonly DayArc arc = ref Arcs[i];
            _backward[arc.From] = Math.Max(_backward[arc.From], Value(arc, profits) + _backward[arc.To]);
        }
    }

    private DayGraph Only(Func<DayArc, bool> isKept)
    {
        DayArc[] arcs = [.. Arcs.Where(isKept)];
        var isUsed = new bool[Nodes.Length];
        foreach (DayArc arc in arcs) isUsed[arc.From] = isUsed[arc.To] = true;
        var numbers = new int[Nodes.Length];
        int next = 0;
        for (int node = 0; node < numbers.Length; node++) numbers[node] = isUsed[node] ? next++ : -1;
        return new DayGraph(
            Places, Kinds, [.. Nodes.Where((_, node) => isUsed[node])], [.. arcs.Select(arc => arc with { From = numbers[arc.From], To = numbers[arc.To] })], End);
    }
}
