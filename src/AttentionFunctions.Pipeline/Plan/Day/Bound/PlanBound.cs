namespace AttentionFunctions.Plan;

/// <summary>
/// How good a plan can be at most, the best one found on the way, and which places a better one could use; as a rule none are left.
/// </summary>
/// <remarks>
/// Where rules are priced (<see cref="DayPrices"/>) the best that is left is a longest path (<see cref="DayPath"/>). What no good enough path
/// uses is dropped. What is left is told apart by what paths do wrong: counted along the path (<see cref="DayGraph"/>), or, where that would
/// be too much, by cases (<see cref="PlanCase"/>). Between, real plans are looked for along the paths that are left
/// (<see cref="PlanLabels"/>).
/// </remarks>
internal sealed class PlanBound
{
    /// <summary>Steps of the prices at first, in a case or after a better plan was found, and after each growth of the memory.</summary>
    private const int FirstPaths = 100, NextPaths = 60, GraphPaths = 40;

    /// <summary>A step's part of what Polyak's rule allows, at first and later: later prices are nearly right.</summary>
    private const double FirstStep = 1, NextStep = 0.6;

    /// <summary>Labels of a moment at first, and times that they grow with the memory.</summary>
    private const int FirstWidth = 100, WidthGrowth = 2;

    /// <summary>
    /// Times that a memory may grow at once, could all that it counts be combined, and what is tried where that leaves too much. Most
    /// combinations are not reached.
    /// </summary>
    private static readonly int[] MemoryGrowths = [64, 8, 1];

    /// <summary>Larger graphs and searches for sets of due dates are given up.</summary>
    private const int MostArcs = 400_000, MostKeptSteps = 1_000_000;

    /// <summary>Where more steps than so many are left and the bound is so far above the best plan, cases are told apart.</summary>
    private const int ConfusingArcs = 15_000;

    private const double ConfusingGap = 0.02;

    /// <summary>What a label and a step of a larger memory cost in inner steps of a path.</summary>
    private const long LabelWork = 300, ArcWork = 30;

    private readonly PlanProblem _problem;
    private readonly BestPlan _best;
    private readonly WorkBudget _budget;
    private readonly PriorityQueue<(PricedCase Case, Chunk[] Places), double> _open = new();
    private readonly List<(double Bound, IEnumerable<Chunk> Places)> _left = [];

    private PlanBound(PlanProblem problem, IReadOnlyList<Chunk> plan, WorkBudget budget) =>
        (_problem, _best, _budget) = (problem, new BestPlan(problem, plan), budget);

    /// <summary>The best plan known.</summary>
    public IReadOnlyList<Chunk> Plan => _best.Plan;

    public long Score => _best.Score;

    /// <summary>No plan scores more.</summary>
    public long Most => _left.Where(left => !_best.IsBeaten(left.Bound)).Select(left => (long)Math.Floor(left.Bound + BestPlan.Tolerance)).Append(Score).Max();

    /// <summary>What a better plan can use; empty when there is none.</summary>
    public IReadOnlyList<Chunk> Places => InOrder(_left.Where(left => !_best.IsBeaten(left.Bound)).SelectMany(left => left.Places).Distinct());

    /// <param name="places">All that parts may have.</param>
    /// <param name="plan">To begin with.</param>
    /// <param name="work">See <see cref="WorkBudget"/>.</param>
    /// <param name="isOver">Whether the time is over.</param>
    public static PlanBound Of(PlanProblem problem, IReadOnlyList<Chunk> places, IReadOnlyList<Chunk> plan, long work, Func<bool> isOver)
    {
        var budget = new WorkBudget(work, isOver);
        var bound = new PlanBound(problem, plan, budget);

        // A plan of nothing uses no place, and so nothing else would find it.
        bound._best.Take([]);
        foreach (PlanCase plans in bound.FirstCases()) bound.Open(new PricedCase(plans, new DayPrices(problem), new PathMemory(problem)), InOrder(places));
        while (bound._open.TryDequeue(out (PricedCase Case, Chunk[] Places) next, out _))
        {
            budget.ShareWith(bound._open.Count);
            bound.Decide(next.Case, next.Places);
        }

        return bound;
    }

    private static Chunk[] InOrder(IEnumerable<Chunk> places) =>
        [.. places.OrderBy(place => place.Start).ThenBy(place => place.Item).ThenBy(place => place.Length)];

    /// <summary>A plan that misses no hard due date is beaten only by one that misses none. Otherwise it matters most which are kept.</summary>
    private List<PlanCase> FirstCases()
    {
        int[] placed = PathUse.Of(_problem, Plan).Effort;
        bool[] kept = [.. _problem.Items.Select((item, i) => item.IsHard && placed[i] == item.Slots)];
        int known = kept.Count(date => date);
        if (known == _problem.Items.Count(item => item.IsHard)) return [PlanCase.Keeping(_problem, kept)];
        if (KeptDates.Largest(_problem, known, MostKeptSteps) is not { } sets) return [PlanCase.Any(_problem)];
        foreach ((_, IReadOnlyList<Chunk> plan) in sets) _best.Try(plan);
        return [.. sets.Select(set => PlanCase.Keeping(_problem, set.Kept))];
    }

