namespace AttentionFunctions.Plan;

/// <summary>Where parts may lie, each by itself.</summary>
internal static class Places
{
    public static List<Chunk> Of(PlanProblem problem) => Of(problem, [.. problem.Items.Select(_ => true)]);

    /// <summary>Of what must be finished, and what that waits for.</summary>
    public static List<Chunk> OfHard(PlanProblem problem)
    {
        var needed = new bool[problem.Items.Length];
        for (int item = 0; item < needed.Length; item++)
            if (problem.Items[item].IsHard) Mark(item);
        return Of(problem, needed);

        void Mark(int item)
        {
            if (needed[item]) return;
            needed[item] = true;
            foreach (int before in problem.Items[item].After) Mark(before);
        }
    }

    /// <summary>About how many there are; decides whether they are worth listing.</summary>
    public static long Count(PlanProblem problem) => problem.Items.Sum(item =>
        (long)(Math.Min(item.Most, item.Slots) - item.Least + 1) * item.Allowed.Count(allowed => allowed));

    private static List<Chunk> Of(PlanProblem problem, bool[] wanted)
    {
        var places = new List<Chunk>();
        for (int index = 0; index < problem.Items.Length; index++)
        {
            if (!wanted[index]) continue;
            PlanItem item = problem.Items[index];
            int free = 0;
            for (int end = 1; end <= problem.Slots.Length; end++)
            {
                free = item.Allowed[end - 1] ? free + 1 : 0;
                for (int length = item.Least; length <= Math.Min(free, item.Most); length++)
                    if (item.IsRest || length <= problem.BreakAfter) places.Add(new Chunk(index, end - length, length));
            }
        }

        return places;
    }
}
