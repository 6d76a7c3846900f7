namespace AttentionFunctions.Train;

/// <summary>
/// A model of probabilities: score = log(prior + Σ parts). The differences are log(prior + Σ parts) − log(prior); an event's share of one is its
/// share of the sum.
/// </summary>
/// <param name="sums">Σ parts of the items that the history speaks of, not negative; owned.</param>
/// <param name="history">Newest last.</param>
/// <param name="part">What one event adds to an item's probability: item, place in the history.</param>
internal sealed class LogQuery(SparseSums sums, ReadOnlyMemory<Interaction> history, Func<int, int, float> part, int events) : IRetrievalQuery
{
    public ReadOnlySpan<float> Vector => [];

    public SparseSums Differences => sums;

    /// <summary>Turns sums of probability into differences of the logarithm.</summary>
    public static SparseSums Logarithms(SparseSums sums, ReadOnlySpan<float> prior)
    {
        foreach (var item in sums.Items)
        {
            sums.Replace(item, MathF.Log(1 + Math.Max(0, sums[item]) / prior[item]));
        }

        return sums;
    }

    public void Contributions(ReadOnlySpan<int> items, Span<float> contributions)
    {
        contributions.Clear();
        var length = history.Length;
        for (var n = 0; n < items.Length; n++)
        {
            if (!sums.Has(items[n]))
            {
                continue;
            }

            var row = contributions.Slice(n * length, length);
            float total = 0;
            for (var place = Math.Max(0, length - events); place < length; place++)
            {
                total += row[place] = part(items[n], place);
            }

            // The sum may be negative where parts may; then the difference is 0 and so is every share.
            var scale = total > 0 ? sums[items[n]] / total : 0;
            System.Numerics.Tensors.TensorPrimitives.Multiply(row, scale, row);
        }
    }

    public void Dispose() => sums.Dispose();
}
