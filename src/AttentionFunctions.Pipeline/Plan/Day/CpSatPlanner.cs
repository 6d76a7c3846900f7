using Google.OrTools.Sat;

namespace AttentionFunctions.Plan;

/// <summary>The search for the best plan, from the greedy one on. The native library is loaded by the first search, not at start.</summary>
internal static class CpSatPlanner
{
    /// <summary>A larger model takes longer to build than a person waits.</summary>
    private const int MostPlaces = 60_000;

    /// <summary>
    /// Work on the bound for a second that was given, about that second: nearly always it leaves nothing to search, and where it leaves
    /// something, more of it proves more than a search does.
    /// </summary>
    private const double BoundWorkPerSecond = 280e6;

    /// <summary>Part of the time after which a search begins, by the clock.</summary>
    private const double BoundShare = 0.8;

    public static PlannedDay Plan(PlanProblem problem, SearchLimit limit, TimeProvider time, CancellationToken cancel)
    {
        long started = time.GetTimestamp();
        IReadOnlyList<Chunk> greedy = GreedyPlanner.Plan(problem);
        long greedyScore = PlanScore.Of(problem, greedy);
        if (problem.Items.Length == 0) return new PlannedDay(PlanOutcome.Optimal, greedy, greedyScore, greedyScore, greedyScore);
        if (Places.Count(problem) > MostPlaces) return new PlannedDay(PlanOutcome.Greedy, greedy, greedyScore, greedyScore, long.MaxValue);

        PlanBound bound = PlanBound.Of(
            problem, Places.Of(problem), greedy, (long)(BoundWorkPerSecond * limit.Seconds),
            () => cancel.IsCancellationRequested || limit.IsOverAfter(time.GetElapsedTime(started) / BoundShare));
        cancel.ThrowIfCancellationRequested();
        if (bound.Places.Count == 0) return new PlannedDay(PlanOutcome.Optimal, bound.Plan, bound.Score, greedyScore, bound.Score);

        (bool isOptimal, IReadOnlyList<Chunk> plan, long most) = Search(problem, bound, limit.After(time.GetElapsedTime(started)), cancel);
        long score = PlanScore.Of(problem, plan);
        PlanOutcome outcome = isOptimal ? PlanOutcome.Optimal : score > greedyScore ? PlanOutcome.Feasible : PlanOutcome.Greedy;
        return new PlannedDay(outcome, plan, score, greedyScore, isOptimal ? score : Math.Min(most, bound.Most));
    }

    /// <summary>
    /// Among what the bound has left and its own plan, so that a proof says that nothing is better. What is found is never below that plan.
    /// </summary>
    private static (bool IsOptimal, IReadOnlyList<Chunk> Plan, long Most) Search(
        PlanProblem problem, PlanBound bound, SearchLimit limit, CancellationToken cancel)
    {
        var model = new CpSatModel(problem, [.. bound.Places.Union(bound.Plan)]);
        model.Maximise();
        model.Hint(bound.Plan);
        var solver = Solver(limit);
        CpSolverStatus status;
        using (cancel.Register(solver.StopSearch)) status = solver.Solve(model.Model);
        cancel.ThrowIfCancellationRequested();
        if (status is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible)) return (false, bound.Plan, long.MaxValue);
        IReadOnlyList<Chunk> found = model.Read(solver);
        long most = (long)Math.Floor(solver.BestObjectiveBound + 0.5) - problem.MissedCost * problem.Items.Count(item => item.IsHard);
        return (status == CpSolverStatus.Optimal, PlanScore.Of(problem, found) >= bound.Score ? found : bound.Plan, most);
    }

    /// <summary>Whether all hard due dates can be kept; null when the limit does not suffice to tell.</summary>
    public static bool? IsFeasible(PlanProblem problem, SearchLimit limit)
    {
        var placed = new int[problem.Items.Length];
        IReadOnlyList<Chunk> greedy = GreedyPlanner.Plan(problem);
        foreach (Chunk chunk in greedy) placed[chunk.Item] += chunk.Length;
        if (problem.Items.Where((item, i) => item.IsHard && placed[i] < item.Slots).Any() is false) return true;

        var model = new CpSatModel(problem, Places.OfHard(problem));
        model.RequireHard();
        model.Hint(greedy);
        return Solver(limit).Solve(model.Model) switch
        {
            CpSolverStatus.Optimal or CpSolverStatus.Feasible => true,
            CpSolverStatus.Infeasible => false,
            _ => null,
        };
    }

    /// <summary>
    /// One worker and a fixed seed: a request takes one core, and a search that the clock does not end, ends the same way again. Full
    /// linearisation: without it the bound stays a tenth above the optimum on busy days, and nothing is proven.
    /// </summary>
    private static CpSolver Solver(SearchLimit limit) => new()
    {
        StringParameters = "num_workers:1,random_seed:1,linearization_level:2" + limit.Parameters,
    };
}

/// <param name="Most">No plan scores more; the largest number when nothing is known.</param>
internal sealed record PlannedDay(PlanOutcome Outcome, IReadOnlyList<Chunk> Chunks, long Score, long GreedyScore, long Most);
