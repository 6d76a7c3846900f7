namespace AttentionFunctions.Train;

/// <summary>Alternating least squares by conjugate gradient; the same seed gives the same bits whatever the number of threads.</summary>
internal static class IalsFit
{
    /// <summary>Item factors, row-major items × factors.</summary>
    /// <param name="unobservedWeight">α₀.</param>
    public static float[] Items(SparseRows byUser, int itemCount, float unobservedWeight, IalsOptions options, int seed, CancellationToken cancel)
    {
        var byItem = byUser.Transpose(itemCount);
        var random = new Random(seed);
        var users = Initial(byUser.Count, options.Factors, random);
        var items = Initial(itemCount, options.Factors, random);
        for (var sweep = 0; sweep < options.Sweeps; sweep++)
        {
            Improve(users, items, byUser, unobservedWeight, options, cancel);
            Improve(items, users, byItem, unobservedWeight, options, cancel);
        }

        return items;
    }

    /// <summary>λ·(weight of the row + α₀ × size of the other side)^ν.</summary>
    public static float Lambda(IalsOptions options, float unobservedWeight, double rowWeight, int otherSide) =>
        (float)(options.Regularisation * Math.Pow(rowWeight + unobservedWeight * otherSide, options.FrequencyScaling));

    private static void Improve(float[] rows, float[] others, SparseRows pairs, float unobservedWeight, IalsOptions options, CancellationToken cancel)
    {
        var d = options.Factors;
        var gram = Gramian.Of(Floats.Over(others), d, unobservedWeight);
        var otherSide = others.Length / d;
        Parallel.For(0, pairs.Count, new() { CancellationToken = cancel }, () => new float[3 * d], (row, _, scratch) =>
        {
            var weights = pairs.WeightsOf(row);
            double total = 0;
            foreach (var weight in weights)
            {
                total += weight;
            }

            new RowEquation(gram, others, pairs.ColumnsOf(row), weights, Lambda(options, unobservedWeight, total, otherSide))
                .Improve(rows.AsSpan(row * d, d), options.GradientSteps, scratch);
            return scratch;
        }, _ => { });
    }

    /// <summary>Normal with deviation 0.1/√d, as the paper found best.</summary>
    private static float[] Initial(int rows, int d, Random random)
    {
        var values = new float[rows * d];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(SequenceWeights.Normal(random) * 0.1 / Math.Sqrt(d));
        }

        return values;
    }
}
