namespace AttentionFunctions.Plan;

/// <summary>The best plan known so far.</summary>
internal sealed class BestPlan(PlanProblem problem, IReadOnlyList<Chunk> first)
{
    /// <summary>Scores are whole numbers; sums of prices end a rounding error away from them.</summary>
    public const double Tolerance = 1e-6;

    public IReadOnlyList<Chunk> Plan { get; private set; } = first;

    public long Score { get; private set; } = PlanScore.Of(problem, first);

    /// <summary>The least that a better plan scores, less the error of rounding.</summary>
    public double Floor => Score + 1 - Tolerance;

    /// <summary>Whether a bound leaves no room for a better plan.</summary>
    public bool IsBeaten(double bound) => bound < Floor;

    public void Take(IReadOnlyList<Chunk> plan)
    {
        long score = PlanScore.Of(problem, plan);
        if (score > Score) (Score, Plan) = (score, plan);
    }

    /// <summary>Of parts that may break rules, a plan by the greedy ones.</summary>
    public void Try(IReadOnlyList<Chunk> parts) => Take(GreedyPlanner.Complete(problem, parts));
}
