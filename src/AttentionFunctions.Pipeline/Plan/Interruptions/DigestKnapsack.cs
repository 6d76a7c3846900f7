namespace AttentionFunctions.Plan;

/// <summary>The most valuable notices within a budget of attention: 0/1 knapsack by dynamic programming over seconds, exact.</summary>
internal static class DigestKnapsack
{
    /// <param name="seconds">Whole seconds of each notice, from 1.</param>
    /// <param name="budget">Up to 7,200 seconds: the table has at most 100 × 7,201 cells.</param>
    /// <returns>Indices, ascending.</returns>
    public static IReadOnlyList<int> Choose(IReadOnlyList<double> values, IReadOnlyList<int> seconds, int budget)
    {
        var best = new double[budget + 1];
        var taken = new bool[values.Count, budget + 1];
        for (int i = 0; i < values.Count; i++)
        {
            for (int room = budget; room >= seconds[i]; room--)
            {
                double with = best[room - seconds[i]] + values[i];
                if (with <= best[room]) continue;
                best[room] = with;
                taken[i, room] = true;
            }
        }

        var chosen = new List<int>();
        for (int i = values.Count - 1, room = budget; i >= 0; i--)
        {
            if (!taken[i, room]) continue;
            chosen.Add(i);
            room -= seconds[i];
        }

        chosen.Reverse();
        return chosen;
    }
}
