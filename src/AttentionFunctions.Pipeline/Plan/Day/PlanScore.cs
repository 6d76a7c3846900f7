namespace AttentionFunctions.Plan;

/// <summary>The one objective, in points. Both planners are judged by it and nothing else.</summary>
/// <remarks>
/// <code>
/// Σ over blocks   Σ gain of their slots − cost of a block
/// + half that cost where a block follows one of the same category without a gap
/// + Σ over finished items   finish
/// − slack cost × work in the working hours of a day beyond 85 % of them
/// − missed cost × hard due dates that are not kept
/// </code>
/// </remarks>
internal static class PlanScore
{
    public static long Of(PlanProblem problem, IReadOnlyList<Chunk> chunks)
    {
        long score = 0;
        var placed = new int[problem.Items.Length];
        var used = new int[problem.Days];
        var categoryEndingAt = new Dictionary<int, string?>();
        foreach (Chunk chunk in chunks)
        {
            PlanItem item = problem.Items[chunk.Item];
            placed[chunk.Item] += chunk.Length;
            score += GainOf(problem, chunk);
            categoryEndingAt[chunk.End] = item.Category;
            for (int slot = chunk.Start; slot < chunk.End; slot++)
                if (CountsAsFilled(problem, item, slot)) used[problem.Slots[slot].Day]++;
        }

        score += problem.Refund * chunks.Count(chunk =>
            problem.Items[chunk.Item].Category is { } category && categoryEndingAt.GetValueOrDefault(chunk.Start) == category);
        for (int day = 0; day < used.Length; day++) score -= PlanProblem.SlackCost * Math.Max(0, used[day] - problem.FillLimit[day]);
        for (int i = 0; i < placed.Length; i++)
        {
            bool finished = placed[i] == problem.Items[i].Slots;
            if (finished) score += problem.Items[i].Finish;
            else if (problem.Items[i].IsHard) score -= problem.MissedCost;
        }

        return score;
    }

    /// <summary>What a block alone adds.</summary>
    public static long GainOf(PlanProblem problem, Chunk chunk)
    {
        long gain = -problem.BlockCost;
        long[] gains = problem.Items[chunk.Item].Gain;
        for (int slot = chunk.Start; slot < chunk.End; slot++) gain += gains[slot];
        return gain;
    }

    public static bool CountsAsFilled(PlanProblem problem, PlanItem item, int slot) => !item.IsRest && problem.Slots[slot].IsWork;
}
