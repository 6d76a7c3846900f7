using Google.OrTools.Sat;

namespace AttentionFunctions.Rank;

/// <summary>
/// <see cref="AttentionKnapsack"/> where some kinds of items are capped: of several sets of items only so many may be chosen, and dynamic
/// programming would need a dimension for each. CP-SAT proves the best set within a few milliseconds; the native library is loaded by the first.
/// </summary>
internal static class CappedKnapsack
{
    /// <summary>One worker, a fixed seed and a limit of work: the same request gets the same slate. The clock is for machines that stand still.</summary>
    private const string Search = "num_workers:1,random_seed:1,max_deterministic_time:0.2,max_time_in_seconds:1";

    /// <summary>Steps of the greatest value: what differs by less is worth the same.</summary>
    private const double Steps = 1e6;

    /// <param name="values">Above 0.</param>
    /// <param name="seconds">Above 0; counted in whole milliseconds, rounded up.</param>
    /// <param name="capped">Indices of items, of which so many may be chosen.</param>
    /// <returns>Indices, ascending, and whether no other set is worth more; null when nothing was found in time.</returns>
    public static (int[] Items, bool IsOptimal)? Solve(
        ReadOnlySpan<double> values, ReadOnlySpan<double> seconds, double budget, int most, IReadOnlyList<(int[] Items, int Most)> capped)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seconds.Length, values.Length);
        if (values.IsEmpty || most <= 0) return ([], true);
        var model = new CpModel();
        var isChosen = new BoolVar[values.Length];
        double largest = 0;
        foreach (double value in values) largest = Math.Max(largest, value);
        var (costs, worth) = (new long[values.Length], new long[values.Length]);
        for (int i = 0; i < isChosen.Length; i++)
        {
            isChosen[i] = model.NewBoolVar("");
            costs[i] = (long)Math.Ceiling(Math.Min(seconds[i], budget + 1) * 1000 - 1e-6);
            worth[i] = (long)Math.Round(Steps * values[i] / largest);
        }

        model.Add(LinearExpr.WeightedSum(isChosen, costs) <= (long)Math.Floor(budget * 1000 + 1e-6));
        model.Add(LinearExpr.Sum(isChosen) <= most);
        foreach ((int[] items, int number) in capped) model.Add(LinearExpr.Sum(items.Select(item => isChosen[item])) <= Math.Max(0, number));
        model.Maximize(LinearExpr.WeightedSum(isChosen, worth));
        var solver = new CpSolver { StringParameters = Search };
        CpSolverStatus status = solver.Solve(model);
        return status is CpSolverStatus.Optimal or CpSolverStatus.Feasible
            ? ([.. Enumerable.Range(0, isChosen.Length).Where(i => solver.BooleanValue(isChosen[i]))], status == CpSolverStatus.Optimal)
            : null;
    }
}
