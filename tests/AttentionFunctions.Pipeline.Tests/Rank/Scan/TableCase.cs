using CsCheck;

namespace AttentionFunctions.Rank;

/// <summary>A table and a query as plain arrays, and the naive loop over them.</summary>
/// <param name="KeptElsewhere">The table reads its floats out of these rows.</param>
internal sealed record TableCase(float[][] Rows, float[][] Biases, float[] Query, float[] Coefficients, bool KeptElsewhere = false)
{
    public int Dimension => Query.Length;

    public VectorTable Build(ScanKernels kernels) => VectorTable.Build(
        new(Rows.Length, Dimension, Coefficients.Length),
        (position, vector, biases) =>
        {
            Rows[position].CopyTo(vector);
            Biases[position].CopyTo(biases);
        }, kernels, KeptElsewhere ? (position, vector) => Rows[position].CopyTo(vector) : null, cheapBytes: 0);

    public VectorQuery Ask() => new(Query, Coefficients);

    /// <summary>Scores every row exactly, sorts all.</summary>
    public (int Position, float Score)[] Naive(VectorTable table, int k, Func<int, bool>? allowed = null) =>
        [.. Enumerable.Range(0, Rows.Length).Where(allowed ?? (_ => true)).Select(position => (Position: position, Score: table.Score(Ask(), position)))
            .OrderByDescending(row => row.Score).ThenBy(row => row.Position).Take(k)];

    /// <summary>In double precision, and the sum of the magnitudes of what is added up.</summary>
    public (double Score, double Magnitude) Reference(int position)
    {
        double[] parts = [.. Rows[position].Zip(Query, (a, b) => (double)a * b), .. Biases[position].Zip(Coefficients, (a, b) => (double)a * b)];
        return (parts.Sum(), parts.Sum(Math.Abs));
    }

    /// <summary>Tables made to break a scan: ties, zeros, outliers, magnitudes from 10⁻⁴⁰ to 10¹⁷, biases far larger than products.</summary>
    public static Gen<TableCase> Hostile { get; } = Gen.Select(
        Gen.Int[0, 400], Gen.OneOf(Gen.Int[1, 70], Gen.Int[1, 1024], Gen.Const(VectorLayout.MaxDimension)), Gen.Int[0, 4], Gen.Int[0, 8], Gen.Int[0, 1_000_000]).Select(
        (count, dimension, columns, kind, seed) =>
        {
            var random = new Random(seed);
            if (dimension > 70) count %= 150;
            if (dimension > 1024) count %= 20;
            float scale = kind switch { 5 => 1e-40f, 6 => 1e-19f, 7 => 1e14f, _ => 1 };
            float[][] rows = [.. Enumerable.Range(0, count).Select(_ => Vector(random, dimension, kind, scale))];
            if (kind is 1 or 2) for (int i = 0; i < count; i++) rows[i] = rows[random.Next(Math.Min(count, 5))];
            float[] query = Vector(random, dimension, kind == 8 ? 3 : 0, random.Next(5) == 0 ? scale : 1);
            if (kind == 2) query = [.. query.Select(Math.Abs).Select(value => -value)];
            float bias = random.Next(2) == 0 ? 1000 : 1;
            return new TableCase(rows, [.. rows.Select(_ => Vector(random, columns, 0, bias * scale))], query, Vector(random, columns, 0, 1), KeptElsewhere: seed % 2 == 0);
        });

    private static float[] Vector(Random random, int dimension, int kind, float scale)
    {
        var vector = new float[dimension];
        if (kind == 1 && random.Next(3) == 0) return vector;
        for (int i = 0; i < dimension; i++) vector[i] = scale * (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5);

        // One coordinate takes the whole range of the codes.
        if (kind is 3 or 4 && dimension > 0) vector[random.Next(dimension)] *= kind == 3 ? 1e4f : 1e8f;
        return vector;
    }
}
