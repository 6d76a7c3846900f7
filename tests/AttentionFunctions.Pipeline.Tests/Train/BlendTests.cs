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
}
