using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace AttentionFunctions.Train;

/// <summary>Ranks every item of the catalogue for every case: no sampled negatives, items of the history left out.</summary>
public static class FullRanking
{
    public const int DefaultCutoff = 10;

    /// <param name="model">Scores the items of <paramref name="slice"/>.</param>
    /// <param name="slice">Novelty is measured against its training part.</param>
    /// <param name="cutoff">The k of everything "@k", at least 1.</param>
    /// <param name="cancel">Stops between cases.</param>
    /// <exception cref="InvalidDataException">The model returned NaN.</exception>
    public static Measurement Measure(IRecommenderModel model, HeldOutSlice slice, int cutoff = DefaultCutoff, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cutoff, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(model.ItemCount, slice.Train.ItemIds.Length);
        var ranks = new double[slice.Cases.Count];
        var shown = new int[model.ItemCount];
        var counts = ItemCounts.Of(slice.Train);
        var popularity = ItemPopularity.Of(counts);
        var exposure = new Exposure(slice.Cases, popularity);
        Parallel.For(0, ranks.Length, new() { CancellationToken = cancel }, () => new TopItems(cutoff), (i, _, top) =>
        {
            var rented = ArrayPool<float>.Shared.Rent(model.ItemCount);
            var scores = rented.AsSpan(0, model.ItemCount);
            ranks[i] = Rank(model, slice.Cases[i], scores);
            var best = top.Of(scores);
            exposure.Show(i, best);
            foreach (var item in best)
            {
                Interlocked.Increment(ref shown[item]);
            }

            ArrayPool<float>.Shared.Return(rented);
            return top;
        }, _ => { });

        var coverage = shown.Length == 0 ? 0 : (double)shown.Count(times => times > 0) / shown.Length;
        return new(cutoff, [.. slice.Cases.Select(@case => @case.UserKey)], ranks, coverage, Novelty(shown, counts))
        {
            Recall = exposure.Recall(),
            Exposure = exposure.Quality(),
            Segments = SegmentQuality.Of(slice.Cases, ranks, cutoff, popularity),
        };
    }

    /// <summary>Leaves the scores of the history's items at −∞.</summary>
    private static double Rank(IRecommenderModel model, EvaluationCase @case, Span<float> scores)
    {
        model.Score(@case.History.Span, scores);
        if (float.IsNaN(TensorPrimitives.Sum<float>(scores)))
        {
            throw new InvalidDataException($"Model \"{model.Name}\" scored an item with NaN for user {@case.UserKey}.");
        }

        foreach (var interaction in @case.History.Span)
        {
            scores[interaction.Item] = float.NegativeInfinity;
        }

        var target = scores[@case.Target];
        if (float.IsNegativeInfinity(target))
        {
            return double.PositiveInfinity;
        }

        var (greater, equal) = Compare(scores, target);
        return 1 + greater + (equal - 1) / 2d;
    }

    /// <summary>How many scores are greater than the value, and how many equal it.</summary>
    internal static (int Greater, int Equal) Compare(ReadOnlySpan<float> scores, float value)
    {
        int greater = 0, equal = 0, i = 0;
        var bound = new Vector<float>(value);
        for (; i <= scores.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var block = new Vector<float>(scores[i..]);

            // A true lane is -1.
            greater -= Vector.Sum(Vector.GreaterThan(block, bound));
            equal -= Vector.Sum(Vector.Equals(block, bound));
        }

        for (; i < scores.Length; i++)
        {
            greater += scores[i] > value ? 1 : 0;
            equal += scores[i] == value ? 1 : 0;
        }

        return (greater, equal);
    }

    private static double Novelty(int[] shown, int[] counts)
    {
        // An item nobody met counts as met once: its surprise would be infinite.
        double total = Math.Max(1, counts.Sum());
        var bits = shown.Select((times, item) => times * -Math.Log2(Math.Max(1, counts[item]) / total)).Sum();
        return bits / Math.Max(1, shown.Sum(times => (long)times));
    }
}
