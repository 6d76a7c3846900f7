namespace AttentionFunctions.Plan;

/// <summary>What a path takes, in slots: of each item, and of deep and of filled time by day.</summary>
internal sealed record PathUse(int[] Effort, int[] Deep, int[] Filled)
{
    public static PathUse Of(PlanProblem problem, IReadOnlyList<Chunk> path)
    {
        var use = new PathUse(new int[problem.Items.Length], new int[problem.Days], new int[problem.Days]);
        foreach (Chunk place in path)
        {
            PlanItem item = problem.Items[place.Item];
            use.Effort[place.Item] += place.Length;
            for (int slot = place.Start; slot < place.End; slot++)
            {
                if (item.IsDeep) use.Deep[problem.Slots[slot].Day]++;
                if (PlanScore.CountsAsFilled(problem, item, slot)) use.Filled[problem.Slots[slot].Day]++;
            }
        }

        return use;
    }
}
