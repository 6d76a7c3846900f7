using CsCheck;
using Xunit;

namespace AttentionFunctions.Train;

public sealed class IalsTests
{
    private const int D = 8;

    private static readonly Gen<(float[] Factors, int[] Columns, float[] Weights, float Lambda)> Equations =
        from factors in Gen.Float[-1, 1].Array[6 * D]
        from columns in Gen.Int[0, 5].Array[0, 10]
        from weights in Gen.Float[0.1f, 3].Array[columns.Length]
        from lambda in Gen.Float[0.3f, 3]
        select (factors, columns, weights, lambda);

    [Fact]
    public void Conjugate_gradient_reaches_the_exact_solution() => Equations.Sample(sample =>
    {
        var x = new float[D];
        var gram = Gramian.Of(Floats.Over(sample.Factors), D, 0.2f);
        new RowEquation(gram, sample.Factors, sample.Columns, sample.Weights, sample.Lambda).Improve(x, steps: 3 * D, new float[3 * D]);
        Close(Exact(sample.Factors, sample.Columns, sample.Weights, sample.Lambda), x);
    });

    [Fact]
    public void The_Cholesky_solve_is_the_exact_solution() => Equations.Sample(sample =>
    {
        var x = new float[D];
        var lower = new float[D * D];
        var equation = new RowEquation(Gramian.Of(Floats.Over(sample.Factors), D, 0.2f), sample.Factors, sample.Columns, sample.Weights, sample.Lambda);
        equation.Factorise(lower, D);
        equation.RightHandSide(x);
        RowEquation.Solve(lower, x);
        Close(Exact(sample.Factors, sample.Columns, sample.Weights, sample.Lambda), x);
    });

    [Fact]
    public void The_same_seed_gives_the_same_bits_on_any_number_of_threads()
    {
        var set = Sequences.Ring(users: 3000, items: 40, length: 6, chance: 0.2, seed: 1);
        var options = new IalsOptions { Factors = 16, Sweeps = 3 };
        float[]? alone = null;
        var thread = new Thread(() => alone = IalsModel.Fit(set, options, seed: 5).Items.Span.ToArray());
        thread.Start();
        var beside = IalsModel.Fit(set, options, seed: 5).Items.Span.ToArray();
        thread.Join();

        Assert.Equal(beside, alone);
        Assert.NotEqual(beside, IalsModel.Fit(set, options, seed: 6).Items.Span.ToArray());
    }

    [Fact]
    public void Items_that_the_same_people_chose_are_close()
    {
        // Two circles of people who share nothing.
        var users = Enumerable.Range(0, 60).Select(user => Enumerable.Range(0, 10).Where(item => (item + user) % 3 > 0)
            .Select(item => user % 2 == 0 ? item : item + 10).ToArray()).ToArray();
        var model = IalsModel.Fit(Sequences.Of(20, users), new() { Factors = 8 }, seed: 1);
        var scores = new float[20];

        model.Score(Sequences.Events(0, 1, 2), scores);

        Assert.True(scores[..10].Min() > scores[10..].Max());
    }

    /// <summary>Gaussian elimination in double precision.</summary>
    private static double[] Exact(float[] factors, int[] columns, float[] weights, float lambda)
    {
        var a = new double[D, D + 1];
        for (var i = 0; i < D; i++)
        {
            for (var j = 0; j < D; j++)
            {
                a[i, j] = 0.2 * Enumerable.Range(0, 6).Sum(n => (double)factors[n * D + i] * factors[n * D + j]) + (i == j ? lambda : 0)
                    + columns.Select((c, n) => (double)weights[n] * factors[c * D + i] * factors[c * D + j]).Sum();
            }

            a[i, D] = columns.Select((c, n) => (double)weights[n] * factors[c * D + i]).Sum();
        }

        for (var p = 0; p < D; p++)
        {
            for (var row = 0; row < D; row++)
            {
                var factor = row == p ? 0 : a[row, p] / a[p, p];
                for (var column = p; column <= D; column++)
                {
                    a[row, column] -= factor * a[p, column];
                }
            }
        }

        return [.. Enumerable.Range(0, D).Select(i => a[i, D] / a[i, i])];
    }

    private static void Close(double[] expected, float[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 2e-3));
}
