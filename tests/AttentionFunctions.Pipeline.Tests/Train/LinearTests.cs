using CsCheck;
using Xunit;

namespace AttentionFunctions.Train;

public sealed class LinearTests
{
    /// <summary>So weak a λ that small sets show the regression, not the prior.</summary>
    private static readonly LinearOptions Weak = new() { Regularisation = 0.5 };

    private static readonly Gen<(SequenceSet Set, Interaction[] History)> Cases =
        from set in Sequences.Small
        from history in Gen.Int[0, set.ItemIds.Length - 1].Array[0, 14]
        select (set, Sequences.Events(history));

    [Fact]
    public void Solves_systems_of_any_size() => (from n in Gen.Int[1, 150]
                                                 from rows in Gen.Int[1, 9]
                                                 from seed in Gen.Int[0, 1000]
                                                 select (n, rows, seed)).Sample(sample =>
    {
        var (n, rows, seed) = sample;
        var random = new Random(seed);
        var basis = Matrix(random, n, n);
        var matrix = Dense(n, n, (i, j) => Enumerable.Range(0, n).Sum(k => basis[i, k] * basis[j, k]) / n + (i == j ? 0.3 : 0));
        var solutions = Matrix(random, rows, n);
        var solved = new float[rows * n];
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < n; i++)
            {
                solved[row * n + i] = (float)Enumerable.Range(0, n).Sum(j => matrix[i, j] * solutions[row, j]);
            }
        }

