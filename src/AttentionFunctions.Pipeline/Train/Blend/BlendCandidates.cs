using System.Buffers;
using System.Numerics.Tensors;

namespace AttentionFunctions.Train;

/// <summary>
/// The standardised scores of the items that matter to each case: the best few of every model, and the target. With weights that are not
/// negative, an item outside that outranks the target while none of the models has it among its best is rare, so weights
/// fitted here are as good as weights fitted on the whole catalogue and cost a hundredth.
/// </summary>
internal sealed class BlendCandidates
{
    private const int BestPerModel = 100;

    private readonly float[][] _scores;

    private BlendCandidates(float[][] scores, int models) => (_scores, Models) = (scores, models);

    public static BlendCandidates Of(IReadOnlyList<IRecommenderModel> models, IReadOnlyList<EvaluationCase> cases, CancellationToken cancel)
    {
        var scores = new float[cases.Count][];
        Parallel.For(0, cases.Count, new() { CancellationToken = cancel }, () => new TopItems(BestPerModel), (i, _, top) =>
        {
            scores[i] = Of(models, cases[i], top);
            return top;
        }, _ => { });
        return new(scores, models.Count);
    }

    public int Models { get; }

    /// <summary>Number of cases.</summary>
    public int Count => _scores.Length;

    /// <summary>Standardised scores of a case, row-major models × items; the target is the first item.</summary>
    public ReadOnlySpan<float> this[int index] => _scores[index];

    /// <summary>Mean NDCG of the weighted sum.</summary>
    public double Ndcg(ReadOnlyMemory<float> weights, int cutoff)
    {
        var gains = new double[_scores.Length];
        Parallel.For(0, gains.Length, i => gains[i] = Gain(_scores[i], weights.Span, cutoff));

        // Summed in order, so that the result does not depend on how many threads there are.
        return gains.Sum() / Math.Max(1, gains.Length);
    }

    private static float[] Of(IReadOnlyList<IRecommenderModel> models, EvaluationCase @case, TopItems top)
    {
        var n = models[0].ItemCount;
        var rented = ArrayPool<float>.Shared.Rent(models.Count * n);
        var unseen = ArrayPool<float>.Shared.Rent(n);
        var items = new HashSet<int> { @case.Target };
        for (var m = 0; m < models.Count; m++)
        {
            var scores = rented.AsSpan(m * n, n);
            models[m].Score(@case.History.Span, scores);
            BlendModel.Standardise(scores);
            scores.CopyTo(unseen);
            foreach (var interaction in @case.History.Span)
            {
                unseen[interaction.Item] = float.NegativeInfinity;
            }

            foreach (var item in top.Of(unseen.AsSpan(0, n)))
            {
                items.Add(item);
            }
        }

        // A set that only grew enumerates in order of insertion: the target is first.
        var kept = new float[models.Count * items.Count];
        var column = 0;
        foreach (var item in items)
        {
            for (var m = 0; m < models.Count; m++)
            {
                kept[m * items.Count + column] = rented[m * n + item];
            }

            column++;
        }

        ArrayPool<float>.Shared.Return(unseen);
        ArrayPool<float>.Shared.Return(rented);
        return kept;
    }

    private double Gain(float[] scores, ReadOnlySpan<float> weights, int cutoff)
    {
        var count = scores.Length / Models;
        var rented = ArrayPool<float>.Shared.Rent(count);
        var sum = rented.AsSpan(0, count);
        sum.Clear();
        for (var m = 0; m < Models; m++)
        {
            TensorPrimitives.MultiplyAdd(scores.AsSpan(m * count, count), weights[m], sum, sum);
        }

        var (greater, equal) = FullRanking.Compare(sum, sum[0]);
        ArrayPool<float>.Shared.Return(rented);
        return Measurement.NdcgOf(1 + greater + (equal - 1) / 2d, cutoff);
    }
}
