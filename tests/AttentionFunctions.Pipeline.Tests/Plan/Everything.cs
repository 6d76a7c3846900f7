namespace AttentionFunctions.Plan;

/// <summary>Every plan there is: for days of a few slots.</summary>
internal static class Everything
{
    public static long BestScore(PlanProblem problem)
    {
        long best = long.MinValue;
        Plans(problem, plan => best = Math.Max(best, PlanScore.Of(problem, plan)));
        return best;
    }

    /// <param name="see">Must not keep the list, which changes afterwards.</param>
    public static void Plans(PlanProblem problem, Action<IReadOnlyList<Chunk>> see)
    {
        int[] open = [.. Enumerable.Range(0, problem.Slots.Length).Where(slot => problem.Items.Any(item => item.Allowed[slot]))];
        var plan = new List<Chunk>();
        Try(0);

        void Try(int from)
        {
            if (Complete(problem, plan)) see(plan);
            for (int start = from; start < open.Length; start++)
            {
                for (int item = 0; item < problem.Items.Length; item++)
                {
                    int left = problem.Items[item].Slots - plan.Where(chunk => chunk.Item == item).Sum(chunk => chunk.Length);
                    for (int length = problem.Items[item].Least; length <= Math.Min(left, problem.Items[item].Most); length++)
                    {
                        var chunk = new Chunk(item, open[start], length);
                        if (!Fits(problem, plan, chunk)) continue;
                        plan.Add(chunk);
                        Try(start + length);
                        plan.RemoveAt(plan.Count - 1);
                    }
                }
            }
        }
    }

    /// <summary>Rules that only a whole plan can break: what comes after something comes after all of it.</summary>
    private static bool Complete(PlanProblem problem, List<Chunk> plan) => plan.TrueForAll(chunk => problem.Items[chunk.Item].After.All(before =>
        plan.Where(other => other.Item == before).Sum(other => other.Length) == problem.Items[before].Slots
        && plan.TrueForAll(other => other.Item != before || other.End <= chunk.Start)));

    private static bool Fits(PlanProblem problem, List<Chunk> plan, Chunk chunk)
    {
        PlanItem item = problem.Items[chunk.Item];
        if (Enumerable.Range(chunk.Start, chunk.Length).Any(slot => slot >= problem.Slots.Length || !item.Allowed[slot])) return false;
        if (plan.Exists(other => other.Item == chunk.Item && other.End == chunk.Start)) return false;

        // Chunks are placed in order of time: only what lies right before, and appointments on both sides, can make a row too long.
        int row = chunk.Length;
        for (int slot = chunk.Start - 1; slot >= 0 && (problem.Slots[slot].IsFixed || plan.Exists(other => other.Start <= slot && slot < other.End)); slot--) row++;
        for (int slot = chunk.End; slot < problem.Slots.Length && problem.Slots[slot].IsFixed; slot++) row++;
        int deep = plan.Append(chunk).Where(other => problem.Items[other.Item].IsDeep).Sum(other => other.Length);
        return row <= problem.BreakAfter && deep <= problem.FocusCap;
    }
}
