using CsCheck;
using Xunit;

namespace AttentionFunctions.Train;

public sealed class ContributionTests
{
    private static readonly Gen<(SequenceSet Set, Interaction[] History)> Cases =
        from set in Sequences.Small
        from history in Gen.Int[0, set.ItemIds.Length - 1].Array[0, 14]
        select (set, Sequences.Events(history));

    [Fact]
    public void Of_the_plain_chain_sum_to_the_score() => Cases.Sample(sample =>
        Sums(MarkovModel.Fit(sample.Set, new()), sample.History, (_, score) => score));

    [Fact]
    public void Of_the_smoothed_chain_sum_to_the_probability_above_the_prior() => Cases.Sample(sample =>
    {
        var popularity = PopularityModel.Fit(sample.Set, new());
        var model = new SmoothedMarkovModel(TransitionCounts.Fit(sample.Set, new()), popularity.Counts, new());
        Sums(model, sample.History, (item, score) => MathF.Exp(score) - model.Prior[item]);
    });

    [Fact]
    public void Of_iALS_sum_to_the_score() => Cases.Sample(sample =>
        Sums(IalsModel.Fit(sample.Set, new() { Factors = 8 }, seed: 3), sample.History, (_, score) => score), iter: 30);

    [Fact]
    public void Of_popularity_are_none() => Cases.Sample(sample =>
        Sums(PopularityModel.Fit(sample.Set, new()), sample.History, (_, _) => 0));

    [Fact]
    public void Of_a_blend_are_the_same_alone_and_together() => Cases.Sample(sample =>
    {
        var models = FittedModels.Fit(sample.Set, new() { Ials = new() { Factors = 8 } }, seed: 3);
        var blend = new BlendModel(models.Blendable, [0.2f, 1, 0.5f, 0.7f]);
        var all = new float[blend.ItemCount * sample.History.Length];
        blend.Contributions(sample.History, [.. Enumerable.Range(0, blend.ItemCount)], all);

        var one = new float[sample.History.Length];
        for (var item = 0; item < blend.ItemCount; item++)
        {
            blend.Contributions(sample.History, item, one);
            Assert.Equal(one, all.AsSpan(item * one.Length, one.Length).ToArray());
            Assert.All(one, part => Assert.True(part >= 0));
        }
    }, iter: 20);

    private static void Sums(IRecommenderModel model, Interaction[] history, Func<int, float, float> expected)
    {
        var scores = new float[model.ItemCount];
        var parts = new float[history.Length];
        model.Score(history, scores);
        for (var item = 0; item < scores.Length; item++)
        {
            model.Contributions(history, item, parts);
            Assert.Equal(expected(item, scores[item]), parts.Sum(), 2e-4);
        }
    }
}
