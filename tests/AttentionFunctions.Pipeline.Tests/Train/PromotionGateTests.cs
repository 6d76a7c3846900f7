using Xunit;

namespace AttentionFunctions.Train;

public sealed class PromotionGateTests
{
    [Fact]
    public void A_better_candidate_is_promoted()
    {
        var decision = PromotionGate.Decide(Ranks(400, user => user % 4 == 0 ? 1 : 8), Ranks(400, _ => 8), seed: 1);

        Assert.True(decision.Promote);
        Assert.True(0 < decision.Lower && decision.Lower < decision.MeanDifference && decision.MeanDifference < decision.Upper);
    }

    [Fact]
    public void An_equal_candidate_is_not() => Assert.False(PromotionGate.Decide(Ranks(400, user => user % 20 + 1), Ranks(400, user => user % 20 + 1), seed: 1).Promote);

    [Fact]
    public void A_worse_candidate_is_not()
    {
        var decision = PromotionGate.Decide(Ranks(400, _ => 8), Ranks(400, user => user % 4 == 0 ? 1 : 8), seed: 1);

        Assert.False(decision.Promote);
        Assert.True(decision.Upper < 0);
    }

    [Fact]
    public void A_gain_that_may_be_chance_is_not_enough()
    {
        // 31 users got better, 29 got worse.
        var decision = PromotionGate.Decide(Ranks(60, user => user < 31 ? 1 : 11), Ranks(60, user => user < 31 ? 11 : 1), seed: 1);

        Assert.False(decision.Promote);
        Assert.True(decision.MeanDifference > 0 && decision.Lower < 0);
    }

    [Fact]
    public void Too_few_users_decide_nothing() => Assert.False(PromotionGate.Decide(Ranks(5, _ => 1), Ranks(5, _ => 10), seed: 1).Promote);

    [Fact]
    public void The_same_seed_gives_the_same_interval() => Assert.Equal(
        PromotionGate.Decide(Ranks(50, user => user), Ranks(50, user => 50 - user), seed: 7),
        PromotionGate.Decide(Ranks(50, user => user), Ranks(50, user => 50 - user), seed: 7));

    [Fact]
    public void Different_users_cannot_be_paired() =>
        Assert.Throws<ArgumentException>(() => PromotionGate.Decide(Ranks(30, _ => 1), Ranks(31, _ => 1), seed: 1));

    [Fact]
    public void Another_catalogue_is_matched_by_id_and_unknown_items_score_nothing()
    {
        var model = new RemappedModel(new FixedScores([1, 2, 3]), ["a", "b", "c"], ["c", "x", "a"]);
        var scores = new float[3];

        model.Score(Sequences.Events(0, 1), scores);

        Assert.Equal([3, float.NegativeInfinity, 1], scores);
    }

    private static Measurement Ranks(int users, Func<int, double> rank) =>
        new(10, [.. Enumerable.Range(0, users).Select(user => $"u{user}")], [.. Enumerable.Range(0, users).Select(rank)], 0, 0);
}
