using Google.OrTools.Sat;

namespace AttentionFunctions.Plan;

/// <summary>The search for the best plan, from the greedy one on. The native library is loaded by the first search, not at start.</summary>
internal static class CpSatPlanner
{
    /// <summary>A larger model takes longer to build than a person waits.</summary>
    private const int MostPlaces = 60_000;

    public static PlannedDay Plan(PlanProblem problem, SearchLimit limit, CancellationToken cancel)
    {
        IReadOnlyList<Chunk> greedy = GreedyPlanner.Plan(problem);
        long greedyScore = PlanScore.Of(problem, greedy);
        if (problem.Items.Length == 0) return new PlannedDay(PlanOutcome.Optimal, greedy, greedyScore, greedyScore);
        if (CpSatModel.Size(problem) > MostPlaces) return new PlannedDay(PlanOutcome.Greedy, greedy, greedyScore, greedyScore);

        var model = new CpSatModel(problem);
        model.Maximise();
        model.Hint(greedy);
        var solver = Solver(limit);
        CpSolverStatus status;
        using (cancel.Register(solver.StopSearch)) status = solver.Solve(model.Model);
        cancel.ThrowIfCancellationRequested();
        if (status is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible))
            return new PlannedDay(PlanOutcome.Greedy, greedy, greedyScore, greedyScore);

        IReadOnlyList<Chunk> found = model.Read(solver);
        long score = PlanScore.Of(problem, found);
        if (status == CpSolverStatus.Optimal) return new PlannedDay(PlanOutcome.Optimal, found, score, greedyScore);
        return score > greedyScore
            ? new PlannedDay(PlanOutcome.Feasible, found, score, greedyScore)
            : new PlannedDay(PlanOutcome.Greedy, greedy, greedyScore, greedyScore);
    }

    /// <summary>Whether all hard due dates can be kept; null when the limit does not suffice to tell.</summary>
    public static bool? IsFeasible(PlanProblem problem, SearchLimit limit)
    {
        var placed = new int[problem.Items.Length];
        IReadOnlyList<Chunk> greedy = GreedyPlanner.Plan(problem);
        foreach (Chunk chunk in greedy) placed[chunk.Item] += chunk.Length;
        if (problem.Items.Where((item, i) => item.IsHard && placed[i] < item.Slots).Any() is false) return true;

        var model = new CpSatModel(problem, hardOnly: true);
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

internal sealed record PlannedDay(PlanOutcome Outcome, IReadOnlyList<Chunk> Chunks, long Score, long GreedyScore);