        var lower = new float[n * n];
        Array.Fill(lower, float.NaN);
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                lower[i * n + j] = (float)matrix[i, j];
            }
        }

        SymmetricSystem.Factorise(lower, n).Solve(solved);

        for (var i = 0; i < solved.Length; i++)
        {
            Assert.Equal(solutions[i / n, i % n], solved[i], 1e-3);
        }
    }, iter: 15);

    [Fact]
    public void A_matrix_that_is_not_positive_definite_is_refused() =>
        Assert.Throws<ArithmeticException>(() => SymmetricSystem.Factorise([1, 0, 2, 1], 2));

    [Fact]
    public void The_sums_over_pairs_are_those_of_the_rows_that_are_never_made() => Sequences.Small.Sample(set =>
    {
        var n = set.ItemIds.Length;
        var sums = new PairSums(set, [.. Enumerable.Range(0, n)], Weak);
        var (gram, cross) = Rows(set, Weak);
        for (var i = 0; i < n; i++)
        {
            var (history, answers) = (new float[n], new float[n]);
            sums.AddHistory(i, history);
            sums.AddAnswers(i, answers);
            for (var j = 0; j < n; j++)
            {
                Assert.Equal(j <= i ? gram[i, j] : 0, history[j], 1e-3);
                Assert.Equal(j == i ? 0 : cross[j, i], answers[j], 1e-3);
            }
        }
    });

    [Fact]
    public void Scores_are_those_of_the_ridge_regression() => Cases.Sample(sample =>
    {
        var n = sample.Set.ItemIds.Length;
        var (gram, cross) = Rows(sample.Set, Weak);
        var system = Dense(n, 2 * n, (i, j) => j < n ? gram[i, j] + (i == j ? Weak.Regularisation : 0) : i == j - n ? 0 : cross[i, j - n]);
        Eliminate(system, n);
        var mean = RelativeWeight.Of(sample.Set, Weak.WeightFloor);
        var model = LinearModel.Fit(sample.Set, Weak);

        var scores = model.Scores(sample.History);

        for (var item = 0; item < n; item++)
        {
            var sum = sample.History.Select((e, at) => Math.Pow(Weak.HistoryDecay, sample.History.Length - 1 - at) * mean.Of(e.Weight) * system[e.Item, n + item]).Sum();
            Assert.Equal(Math.Max(0, sum) + model.Prior[item], Math.Exp(scores[item]), 1e-3);
        }
    });

    [Fact]
    public void A_stored_model_is_the_same() => Cases.Sample(sample =>
    {
        var model = LinearModel.Fit(sample.Set, Weak);
        PartnerChecks.RoundTrips(model, model.Write, tensors => LinearModel.Read(tensors, Weak), sample.History);
    }, iter: 20);

    [Fact]
    public void The_same_bits_on_any_number_of_threads()
    {
        var set = Sequences.Ring(users: 500, items: 200, length: 12, chance: 0.3, seed: 1);
        float[]? alone = null;
        var thread = new Thread(() => alone = LinearModel.Fit(set, Weak).Scores(Sequences.Events(3, 5)));
        thread.Start();
        var beside = LinearModel.Fit(set, Weak).Scores(Sequences.Events(3, 5));
        thread.Join();

        Assert.Equal(alone, beside);
    }

    [Fact]
    public void A_catalogue_that_is_too_large_is_learnt_for_its_most_frequent_items()
    {
        var set = Sequences.Of(6, [0, 1, 2], [0, 1, 2], [0, 1, 3], [5, 1, 4]);

        var model = LinearModel.Fit(set, Weak, mostItems: 3);

        Assert.Equal((3, 6), (model.LearntItems, LinearModel.Fit(set, Weak).LearntItems));
        var scores = model.Scores(Sequences.Events(0, 1));
        Assert.Equal(2, Array.IndexOf(scores, scores.Max()));
        Assert.Equal(MathF.Log(model.Prior[3]), scores[3]);
    }

    [Fact]
    public void Ties_of_frequency_go_to_the_first_item() => Assert.Equal([0, 1, 2], LinearFit.Items([1, 1, 5, 1], 3));

    [Fact]
    public void Only_the_heaviest_sources_of_a_target_are_kept()
    {
        var set = Sequences.Ring(users: 300, items: 40, length: 12, chance: 0.1, seed: 2);
        var cut = Weak with { SourcesPerTarget = 8 };

        var scores = LinearModel.Fit(set, cut).Scores(Sequences.Events(7));

        Assert.Equal(8, Array.IndexOf(scores, scores.Max()));
        Assert.True(scores.Index().Count(item => MathF.Exp(item.Item) > 1.5e-4) < 20);
    }

    [Fact]
    public void An_empty_history_falls_back_to_popularity()
    {
        var scores = LinearModel.Fit(Sequences.Of(4, [0, 1, 2], [2, 1], [1, 3]), Weak).Scores();

        Assert.Equal(1, Array.IndexOf(scores, scores.Max()));
        Assert.All(scores, score => Assert.True(float.IsFinite(score)));
    }

    /// <summary>XᵀX and XᵀY by making every row of X and of Y.</summary>
    private static (double[,] Gram, double[,] Cross) Rows(SequenceSet set, LinearOptions options)
    {
        var n = set.ItemIds.Length;
        var weight = RelativeWeight.Of(set, options.WeightFloor);
        var (gram, cross) = (new double[n, n], new double[n, n]);
        foreach (var user in set.Users)
        {
            for (var t = 0; t < user.Interactions.Length - 1; t++)
            {
                var (x, y) = (new double[n], new double[n]);
                for (var at = 0; at < user.Interactions.Length; at++)
                {
                    var value = weight.Of(user.Interactions[at].Weight) * Math.Pow(at <= t ? options.HistoryDecay : options.TargetDecay, at <= t ? t - at : at - t - 1);
                    (at <= t ? x : y)[user.Interactions[at].Item] += value;
                }

                for (var i = 0; i < n; i++)
                {
                    for (var j = 0; j < n; j++)
                    {
                        gram[i, j] += x[i] * x[j];
                        cross[i, j] += x[i] * y[j];
                    }
                }
            }
        }

        return (gram, cross);
    }

    /// <summary>Gauss–Jordan without pivots, as the matrix is positive definite: the right half becomes the solution.</summary>
    private static void Eliminate(double[,] system, int n)
    {
        for (var pivot = 0; pivot < n; pivot++)
        {
            var divisor = system[pivot, pivot];
            for (var column = 0; column < 2 * n; column++)
            {
                system[pivot, column] /= divisor;
            }

            for (var row = 0; row < n; row++)
            {
                var factor = row == pivot ? 0 : system[row, pivot];
                for (var column = 0; factor != 0 && column < 2 * n; column++)
                {
                    system[row, column] -= factor * system[pivot, column];
                }
            }
        }
    }

    private static double[,] Matrix(Random random, int rows, int columns) => Dense(rows, columns, (_, _) => random.NextDouble() * 2 - 1);

    private static double[,] Dense(int rows, int columns, Func<int, int, double> value)
    {
        var matrix = new double[rows, columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                matrix[i, j] = value(i, j);
            }
        }

        return matrix;
    }
}
