using CsCheck;
using Xunit;

namespace AttentionFunctions.Train;

public sealed class FullRankingTests
{
    /// <summary>Few distinct scores, so that ties are common.</summary>
    private static readonly Gen<(HeldOutSlice Slice, FixedScores Model, int Cutoff)> Cases =
        from set in Sequences.Small
        from scores in Gen.Int[0, 4].Select(n => (float)n).Array[set.ItemIds.Length]
        from cutoff in Gen.Int[1, 6]
        select (Splits.LeaveLastOut(set).Test, new FixedScores(scores), cutoff);

    [Fact]
    public void Ranks_are_what_sorting_by_hand_gives() => Cases.Sample(sample =>
    {
        var measured = FullRanking.Measure(sample.Model, sample.Slice, sample.Cutoff);
        for (var i = 0; i < sample.Slice.Cases.Count; i++)
        {
            var asked = sample.Slice.Cases[i];
            var seen = asked.History.ToArray().Select(interaction => interaction.Item).ToHashSet();
            var others = sample.Model.Values.Where((_, item) => item != asked.Target && !seen.Contains(item)).ToArray();
            var target = sample.Model.Values[asked.Target];
            Assert.Equal(1 + others.Count(score => score > target) + others.Count(score => score == target) / 2.0, measured.Ranks[i]);
        }
    });

    [Fact]
    public void Metrics_are_bounded_and_ordered() => Cases.Sample(sample =>
    {
        var m = FullRanking.Measure(sample.Model, sample.Slice, sample.Cutoff);
        Assert.InRange(m.Ndcg, 0, m.HitRate);
        Assert.InRange(m.HitRate, 0, 1);
        Assert.InRange(m.Mrr, 0, 1);
        Assert.InRange(m.Coverage, 0, 1);
        Assert.True(m.Novelty >= 0);
        Assert.Equal(m.Ndcg, m.NdcgPerUser().DefaultIfEmpty().Average(), 1e-12);
    });

    [Fact]
    public void Coverage_is_the_share_of_items_that_anybody_is_shown() => Cases.Sample(sample =>
    {
        var shown = sample.Slice.Cases.SelectMany(asked => sample.Model.Values.Index()
            .Where(item => asked.History.ToArray().All(interaction => interaction.Item != item.Index))
            .OrderByDescending(item => item.Item).ThenBy(item => item.Index).Take(sample.Cutoff).Select(item => item.Index)).Distinct().Count();

        Assert.Equal((double)shown / sample.Model.ItemCount, FullRanking.Measure(sample.Model, sample.Slice, sample.Cutoff).Coverage, 1e-12);
    });

    [Fact]
    public void A_target_that_was_seen_before_is_a_miss()
    {
        var set = Sequences.Of(3, [0, 1, 2]);
        var slice = new HeldOutSlice(set, [new("user0000", Sequences.Events(0, 1), Target: 1, Sequences.StartMs)]);

        var measured = FullRanking.Measure(new FixedScores([0, 9, 0]), slice);

        Assert.Equal(double.PositiveInfinity, Assert.Single(measured.Ranks));
        Assert.Equal((0, 0, 0), (measured.HitRate, measured.Ndcg, measured.Mrr));
    }

    [Fact]
    public void A_model_that_returns_NaN_is_named()
    {
        var slice = Splits.LeaveLastOut(Sequences.Of(3, [0, 1, 2])).Test;

        var e = Assert.Throws<AggregateException>(() => FullRanking.Measure(new FixedScores([0, float.NaN, 0]), slice));

        Assert.Contains("\"Fixed\"", Assert.IsType<InvalidDataException>(e.GetBaseException()).Message, StringComparison.Ordinal);
    }
}

internal sealed class FixedScores(float[] values) : IRecommenderModel
{
    public float[] Values => values;

    public string Name => "Fixed";

    public int ItemCount => values.Length;

    public void Score(ReadOnlySpan<Interaction> history, Span<float> scores) => values.CopyTo(scores);
}
