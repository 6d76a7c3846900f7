using System.Buffers;
using System.Numerics.Tensors;

namespace AttentionFunctions.Train;

/// <summary>Solves the regression: B = (XᵀX + λI)⁻¹·XᵀY, a block of targets at a time, so that only one n × n matrix is ever held.</summary>
internal static class LinearFit
{
    /// <summary>
    /// Items of the largest system that is solved. The matrix takes 4·n² bytes and the solution about 7/3·n³ operations: here 256 MiB, and
    /// 15 seconds on two cores. A larger catalogue is learnt for its most frequent items; the others score their prior, and are left to
    /// models whose cost grows with the events.
    /// </summary>
    internal const int LargestSystem = 8192;

    /// <summary>Targets that one thread solves for together, sharing each pass over the factor.</summary>
    private const int TargetsPerBlock = 64;

    /// <summary>The most frequent items, ascending by index.</summary>
    public static int[] Items(ReadOnlySpan<int> counts, int most)
    {
        int[] items = [.. Enumerable.Range(0, counts.Length)];
        if (items.Length <= most)
        {
            return items;
        }

        var ordered = counts.ToArray();
        Array.Sort(items, (a, b) => ordered[a] != ordered[b] ? ordered[b].CompareTo(ordered[a]) : a.CompareTo(b));
        Array.Resize(ref items, most);
        Array.Sort(items);
        return items;
    }

    /// <summary>A row per item of the history, columns are targets; the heaviest sources of each target are kept.</summary>
    /// <param name="items">Ascending.</param>
    public static SparseRows Weights(SequenceSet set, int[] items, LinearOptions options, CancellationToken cancel)
    {
        var n = items.Length;
        var sums = new PairSums(set, items, options);
        var system = SymmetricSystem.Factorise(History(sums, n, (float)options.Regularisation, cancel), n, cancel);
        var targets = new (int[] Sources, float[] Weights)[n];
        Parallel.For(0, (n + TargetsPerBlock - 1) / TargetsPerBlock, new() { CancellationToken = cancel }, block =>
        {
            var first = block * TargetsPerBlock;
            var count = Math.Min(TargetsPerBlock, n - first);
            var rented = ArrayPool<float>.Shared.Rent(count * n);
            var rows = rented.AsSpan(0, count * n);
            rows.Clear();
            for (var i = 0; i < count; i++)
            {
                sums.AddAnswers(first + i, rows.Slice(i * n, n));
            }

            system.Solve(rows);
            for (var i = 0; i < count; i++)
            {
                targets[first + i] = Heaviest(rows.Slice(i * n, n), options.SourcesPerTarget);
            }

            ArrayPool<float>.Shared.Return(rented);
        });

        return BySource(targets, items, set.ItemIds.Length);
    }

    /// <summary>XᵀX + λI, its lower triangle.</summary>
    private static float[] History(PairSums sums, int n, float lambda, CancellationToken cancel)
    {
        var matrix = new float[n * n];
        Parallel.For(0, n, new() { CancellationToken = cancel }, i =>
        {
            sums.AddHistory(i, matrix.AsSpan(i * n, n));
            matrix[i * n + i] += lambda;
        });
        return matrix;
    }

    /// <summary>By size whatever the sign, zeros never; columns ascending.</summary>
    private static (int[] Sources, float[] Weights) Heaviest(ReadOnlySpan<float> row, int most)
    {
        var sources = new int[row.Length - row.Count(0f)];
        for (int source = 0, at = 0; source < row.Length; source++)
        {
            if (row[source] != 0)
            {
                sources[at++] = source;
            }
        }

        if (sources.Length > most)
        {
            var weights = row.ToArray();
            TensorPrimitives.Abs(row, weights);
            Array.Sort(sources, (a, b) => weights[a] != weights[b] ? weights[b].CompareTo(weights[a]) : a.CompareTo(b));
            Array.Resize(ref sources, most);
            Array.Sort(sources);
        }

        var kept = new float[sources.Length];
        for (var i = 0; i < kept.Length; i++)
        {
            kept[i] = row[sources[i]];
        }

        return (sources, kept);
    }

    private static SparseRows BySource((int[] Sources, float[] Weights)[] targets, int[] items, int itemCount)
    {
        var offsets = new int[itemCount + 1];
        for (var i = 0; i < items.Length; i++)
        {
            offsets[items[i] + 1] = targets[i].Sources.Length;
        }

        for (var item = 0; item < itemCount; item++)
        {
            offsets[item + 1] = checked(offsets[item] + offsets[item + 1]);
        }

        return new SparseRows(offsets, [.. targets.SelectMany(target => target.Sources.Select(source => items[source]))], [.. targets.SelectMany(target => target.Weights)])
            .Transpose(itemCount);
    }
}
