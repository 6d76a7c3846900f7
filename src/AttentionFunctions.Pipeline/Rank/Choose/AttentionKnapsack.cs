using System.Buffers;
using System.Numerics.Tensors;

namespace AttentionFunctions.Rank;

/// <summary>
/// The set of items with the greatest total value whose total attention fits a budget and whose number fits a slate: the 0-1 knapsack with a
/// cardinality constraint, exactly, by dynamic programming over cells of attention (Kellerer, Pferschy and Pisinger, "Knapsack Problems", 2004, 9.7).
/// </summary>
internal static class AttentionKnapsack
{
    /// <summary>
    /// Cells that a budget is divided into at most. A cell is a second up to two hours and grows from there; an item's attention is rounded up
    /// to whole cells, so that the budget holds, and the answer is exact for the rounded costs.
    /// </summary>
    public const int MaxCells = 7200;

    /// <param name="values">Above 0.</param>
    /// <param name="seconds">Above 0.</param>
    /// <param name="budget">Seconds there are.</param>
    /// <param name="most">Items wanted.</param>
    /// <returns>Indices of the items, ascending.</returns>
    public static int[] Solve(ReadOnlySpan<double> values, ReadOnlySpan<double> seconds, double budget, int most)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seconds.Length, values.Length);
        double cell = Math.Max(1, budget / MaxCells);
        int cells = (int)Math.Floor(budget / cell);
        (int[] items, int[] costs) = Undominated(values, seconds, cell, cells, most);
        most = Math.Min(most, items.Length);
        if (most == 0) return [];

        // best[k][c]: the greatest value of k items that take at most c cells; −∞ where there are no such k.
        int width = cells + 1, words = checked((int)(((long)most * width + 63) / 64));
        float[] best = ArrayPool<float>.Shared.Rent((most + 1) * width), trial = ArrayPool<float>.Shared.Rent(width);
        ulong[] took = ArrayPool<ulong>.Shared.Rent(items.Length * words);
        best.AsSpan(0, width).Clear();
        best.AsSpan(width, most * width).Fill(float.NegativeInfinity);
        took.AsSpan(0, items.Length * words).Clear();
        double largest = TensorPrimitives.Max(values);
        for (int n = 0; n < items.Length; n++)
        {
            Span<ulong> taken = took.AsSpan(n * words, words);
            float value = (float)(values[items[n]] / largest);
            for (int k = Math.Min(most, n + 1); k >= 1; k--)
            {
                int free = width - costs[n];
                Span<float> with = trial.AsSpan(0, free);
                TensorPrimitives.Add(best.AsSpan((k - 1) * width, free), value, with);
                Span<float> without = best.AsSpan(k * width + costs[n], free);
                long bit = (long)(k - 1) * width + costs[n];
                for (int c = 0; c < free; c++)
                {
                    if (with[c] <= without[c]) continue;
                    without[c] = with[c];
                    taken[(int)((bit + c) / 64)] |= 1UL << (int)((bit + c) % 64);
                }
            }
        }

        int chosen = 0;
        for (int k = 1; k <= most; k++)
            if (best[k * width + cells] > best[chosen * width + cells]) chosen = k;
        int[] found = Trace(items, costs, took, words, width, chosen, cells);
        ArrayPool<float>.Shared.Return(best);
        ArrayPool<float>.Shared.Return(trial);
        ArrayPool<ulong>.Shared.Return(took);
        return found;
    }

    /// <summary>
    /// Leaves out what does not fit, and an item for which there are enough others that cost no more and are worth no less: in any solution
    /// one of those could stand in its place.
    /// </summary>
    private static (int[] Items, int[] Costs) Undominated(ReadOnlySpan<double> values, ReadOnlySpan<double> seconds, double cell, int cells, int most)
    {
        var fitting = new List<(int Item, int Cost, double Value)>();
        for (int i = 0; i < values.Length; i++)
        {
            int cost = (int)Math.Min(int.MaxValue, Math.Max(1, Math.Ceiling(seconds[i] / cell - 1e-9)));
            if (cost <= cells && values[i] > 0) fitting.Add((i, cost, values[i]));
        }

        var kept = new List<(int Item, int Cost)>();
        var better = new PriorityQueue<double, double>();
        foreach ((int item, int cost, double value) in fitting.OrderBy(entry => entry.Cost).ThenByDescending(entry => entry.Value).ThenBy(entry => entry.Item))
        {
            // The heap holds the most valuable of the cheaper items, the least of them on top.
            if (better.Count >= most && better.Peek() >= value) continue;
            kept.Add((item, cost));
            if (better.Count >= most) better.EnqueueDequeue(value, value);
            else better.Enqueue(value, value);
        }

        kept.Sort((one, other) => one.Item.CompareTo(other.Item));
        return ([.. kept.Select(entry => entry.Item)], [.. kept.Select(entry => entry.Cost)]);
    }

    private static int[] Trace(int[] items, int[] costs, ReadOnlySpan<ulong> took, int words, int width, int k, int c)
    {
        var chosen = new List<int>();
        for (int n = items.Length - 1; n >= 0 && k > 0; n--)
        {
            long bit = (long)(k - 1) * width + c;
            if ((took[n * words + (int)(bit / 64)] >> (int)(bit % 64) & 1) == 0) continue;
            chosen.Add(items[n]);
            (k, c) = (k - 1, c - costs[n]);
        }

        chosen.Reverse();
        return [.. chosen];
    }
}
