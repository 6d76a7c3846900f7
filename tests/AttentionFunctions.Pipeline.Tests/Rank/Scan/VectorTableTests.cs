using CsCheck;
using Xunit;

namespace AttentionFunctions.Rank;

/// <summary>Every kernel, quantised or not, alone or several queries at once, against scoring and sorting all rows.</summary>
public sealed class VectorTableTests
{
    public static TheoryData<int> Widths => [.. ScanKernels.All.Select(kernels => kernels.Lanes)];

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_search_gives_what_sorting_all_scores_gives(int lanes) => Gen.Select(TableCase.Hostile, Gen.Int[0, 120]).Sample((given, k) =>
    {
        VectorTable table = given.Build(Of(lanes));
        (int, float)[] expected = given.Naive(table, k);
        Assert.Equal(expected, Search(table, given, k, null, quantised: true));
        Assert.Equal(expected, Search(table, given, k, null, quantised: false));
    }, iter: 150, threads: 1);

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_filter_is_obeyed_inside_the_search(int lanes) => Gen.Select(TableCase.Hostile, Gen.Int[0, 60], Gen.Int[0, 4], Gen.Int[0, 1_000_000]).Sample(
        (given, k, density, seed) =>
        {
            VectorTable table = given.Build(Of(lanes));
            var random = new Random(seed);
            using var allowed = new PositionSet(table.Count);
            for (int position = 0; position < table.Count; position++)
                if (random.NextDouble() < density / 4.0 && position % 128 < 100) allowed.Add(position);
            if (density == 1 && table.Count > 0)
            {
                allowed.Words.Clear();
                allowed.Add(random.Next(table.Count));
            }

            (int, float)[] expected = given.Naive(table, k, allowed.Contains);
            Assert.Equal(expected, Search(table, given, k, allowed, quantised: true));
            Assert.Equal(expected, Search(table, given, k, allowed, quantised: false));
        }, iter: 150, threads: 1);

    [Theory]
    [MemberData(nameof(Widths))]
    public void Queries_together_get_what_each_gets_alone(int lanes) => Gen.Select(TableCase.Hostile, Gen.Int[0, 40], Gen.Int[0, 40], Gen.Bool).Sample((given, k, queries, quantised) =>
    {
        VectorTable table = given.Build(Of(lanes));
        TableCase[] asked = [.. Enumerable.Range(0, queries).Select(q => given with { Query = [.. given.Query.Select((value, i) => (i + q) % 3 == 0 ? -value : value)] })];
        var best = new (int Position, float Score)[queries * k];
        var found = new int[queries];
        table.TopKOfMany([.. asked.SelectMany(one => one.Query)], [.. asked.SelectMany(one => one.Coefficients)], k, null, best, found, quantised);
        for (int q = 0; q < queries; q++) Assert.Equal(Search(table, asked[q], k, null, quantised), best.AsSpan(q * k, found[q]).ToArray());
    }, iter: 60, threads: 1);

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_score_is_the_inner_product_plus_the_weighted_biases(int lanes) => TableCase.Hostile.Sample(given =>
    {
        VectorTable table = given.Build(Of(lanes));
        for (int position = 0; position < table.Count; position++)
        {
            (double score, double magnitude) = given.Reference(position);
            float actual = table.Score(given.Ask(), position);
            double tolerance = (given.Dimension + 8) * 6e-8 * magnitude + 2e-42;
            Assert.True(Math.Abs(score - actual) <= tolerance, $"{actual} at {position}, expected {score} ± {tolerance}");
        }
    }, iter: 60, threads: 1);

    private static (int Position, float Score)[] Search(VectorTable table, TableCase given, int k, PositionSet? allowed, bool quantised)
    {
        var best = new (int Position, float Score)[k];
        return best[..table.TopK(given.Ask(), k, allowed, best, quantised)];
    }

    private static ScanKernels Of(int lanes) => ScanKernels.All.Single(kernels => kernels.Lanes == lanes);
}
