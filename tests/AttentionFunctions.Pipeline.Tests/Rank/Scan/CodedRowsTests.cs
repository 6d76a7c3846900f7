using AttentionFunctions.Catalogue;
using CsCheck;
using Xunit;

namespace AttentionFunctions.Rank;

/// <summary>Every kernel against scoring and sorting all rows as a table of their floats would.</summary>
public sealed class CodedRowsTests
{
    public static TheoryData<int> Widths => [.. ScanKernels.All.Select(kernels => kernels.Lanes)];

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_search_gives_what_sorting_all_scores_gives(int lanes) =>
        Gen.Select(TableCase.Hostile, Gen.Int[0, 60], Gen.Int[1, 4], Gen.Int[0, 1_000_000]).Sample((given, k, density, seed) =>
        {
            ScanKernels kernels = ScanKernels.All.Single(one => one.Lanes == lanes);
            ItemVector[] vectors = [.. given.Rows.Select(row => ItemVector.Of(row))];
            var table = VectorTable.Build(new(vectors.Length, given.Dimension, 0), (row, vector, _) => vectors[row].CopyTo(vector), kernels);
            ItemVector[] pinned = Pinned(vectors, given.Dimension);
            var random = new Random(seed);
            for (int i = 0; i < pinned.Length; i++)
                if (random.Next(9) == 0) pinned[i] = default;
            var rows = new CodedRows(pinned.Length, given.Dimension, row => pinned[row], kernels);
            using var allowed = new PositionSet(rows.Count);
            for (int row = 0; row < rows.Count; row++)
            {
                Assert.Equal(!pinned[row].IsEmpty, rows.Has(row));
                if (rows.Has(row) && random.Next(4) < density) allowed.Add(row);
            }

            (int, float)[] expected = (given with { Coefficients = [] }).Naive(table, k, allowed.Contains);
            var best = new (int, float)[k];
            Assert.Equal(expected, best[..rows.TopK(new VectorQuery(given.Query), k, allowed, best)]);
        }, iter: 80, threads: 1);

    [Fact]
    public void A_query_of_another_length_is_refused()
    {
        var rows = new CodedRows(0, 3, _ => default);
        using var none = new PositionSet(0);
        Assert.Throws<ArgumentException>(() => rows.TopK(new VectorQuery([1, 2]), 1, none, new (int, float)[1]));
    }

    private static ItemVector[] Pinned(ItemVector[] vectors, int dimension)
    {
        Memory<sbyte> codes = GC.AllocateArray<sbyte>(vectors.Length * dimension + ItemVector.ReadAhead, pinned: true);

        // What lies behind the last row is read, and must not count.
        codes.Span.Fill(99);
        return [.. vectors.Select((vector, i) =>
        {
            Memory<sbyte> copy = codes.Slice(i * dimension, dimension);
            vector.Codes.CopyTo(copy.Span);
            return new ItemVector(copy, vector.Scale);
        })];
    }
}
