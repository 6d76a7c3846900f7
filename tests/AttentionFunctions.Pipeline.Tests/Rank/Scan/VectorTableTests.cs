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
    }, iter: 60, threads: 1);

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
        }, iter: 60, threads: 1);

    [Theory]
    [MemberData(nameof(Widths))]
    public void Queries_together_get_what_each_gets_alone(int lanes) => Gen.Select(TableCase.Hostile, Gen.Int[0, 40], Gen.Int[0, 40], Gen.Bool).Sample((given, k, queries, quantised) =>
    {
        VectorTable table = given.Build(Of(lanes));
        TableCase[] asked = [.. Enumerable.Range(0, queries).Select(q =>
            given with { Query = [.. given.Query.Select((value, i) => (i + q) % 3 == 0 ? -value : value)] })];
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

    /// <summary>The first and the last position may look like those of neighbours though what is between is not.</summary>
    [Theory]
    [MemberData(nameof(Widths))]
    public void Scores_come_in_the_order_asked_for(int lanes) => Gen.Select(TableCase.Hostile, Gen.Int[0, 9].Array[0, 12]).Sample((given, order) =>
    {
        VectorTable table = given.Build(Of(lanes));
        int[] positions = [.. order.Where(position => position < table.Count)];
        if (positions.Length > 1 && positions[0] + positions.Length - 1 < table.Count) positions[^1] = positions[0] + positions.Length - 1;
        var scores = new float[positions.Length];
        table.Score(given.Ask(), positions, scores);
        Assert.Equal(positions.Select(position => table.Score(given.Ask(), position)), scores);
    }, iter: 100, threads: 1);

    [Theory]
    [MemberData(nameof(Widths))]
    public void The_codes_never_rule_out_a_row_that_reaches_the_score(int lanes) => TableCase.Hostile.Sample(given =>
    {
        VectorTable table = given.Build(Of(lanes));
        using var rows = new PositionSet(table.Count);
        for (int asked = 0; asked < table.Count; asked += 3)
        {
            float score = table.Score(given.Ask(), asked);
            rows.AddAll();
            table.RuleOut(given.Ask(), score, rows);
            for (int position = 0; position < table.Count; position++)
                if (table.Score(given.Ask(), position) >= score) Assert.True(rows.Contains(position), $"{position} was ruled out for {asked}");
        }
    }, iter: 20, threads: 1);

    [Theory]
    [MemberData(nameof(Widths))]
    public void The_codes_rule_out_nearly_all_that_does_not_reach_it(int lanes)
    {
        var random = new Random(3);
        float[] Normal(int d) => [.. Enumerable.Range(0, d).Select(_ => (float)Enumerable.Range(0, 12).Sum(_ => random.NextDouble() - 0.5))];
        var given = new TableCase([.. Enumerable.Range(0, 6400).Select(_ => Normal(64))], [.. Enumerable.Repeat(Array.Empty<float>(), 6400)], Normal(64), []);
        VectorTable table = given.Build(Of(lanes));
        using var rows = new PositionSet(table.Count);
        rows.AddAll();
        table.RuleOut(given.Ask(), given.Naive(table, 100)[^1].Score, rows);

        // The bound is a twentieth of the scores' deviation above them, where a deviation holds two thirds of all rows.
        Assert.InRange(rows.Count, 100, 130);
    }

    /// <summary>The same tests once more in a process that the instruction sets are hidden from.</summary>
    [Theory]
    [InlineData("DOTNET_EnableAVX512", 8)]
    [InlineData("DOTNET_EnableAVX2", 4)]
    [InlineData("DOTNET_EnableHWIntrinsic", 4)]
    public async Task Searches_choose_and_pass_without_the_wider_instruction_sets(string setting, int most)
    {
        Assert.SkipWhen(NarrowProcess.IsThisOne, "This is the process without them.");
        string output = await NarrowProcess.RunAsync(typeof(VectorTableTests), setting);
        string lanes = System.Text.RegularExpressions.Regex.Match(output, @"lanes: (\d+)").Groups[1].Value;
        Assert.InRange(int.Parse(lanes, System.Globalization.CultureInfo.InvariantCulture), 4, most);
    }

    [Fact]
    public void The_widest_vectors_of_the_machine_are_chosen()
    {
        Assert.Equal(ScanKernels.All.Max(kernels => kernels.Lanes), ScanKernels.Best.Lanes);
        if (System.Runtime.Intrinsics.X86.Avx512BW.IsSupported && System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated) Assert.Equal(16, ScanKernels.Best.Lanes);
        TestContext.Current.TestOutputHelper?.WriteLine($"lanes: {ScanKernels.Best.Lanes}");
    }

    private static (int Position, float Score)[] Search(VectorTable table, TableCase given, int k, PositionSet? allowed, bool quantised)
    {
        var best = new (int Position, float Score)[k];
        return best[..table.TopK(given.Ask(), k, allowed, best, quantised)];
    }

    private static ScanKernels Of(int lanes) => ScanKernels.All.Single(kernels => kernels.Lanes == lanes);
}