    private void Open(PricedCase priced, Chunk[] places) => _open.Enqueue((priced, [.. places.Where(priced.Plans.Uses)]), -priced.Bound);

    /// <summary>Prices without a memory, anew where a better plan was found; then a memory or cases.</summary>
    private void Decide(PricedCase priced, Chunk[] places)
    {
        for (int steps = priced.Depth > 0 ? NextPaths : FirstPaths; places.Length > 0 && !_best.IsBeaten(priced.Bound); steps = NextPaths)
        {
            var path = new DayPath(_problem, places);
            priced = priced.Tighten(path, places, steps, FirstStep, _best, _budget);
            if (_best.IsBeaten(priced.Bound)) return;
            path.Longest(priced.Profits);
            double[] through = path.Through(priced.Profits);
            DayGraph? graph = path.Graph(priced.Profits, Floor(priced), MostArcs)?.Keep(priced.Profits, Floor(priced));
            places = [.. places.Where((_, place) => !_best.IsBeaten(through[place] + priced.Constant))];
            var tally = new PlanTally(_problem, places);
            if (graph is null || !tally.IsEnough || _budget.IsSpent)
            {
                _left.Add((priced.Bound, places));
                return;
            }

            if (graph.IsEmpty) return;
            long before = Score;
            bool isConfusing = graph.Arcs.Length > ConfusingArcs && priced.Bound - Score > ConfusingGap * Math.Abs(Score);
            if ((priced.Depth == 0 || !isConfusing) && Search(priced, tally, graph, FirstWidth)) return;
            if (Score > before) continue;
            if (isConfusing && priced.Faults.Undecided() is { } item) Split(priced, item, places);
            else Sublimate(priced, tally, graph);
            return;
        }
    }

    private void Split(PricedCase priced, int item, Chunk[] places)
    {
        (PlanCase? with, PlanCase? without) = priced.Plans.Split(item);
        foreach (PlanCase plans in new[] { with, without }.OfType<PlanCase>())
            Open(priced with { Plans = plans, Prices = priced.Prices.Copy(), Depth = priced.Depth + 1 }, places);
    }

    /// <summary>More and more memory, and wider searches, until nothing is left or nothing more can be spent.</summary>
    private void Sublimate(PricedCase priced, PlanTally tally, DayGraph graph)
    {
        for (int width = FirstWidth * WidthGrowth; !_budget.IsSpent; width *= WidthGrowth)
        {
            if (Remember(priced, tally, graph) is var (memory, larger))
            {
                graph = larger;
                priced.Prices.Release(memory);
                priced = (priced with { Memory = memory }).Tighten(graph, graph.Places, GraphPaths, NextStep, _best, _budget);
            }
            else
            {
                width *= WidthGrowth;
            }

            if (_best.IsBeaten(priced.Bound)) return;
            graph = graph.Keep(priced.Profits, Floor(priced));
            if (graph.IsEmpty || Search(priced, tally, graph, width)) return;
        }

        _left.Add((priced.Bound, graph.Arcs.Where(arc => arc.Place >= 0).Select(arc => graph.Places[arc.Place])));
    }

    /// <summary>With a memory of what is most at fault, as much as leaves a graph that can be afforded.</summary>
    private (PathMemory Memory, DayGraph Graph)? Remember(PricedCase priced, PlanTally tally, DayGraph graph)
    {
        foreach (int growth in MemoryGrowths)
        {
            PathMemory memory = priced.Memory.Copy();
            if (!priced.Faults.Grow(memory, growth) || _budget.IsTimeOver) return null;
            DayGraph? larger = graph.Remember(new ProgressRules(priced.Plans, tally, memory), priced.Profits, Floor(priced), MostArcs);
            _budget.Spend(ArcWork * (larger?.Arcs.Length ?? MostArcs));
            if (larger is not null) return (memory, larger);
        }

        return null;
    }

    /// <summary>True when nothing better is left in the graph.</summary>
    private bool Search(PricedCase priced, PlanTally tally, DayGraph graph, int width)
    {
        var labels = new PlanLabels(priced, tally, graph);
        (List<Chunk>? plan, bool isProven) = labels.Search(_best.Floor, width, _budget);
        _budget.Spend(labels.Count * LabelWork);
        if (plan is not null) _best.Take(plan);
        return isProven;
    }

    private double Floor(PricedCase priced) => _best.Floor - priced.Constant;
}
