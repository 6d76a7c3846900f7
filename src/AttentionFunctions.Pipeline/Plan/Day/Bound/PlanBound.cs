namespace AttentionFunctions.Plan;

/// <summary>
/// How good a plan can be at most, and which places a plan better than the best one known can use: few, as a rule, so that little is left to
/// search. Where rules are priced (<see cref="DayPrices"/>) the best that is left is a longest path (<see cref="DayPath"/>); a place through
/// which no path is good enough is discarded; what the paths are of two minds about is decided by cases, best bound first.
/// </summary>
/// <remarks>
/// Column elimination by reduced cost, state space relaxation and branch and bound together, as in exact methods for routing (Baldacci,
/// Mingozzi and Roberti, Operations Research 2011); a day is a route through time. Paths are also made into plans, and the best one is kept.
/// </remarks>
internal sealed class PlanBound
{
    /// <summary>Scores are whole numbers; sums of prices end a rounding error away from them.</summary>
    private const double Tolerance = 1e-6;

    /// <summary>Most paths at first, after each growth of the memory, and for a case.</summary>
    private const int FirstPaths = 200, NextPaths = 60, CasePaths = 24;

    /// <summary>A step's part of what Polyak's rule allows, at first and later: later prices are nearly right.</summary>
    private const double FirstStep = 1, NextStep = 0.4;

    /// <summary>Inner steps that a path may have: before cases are told apart, and in a case that nothing else decides.</summary>
    private const long UsualPath = 700_000, LongPath = 5_000_000;

    /// <summary>What making a plan of a path costs, in inner steps of a path.</summary>
    private const long PlanWork = 20_000;

    /// <summary>Part of the work that goes by before cases are told apart.</summary>
    private const double FirstShare = 0.15;

    private const int MostGrowth = 16;

    private readonly PlanProblem _problem;
    private readonly Func<bool> _isOver;
    private readonly PathMemory _memory = new();
    private PlanBranch _branch;
    private PathFaults _faults;
    private DayPath _path;
    private double _best, _bestConstant;
    private double[] _bestProfits = [];
    private long _work;

    private PlanBound(PlanProblem problem, IReadOnlyList<Chunk> places, IReadOnlyList<Chunk> plan, Func<bool> isOver)
    {
        (_problem, Plan, _isOver) = (problem, plan, isOver);
        Score = PlanScore.Of(problem, plan);
        int[] placed = PathUse.Of(problem, plan).Effort;
        var finished = new bool[problem.Items.Length];
        _branch = new PlanBranch(
            double.PositiveInfinity, [.. places.OrderBy(place => place.Start).ThenBy(place => place.Item).ThenBy(place => place.Length)],
            new DayPrices(problem), finished, new bool[problem.Items.Length]);
        (_path, _faults) = Enter();

        // A plan that misses no hard due date is beaten only by one that misses none. Otherwise it matters most which are kept.
        if (Enumerable.Range(0, placed.Length).All(item => !problem.Items[item].IsHard || placed[item] == problem.Items[item].Slots))
        {
            for (int item = 0; item < placed.Length; item++)
                if (problem.Items[item].IsHard) Require(item);
        }
        else
        {
            for (int item = 0; item < placed.Length; item++)
                if (problem.Items[item].IsHard && Affords(_memory.Size * PathMemory.Levels(problem.Items[item]), LongPath)) _memory.Add(problem, item);
            (_path, _faults) = Enter();
        }

        void Require(int item)
        {
            if (finished[item]) return;
            finished[item] = true;
            foreach (int before in problem.Items[item].After) Require(before);
        }
    }

    /// <summary>The best plan known.</summary>
    public IReadOnlyList<Chunk> Plan { get; private set; }

    public long Score { get; private set; }

    /// <summary>No plan scores more.</summary>
    public long Most { get; private set; }

    /// <summary>What a better plan can use; empty when there is none.</summary>
    public IReadOnlyList<Chunk> Places { get; private set; } = [];

    /// <param name="places">All that parts may have.</param>
    /// <param name="plan">To begin with.</param>
    /// <param name="work">Inner steps of paths, about 300 million a second of an idle core.</param>
    /// <param name="isOver">Whether the time is over; asked once a path.</param>
    public static PlanBound Of(PlanProblem problem, IReadOnlyList<Chunk> places, IReadOnlyList<Chunk> plan, long work, Func<bool> isOver)
    {
        var bound = new PlanBound(problem, places, plan, isOver);
        bound.Begin((long)(work * FirstShare));
        bound.Places = bound.DecideCases(work);
        return bound;
    }

    private bool IsBeaten(double value) => value < Score + 1 - Tolerance;

