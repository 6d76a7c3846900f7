using Google.OrTools.Sat;

namespace AttentionFunctions.Plan;

internal static class HittingSet
{
    /// <summary>Milliseconds for what this is asked; a bound on the work all the same, since an answer has a deadline.</summary>
    private const string Limits = "num_workers:1,random_seed:1,max_deterministic_time:1";

    /// <summary>The fewest of <paramref name="count"/> things that hold one of every set; null when that was not found in time.</summary>
    public static IReadOnlyList<int>? Smallest(IReadOnlyList<int[]> sets, int count)
    {
        var model = new CpModel();
        BoolVar[] taken = [.. Enumerable.Range(0, count).Select(_ => model.NewBoolVar(""))];
        foreach (int[] set in sets) model.AddBoolOr(set.Select(i => taken[i]));
        model.Minimize(LinearExpr.Sum(taken));
        var solver = new CpSolver { StringParameters = Limits };
        return solver.Solve(model) == CpSolverStatus.Optimal ? [.. Enumerable.Range(0, count).Where(i => solver.BooleanValue(taken[i]))] : null;
    }
}
