using CsCheck;
using Xunit;

namespace AttentionFunctions.Train;

/// <summary>Every kernel at every vector width against the plainest loop in double precision.</summary>
public sealed class KernelTests
{
    public static TheoryData<int> Widths => [.. Kernels.All.Select(kernels => kernels.Lanes)];

    [Fact]
    public void The_widest_vectors_of_the_machine_are_chosen()
    {
        var expected = System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? 16 : System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated ? 8 : 4;
        Assert.Equal(expected, Kernels.Best.Lanes);
        TestContext.Current.TestOutputHelper?.WriteLine($"lanes: {Kernels.Best.Lanes}");
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_product_is_the_sum_of_products_whatever_the_shape_and_the_strides(int lanes) =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[1, 150], Gen.Int[1, 3], Gen.Bool, Gen.Bool, Gen.Int[0, 1_000_000]).Sample(
            (rows, depth, tiles, transposed, add, seed) =>
            {
                var columns = tiles * Kernels.TileColumns;
                var (a, b, c) = (Random(rows * depth, seed), Random(depth * (columns + 32), seed + 1), Random(rows * columns, seed + 2));
                var matrix = transposed ? a.Matrix(depth, rows).Transposed : a.Matrix(rows, depth);
                var wide = b.Matrix(depth, columns + 32).ColumnsFrom(32, columns);
                var expected = new double[rows * columns];
                for (var i = 0; i < rows; i++)
                {
                    for (var j = 0; j < columns; j++)
                    {
                        expected[i * columns + j] = add ? c.Span[i * columns + j] : 0;
                        for (var k = 0; k < depth; k++)
                        {
                            expected[i * columns + j] += (double)a.Span[transposed ? k * rows + i : i * depth + k] * b.Span[k * (columns + 32) + 32 + j];
                        }
                    }
                }

                Of(lanes).Product(matrix, wide, c.Matrix(rows, columns), add);
                AssertClose(expected, c.Span, 1e-5 * depth);
            }, iter: 60, threads: 1);

    [Theory]
    [MemberData(nameof(Widths))]
    public void Exponentials_are_exact_to_six_digits_and_never_leave_the_range(int lanes)
    {
        var values = Enumerable.Range(0, 4096).Select(i => -120f + i * 0.03f).ToArray();
        var expected = Array.ConvertAll(values, value => Math.Exp(Math.Max((double)(value - 2.5f), -87)));
        var sum = Of(lanes).Exponentiate(values, 2.5f);
        for (var i = 0; i < values.Length; i++)
        {
            Assert.True(Math.Abs(values[i] - expected[i]) <= 3e-7 * expected[i], $"e^x at {i}: {values[i]}, expected {expected[i]}");
        }

        Assert.Equal(expected.Sum(), sum, expected.Sum() * 1e-5);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Columns_become_exponentials_of_their_distance_to_the_largest(int lanes) => Gen.Select(Gen.Int[1, 40], Gen.Int[0, 1_000_000]).Sample((rows, seed) =>
    {
        const int columns = Kernels.TileColumns;
        var x = Random(rows * columns, seed);
        var before = x.Span.ToArray();
        float[] max = new float[columns], sum = new float[columns];
        Of(lanes).ExponentiateColumns(x.Matrix(rows, columns), max, sum);
        for (var j = 0; j < columns; j++)
        {
            var column = Enumerable.Range(0, rows).Select(i => before[i * columns + j]).ToArray();
            Assert.Equal(column.Max(), max[j]);
            Assert.Equal(column.Sum(v => Math.Exp(v - column.Max())), sum[j], 1e-4);
            for (var i = 0; i < rows; i++)
            {
                Assert.Equal(Math.Exp(column[i] - column.Max()), x.Span[i * columns + j], 1e-6);
            }
        }

        GC.KeepAlive(x);
    }, iter: 30, threads: 1);

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_normalised_row_has_mean_0_and_variance_1(int lanes)
    {
        const int rows = 7, columns = 64;
        var (x, y) = (Random(rows * columns, 4), new Floats(rows * columns));
        Of(lanes).Normalise(x.Matrix(rows, columns), y.Matrix(rows, columns), new float[rows]);
        for (var row = 0; row < rows; row++)
        {
            var values = y.Span.Slice(row * columns, columns).ToArray();
            Assert.Equal(0, values.Average(), 1e-5);
            Assert.Equal(1, values.Average(value => value * value), 1e-3);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_step_of_AdamW_is_the_papers(int lanes)
    {
        const int count = 64;
        float[] p = Random(count, 1).Span.ToArray(), g = Random(count, 2).Span.ToArray(), m = Random(count, 3).Span.ToArray();
        var v = Array.ConvertAll(Random(count, 4).Span.ToArray(), Math.Abs);
        var step = new AdamStep(0.5f, 0.9f, 0.98f, 0.01f, 1e-6f, 0.999f);
        var expected = Enumerable.Range(0, count).Select(i =>
        {
            double slope = g[i] * 0.5, first = 0.9 * m[i] + 0.1 * slope, second = 0.98 * v[i] + 0.02 * slope * slope;
            return 0.999 * p[i] - 0.01 * first / (Math.Sqrt(second) + 1e-6);
        }).ToArray();

        Of(lanes).AdamW(p, g, m, v, step);

        AssertClose(expected, p, 1e-4);
        Assert.All(g, gradient => Assert.Equal(0, gradient));
    }

    /// <summary>The same tests once more in a process that the instruction sets are hidden from.</summary>
    [Theory]
    [InlineData("DOTNET_EnableAVX512", 8)]
    [InlineData("DOTNET_EnableAVX2", 4)]
    public async Task Kernels_choose_and_pass_without_the_wider_instruction_sets(string setting, int most)
    {
        Assert.SkipWhen(NarrowProcess.IsThisOne, "This is the process without them.");
        var output = await NarrowProcess.RunAsync(typeof(KernelTests), setting);
        var lanes = System.Text.RegularExpressions.Regex.Match(output, @"lanes: (\d+)").Groups[1].Value;
        Assert.InRange(int.Parse(lanes, System.Globalization.CultureInfo.InvariantCulture), 4, most);
    }

    private static Kernels Of(int lanes) => Kernels.All.Single(kernels => kernels.Lanes == lanes);

    private static Floats Random(int count, int seed)
    {
        var random = new Random(seed);
        return new Floats(Enumerable.Range(0, count).Select(_ => 4 * random.NextSingle() - 2).ToArray());
    }

    private static void AssertClose(double[] expected, ReadOnlySpan<float> actual, double tolerance)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"at {i}: {actual[i]}, expected {expected[i]}");
        }
    }
}
