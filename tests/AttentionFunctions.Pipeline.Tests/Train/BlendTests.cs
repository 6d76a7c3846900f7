using CsCheck;
using Xunit;

namespace AttentionFunctions.Train;

public sealed class BlendTests
{
    private static readonly TrainingOptions Options = new() { Ials = new() { Factors = 8, Sweeps = 3 }, Sequence = new() { CoreMinutes = 0.0003, Threads = 1 } };

    [Fact]
    public void On_validation_it_is_never_below_the_best_single_model() => (from users in Gen.Int[20, 60]
                                                                            from chance in Gen.Double[0, 1]
                                                                            from seed in Gen.Int[1, 1000]
                                                                            select (users, chance, seed)).Sample(sample =>
    {
        var set = Sequences.Ring(sample.users, items: 30, length: 8, sample.chance, sample.seed);
        var rows = Evaluation.Run(Splits.LeaveLastOut(set), Options, sample.seed).Rows;
        Assert.All(rows.Where(row => row.Model != "Markov"), row => Assert.True(rows[^1].Validation.Ndcg >= row.Validation.Ndcg - 1e-9));
    }, iter: 8);

    [Fact]
    public void One_model_with_weight_ranks_as_it_does_alone()
    {
        var set = Sequences.Ring(users: 40, items: 30, length: 8, chance: 0.3, seed: 2);
        var models = FittedModels.Fit(set, Options, seed: 1);
        var slice = Splits.LeaveLastOut(set).Test;

        var blend = FullRanking.Measure(new BlendModel(models.Blendable, [0, 0, 1, 0]), slice);

        Assert.Equal(FullRanking.Measure(models.Ials, slice).Ranks, blend.Ranks);
    }

    [Fact]
    public void An_evaluation_is_the_same_at_every_run_with_a_seed()
    {
        var split = Splits.LeaveLastOut(Sequences.Ring(users: 50, items: 30, length: 8, chance: 0.3, seed: 4));

        var (first, second) = (Evaluation.Run(split, Options, seed: 9), Evaluation.Run(split, Options, seed: 9));

        Assert.Equal(first.BlendWeights, second.BlendWeights);
        Assert.All(first.Rows.Zip(second.Rows), pair => Assert.Equal(pair.First.Test.Ranks, pair.Second.Test.Ranks));
    }

    [Theory]
    [InlineData(0f, 0f, 0f)]
    [InlineData(1f, -1f, 0f)]
    public void Weights_that_make_no_sense_are_refused(params float[] weights)
    {
        var models = Enumerable.Repeat<IRecommenderModel>(new FixedScores([1, 2]), 3).ToArray();

        Assert.Throws<ArgumentException>(() => new BlendModel(models, weights));
    }

    [Fact]
    public void Weights_by_which_targets_were_drawn_are_found_again()
    {
        // Targets drawn by softmax(2a + b); c knows nothing.
        var world = new PlantedScores(models: 3, cases: 3000, items: 60, [2, 1, 0], seed: 5);
        var singles = world.Models.Select(model => FullRanking.Measure(model, world.Slice)).ToArray();

        var weights = BlendFit.Weights(world.Models, singles, world.Slice, new(), seed: 1);

        Assert.Equal(1, weights[0]);
        Assert.InRange(weights[1], 0.44, 0.56);
        Assert.InRange(weights[2], 0, 0.04);
    }

    [Fact]
    public void The_slope_of_what_weights_are_fitted_by_is_that_of_finite_differences()
    {
        var samples =
            from weights in Gen.Double[0.1, 2].Array[3]
            from focus in Gen.Frequency((1, Gen.Const(0d)), (1, Gen.Double[0.01, 1]))
            from seed in Gen.Int[1, 1000]
            select (weights, focus, seed);
        samples.Sample(sample =>
        {
            const double Tiny = 1e-3;
            var world = new PlantedScores(models: 3, cases: 40, items: 20, [1, 1, 1], sample.seed);
            var objective = new BlendObjective(BlendCandidates.Of(world.Models, world.Slice.Cases, CancellationToken.None), sample.focus);
            var here = objective.At(sample.weights, CancellationToken.None);
            for (var m = 0; m < 3; m++)
            {
                double[] more = [.. sample.weights], less = [.. sample.weights];
                more[m] += Tiny;
                less[m] -= Tiny;
                var (above, below) = (objective.At(more, CancellationToken.None), objective.At(less, CancellationToken.None));
                Assert.Equal((above.Value - below.Value) / (2 * Tiny), here.Gradient[m], 2e-3);
                for (var n = 0; n < 3 && sample.focus == 0; n++)
                {
                    Assert.Equal((below.Gradient[n] - above.Gradient[n]) / (2 * Tiny), here.Curvature[m, n], 2e-3);
                }
            }
        }, iter: 20);
    }

    /// <summary>Models whose scores are drawn anew for each case, and targets drawn by a weighted sum of them.</summary>
    private sealed class PlantedScores
    {
        public PlantedScores(int models, int cases, int items, double[] weights, int seed)
        {
            var random = new Random(seed);
            var scores = Enumerable.Range(0, models).Select(_ => Enumerable.Range(0, cases).Select(_ => Enumerable.Range(0, items).Select(_ => Normal()).ToArray()).ToArray()).ToArray();
            Models = [.. scores.Select(model => new ByCase(model))];
            Slice = new(Sequences.Of(items, [0]), [.. Enumerable.Range(0, cases).Select(i => new EvaluationCase($"user{i}", Sequences.Events(0).Select(e => e with { TimeMs = i }).ToArray(), Draw(i), 0))]);

            // The sum of twelve uniform numbers less six has mean 0 and deviation 1.
            float Normal() => (float)(Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6);

            // Not item 0, which the history has.
            int Draw(int i) => Enumerable.Range(1, items - 1).Select(item => (item, Key: weights.Select((w, m) => w * scores[m][i][item]).Sum() - Math.Log(-Math.Log(1 - random.NextDouble())))).MaxBy(pair => pair.Key).item;
        }

        public IReadOnlyList<IRecommenderModel> Models { get; }

        public HeldOutSlice Slice { get; }

        private sealed class ByCase(float[][] scores) : IRecommenderModel
        {
            public string Name => "Planted";

            public int ItemCount => scores[0].Length;

            public void Score(ReadOnlySpan<Interaction> history, Span<float> result) => scores[history[0].TimeMs].CopyTo(result);
        }
    }
}
