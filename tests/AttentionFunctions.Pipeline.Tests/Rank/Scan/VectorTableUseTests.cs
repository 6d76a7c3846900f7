using Xunit;

namespace AttentionFunctions.Rank;

/// <summary>A table under use: what it refuses, what it costs, several threads.</summary>
public sealed class VectorTableUseTests
{
    private const int Rows = 2000, Dimension = 33;

    [Theory]
    [InlineData(float.NaN, "finite; number 2 is NaN")]
    [InlineData(float.PositiveInfinity, "finite; number 2 is")]
    [InlineData(float.NegativeInfinity, "finite; number 2 is")]
    [InlineData(2e18f, "norm of at most")]
    [InlineData(float.MaxValue, "norm of at most")]
    public void What_cannot_be_ranked_is_refused_with_its_place(float value, string complaint)
    {
        var row = Assert.Throws<ArgumentException>(() => VectorTable.Build(70, 3, 0, (position, vector, _) => vector[2] = position == 66 ? value : 1));
        Assert.Contains("row 66", row.Message, StringComparison.Ordinal);
        Assert.Contains(complaint, row.Message, StringComparison.Ordinal);
        var bias = Assert.Throws<ArgumentException>(() => VectorTable.Build(2, 3, 3, (_, _, biases) => biases[2] = value));
        Assert.Contains("biases of row 0", bias.Message, StringComparison.Ordinal);

        VectorTable table = VectorTable.Build(1, 3, 3, (_, vector, _) => vector[0] = 1);
        var best = new (int, float)[1];
        Assert.Contains(complaint, Assert.Throws<ArgumentException>(() => table.TopK(new([0, 0, value], [0, 0, 0]), 1, null, best)).Message, StringComparison.Ordinal);
        Assert.Contains(complaint, Assert.Throws<ArgumentException>(() => table.TopK(new([0, 0, 0], [0, 0, value]), 1, null, best)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_the_table_is_refused()
    {
        VectorTable table = VectorTable.Build(5, 3, 1, (_, vector, _) => vector[0] = 1);
        using var filter = new PositionSet(6);
        Assert.Throws<ArgumentException>(() => table.TopK(new([1, 2], [1]), 1, null, new (int, float)[1]));
        Assert.Throws<ArgumentException>(() => table.TopK(new([1, 2, 3]), 1, null, new (int, float)[1]));
        Assert.Throws<ArgumentException>(() => table.TopK(new([1, 2, 3], [1]), 1, filter, new (int, float)[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.TopK(new([1, 2, 3], [1]), -1, null, new (int, float)[1]));
        Assert.Throws<ArgumentException>(() => table.TopK(new([1, 2, 3], [1]), 3, null, new (int, float)[2]));
        Assert.Throws<ArgumentException>(() => table.TopKOfMany([1, 2, 3, 1, 2, 3], [1, 1], 2, null, new (int, float)[3], new int[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.TopKOfMany([1, 2, 3], [1], 1, null, new (int, float)[2], new int[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Score(new([1, 2, 3], [1]), 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.CopyVector(-1, new float[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => VectorTable.Build(1, 4097, 0, (_, _, _) => { }));
        Assert.Throws<ArgumentOutOfRangeException>(() => VectorTable.Build(1, 1, 5, (_, _, _) => { }));
    }

    [Fact]
    public void A_cancelled_build_ends()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => VectorTable.Build(1000, 3, 0, (_, _, _) => { }, cancel.Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_search_allocates_nothing(bool quantised)
    {
        (VectorTable table, float[] queries) = Table();
        using var allowed = new PositionSet(Rows);
        allowed.AddAll();
        var best = new (int Position, float Score)[8 * 50];
        var found = new int[8];
        for (int warmUp = 0; warmUp < 3; warmUp++) Search();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++) Search();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Search()
        {
            table.TopK(new(queries.AsSpan(0, Dimension), [1]), 50, allowed, best, quantised);
            table.TopKOfMany(queries, [1, 1, 1, 1, 1, 1, 1, 1], 50, null, best, found, quantised);
        }
    }

    [Fact]
    public void Threads_share_a_table()
    {
        (VectorTable table, float[] queries) = Table();
        var expected = new (int Position, float Score)[8 * 50];
        table.TopKOfMany(queries, new float[8], 50, null, expected, new int[8]);
        Parallel.For(0, 400, i =>
        {
            int q = i % 8;
            var best = new (int Position, float Score)[50];
            table.TopK(new(queries.AsSpan(q * Dimension, Dimension), [0]), 50, null, best);
            Assert.Equal(expected.AsSpan(q * 50, 50).ToArray(), best);
        });
    }

    [Fact]
    public void What_was_written_is_read_and_its_memory_is_known()
    {
        (VectorTable table, _) = Table();
        var vector = new float[Dimension];
        table.CopyVector(17, vector);
        Assert.Equal(17 * 31 % 97 / 97f, vector[0]);
        Assert.Equal(17, table.Bias(17, 0));

        // 48 floats of a row; a scale, a bias and 34 codes; two floats for a block of 64 rows, of which the last is half empty.
        Assert.Equal(Rows * 48 * 4 + 2048 * (4 + 4 + 34) + 32 * 8, table.Bytes);
        Assert.Equal(2048 * (4 + 4 + 34) + 32 * 8, table.ScannedBytes);
    }

    private static (VectorTable Table, float[] Queries) Table() => (
        VectorTable.Build(Rows, Dimension, 1, (position, vector, biases) =>
        {
            for (int i = 0; i < vector.Length; i++) vector[i] = (position + i) * 31 % 97 / 97f;
            biases[0] = position;
        }),
        [.. Enumerable.Range(0, 8 * Dimension).Select(i => i * 37 % 101 / 101f - 0.5f)]);
}