    /// <summary>Prices for all plans together, with a memory that grows as long as the bound falls.</summary>
    private void Begin(long work)
    {
        double last = double.PositiveInfinity;
        for (int paths = FirstPaths; ; paths = NextPaths)
        {
            Tighten(paths, FirstStep, work);
            bool stands = last - _best < 0.001 * Math.Abs(_best);
            last = Math.Min(last, _best);
            if (!Discard(last) || _work > work || _isOver()) return;
            if (!_faults.Grow(_memory, MostGrowth, size => Affords(size, UsualPath)) && stands) return;
            (_path, _faults) = Enter();
        }
    }

    /// <summary>Cases by the bound of each. What is still open at the end has the places that are returned.</summary>
    private List<Chunk> DecideCases(long work)
    {
        var open = new PriorityQueue<PlanBranch, double>();
        var left = new List<PlanBranch>();
        Open(_branch);
        while (_work < work && !_isOver() && open.TryDequeue(out PlanBranch? branch, out _))
        {
            if (IsBeaten(branch.Bound)) continue;
            _branch = branch;
            (_path, _faults) = Enter();
            Tighten(CasePaths, NextStep, work);
            double bound = Math.Min(_best, branch.Bound);
            if (!Discard(bound)) continue;
            if (_faults.Undecided(_branch) is { } item)
            {
                (PlanBranch? with, PlanBranch? without) = _branch.Split(_problem, item, bound);
                Open(with);
                Open(without);
            }
            else if (_faults.Grow(_memory, MostGrowth, size => Affords(size, LongPath)))
            {
                Open(_branch);
            }
            else
            {
                left.Add(_branch);
            }
        }

        left.AddRange(open.UnorderedItems.Select(entry => entry.Element));
        left.RemoveAll(branch => IsBeaten(branch.Bound));
        Most = left.Select(branch => (long)Math.Floor(branch.Bound + Tolerance)).Append(Score).Max();
        return [.. left.SelectMany(branch => branch.Places).Distinct()
            .OrderBy(place => place.Start).ThenBy(place => place.Item).ThenBy(place => place.Length)];

        void Open(PlanBranch? branch)
        {
            if (branch is { Places.Length: > 0 } && !IsBeaten(branch.Bound)) open.Enqueue(branch, -branch.Bound);
        }
    }

    private (DayPath, PathFaults) Enter()
    {
        (_best, _bestProfits) = (double.PositiveInfinity, []);
        _branch.Prices.Release(_memory);
        return (new DayPath(_problem, _branch.Places, new BlockKinds(_problem, _branch.Places), _memory), new PathFaults(_problem));
    }

    /// <summary>Steps of the prices, shorter where they no longer help.</summary>
    private void Tighten(int paths, double length, long work)
    {
        const int patience = 8;
        const double shortest = 5e-3, noticeable = 3e-4;
        double[] finish = _branch.Finishes(_problem);
        int stale = 0;
        for (int i = 0; i < paths && length > shortest && (i == 0 || (_work <= work && !_isOver())); i++)
        {
            double constant = _branch.Prices.Constant(_memory, _branch);
            double[] profits = _branch.Prices.Profits(_branch.Places);
            double value = _path.Longest(profits, finish) + constant;
            _work += _path.Work;
            Chunk[] path = [.. _path.Path().Select(place => _branch.Places[place])];
            stale = value < _best - noticeable * Math.Abs(_best) ? 0 : stale + 1;
            if (value < _best) (_best, _bestConstant, _bestProfits) = (value, constant, profits);
            if (stale >= patience) (stale, length) = (0, 0.6 * length);
            if (i % 2 == 0) Try(path);
            _faults.Add(path);
            if (IsBeaten(_best) || !_branch.Prices.Step(path, _memory, _branch, length * (value - Score))) return;
        }
    }

    /// <summary>Takes out what no better plan uses; false when nothing is left of the case.</summary>
    private bool Discard(double bound)
    {
        if (IsBeaten(bound))
        {
            _branch = _branch with { Places = [], Bound = bound };
            return false;
        }

        double[] finish = _branch.Finishes(_problem);
        _path.Longest(_bestProfits, finish);
        double[] through = _path.Through(_bestProfits, finish);
        _work += 2 * _path.Work;
        _branch = _branch with { Places = [.. _branch.Places.Where((_, place) => !IsBeaten(through[place] + _bestConstant))], Bound = bound };
        return _branch.Places.Length > 0;
    }

    private void Try(Chunk[] path)
    {
        IReadOnlyList<Chunk> plan = GreedyPlanner.Complete(_problem, path);
        long score = PlanScore.Of(_problem, plan);
        if (score > Score) (Score, Plan) = (score, plan);
        _work += PlanWork;
    }

    private bool Affords(long memory, long most) => _path.Work / _path.Memories * memory <= most;
}
