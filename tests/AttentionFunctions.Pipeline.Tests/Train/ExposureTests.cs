using CsCheck;
using Xunit;

namespace AttentionFunctions.Train;

public sealed class ExposureTests
{
    [Fact]
    public void Percentiles_count_the_less_popular_and_half_of_the_equals() => Gen.Int[0, 6].Array[1, 30].Sample(counts =>
    {
        var popularity = ItemPopularity.Of(counts);
        for (var item = 0; item < counts.Length; item++)
        {
            var expected = counts.Count(count => count < counts[item]) + counts.Count(count => count == counts[item]) / 2.0;
            Assert.Equal(expected / counts.Length, popularity.Percentile(item), 1e-12);
        }
    });

    [Fact]
    public void Groups_are_thirds_of_the_interactions()
    {
        var popularity = ItemPopularity.Of([100, 30, 70, 25, 25, 25, 0, 25]);

        Assert.Equal(
            [PopularityGroup.Head, PopularityGroup.Middle, PopularityGroup.Middle, PopularityGroup.Tail, PopularityGroup.Tail, PopularityGroup.Tail, PopularityGroup.Tail, PopularityGroup.Tail],
            Enumerable.Range(0, 8).Select(popularity.Group));
    }

    [Fact]
    public void The_divergence_is_symmetric_and_between_nothing_and_a_bit() => (from one in Gen.Double[0, 1].Array[3]
                                                                                from other in Gen.Double[0, 1].Array[3]
                                                                                where one.Sum() > 0.01 && other.Sum() > 0.01
                                                                                select (one, other)).Sample(sample =>
    {
        double[] p = [.. sample.one.Select(value => value / sample.one.Sum())], q = [.. sample.other.Select(value => value / sample.other.Sum())];
        Assert.InRange(ExposureQuality.Divergence(p, q), 0, 1 + 1e-12);
        Assert.Equal(ExposureQuality.Divergence(p, q), ExposureQuality.Divergence(q, p), 1e-12);
        Assert.Equal(0, ExposureQuality.Divergence(p, p), 1e-12);
    });

    [Fact]
    public void Distributions_without_overlap_differ_by_one_bit() => Assert.Equal(1, ExposureQuality.Divergence([1, 0, 0], [0, 0.5, 0.5]), 1e-12);

    [Fact]
    public void A_model_that_shows_the_popular_only_is_biased_to_them()
    {
        // Items 0 to 2 are popular; everybody likes the rare ones that follow.
        var users = Enumerable.Range(0, 30).Select(user => new[] { user % 3, 3 + user % 12, 3 + (user + 1) % 12, 3 + (user + 2) % 12 }).ToArray();
        var slice = Splits.LeaveLastOut(Sequences.Of(15, users)).Test;
        var popular = FullRanking.Measure(new FixedScores([.. Enumerable.Range(0, 15).Select(item => -(float)item)]), slice, cutoff: 2).Exposure;
        var rare = FullRanking.Measure(new FixedScores([.. Enumerable.Range(0, 15).Select(item => (float)item)]), slice, cutoff: 2).Exposure;

        Assert.True(popular.PopularityBias > 0.2);
        Assert.True(rare.PopularityBias < 0.1);
        Assert.Equal(popular.Chosen, rare.Chosen);
    }

    [Fact]
    public void Showing_another_mix_than_somebody_is_used_to_is_miscalibrated()
    {
        // Items 0, 1 and 12 are met by everybody, the others once.
        int[][] users = [.. Enumerable.Range(0, 10).Select(user => new[] { 0, 1, 12, 2 + user })];
        var slice = new HeldOutSlice(Sequences.Of(13, users), [new("user0000", Sequences.Events(0, 1), Target: 2, Sequences.StartMs)]);

        double Miscalibration(int favourite) => FullRanking.Measure(
            new FixedScores([.. Enumerable.Range(0, 13).Select(item => item == favourite ? 1f : 0f)]), slice, cutoff: 1).Exposure.Miscalibration;

        Assert.Equal((0.0, 1.0), (Miscalibration(12), Miscalibration(5)));
    }

    [Fact]
    public void Recall_counts_every_new_item_of_a_slice()
    {
        var set = Sequences.Of(6, [0, 1, 2, 3, 4]);
        var split = Splits.ByTime(set, validationShare: 0.2, testShare: 0.4);
        var asked = Assert.Single(split.Test.Cases);
        Assert.Equal([3, 4], asked.AllTargets);
        Assert.Equal(3, asked.Target);

        var measured = FullRanking.Measure(new FixedScores([0, 0, 0, 1, 3, 2]), split.Test, cutoff: 2);

        Assert.Equal((0.5, 0), (measured.Recall, measured.HitRate));
    }

    [Fact]
    public void With_one_target_recall_is_the_hit_rate() => (from set in Sequences.Small
                                                             from scores in Gen.Int[0, 4].Select(n => (float)n).Array[set.ItemIds.Length]
                                                             select (Splits.LeaveLastOut(set).Test, scores)).Sample(sample =>
   {
       // Distinct scores: a tie counts half a rank for the hit rate, and falls one way or the other for recall.
       float[] distinct = [.. sample.scores.Select((score, item) => score + item / 100f)];
       var measured = FullRanking.Measure(new FixedScores(distinct), sample.Test, cutoff: 3);

       Assert.Equal(measured.HitRate, measured.Recall, 1e-12);
   });

    [Fact]
    public void Segments_split_the_cases_twice_and_average_to_the_whole() => Sequences.Small.Sample(set =>
    {
        var measured = FullRanking.Measure(new FixedScores([.. set.ItemIds.Select((_, item) => (float)(item * 7 % 5))]), Splits.LeaveLastOut(set).Test, cutoff: 3);
        foreach (var half in new[] { measured.Segments.Where(IsUsers), measured.Segments.Where(segment => !IsUsers(segment)) })
        {
            Assert.Equal(measured.Ranks.Length, half.Sum(segment => segment.Cases));
            Assert.Equal(measured.Ndcg, half.Sum(segment => segment.Cases * segment.Ndcg) / Math.Max(1, measured.Ranks.Length), 1e-9);
            Assert.Equal(measured.HitRate, half.Sum(segment => segment.Cases * segment.HitRate) / Math.Max(1, measured.Ranks.Length), 1e-9);
        }

        static bool IsUsers(SegmentQuality segment) => segment.Segment.Contains("users", StringComparison.Ordinal);
    });

    [Fact]
    public void Segments_name_their_bounds()
    {
        int[][] users = [.. Enumerable.Range(0, 8).Select(user => Enumerable.Range(0, user < 2 ? 3 : user < 6 ? 5 : 9).ToArray())];

        var measured = FullRanking.Measure(new FixedScores(new float[9]), Splits.LeaveLastOut(Sequences.Of(9, users)).Test);

        Assert.Equal(["new users, up to 4 events", "heavy users, from 8 events"], measured.Segments.Take(2).Select(segment => segment.Segment));
        Assert.Equal([6, 2], measured.Segments.Take(2).Select(segment => segment.Cases));
    }

    [Fact]
    public void An_interval_holds_the_mean_and_narrows_with_more_users()
    {
        var random = new Random(2);
        double[] few = [.. Enumerable.Range(0, 50).Select(_ => random.NextDouble())], many = [.. Enumerable.Range(0, 5000).Select(_ => random.NextDouble())];
        var (wide, narrow) = (BootstrapInterval.Of(few), BootstrapInterval.Of(many));

        Assert.InRange(few.Average(), wide.Lower, wide.Upper);
        Assert.InRange(many.Average(), narrow.Lower, narrow.Upper);

        // The deviation of the mean is 0.289/√n; 1.96 of them on either side.
        Assert.Equal(2 * 1.96 * 0.289 / Math.Sqrt(5000), narrow.Upper - narrow.Lower, 2e-3);
        Assert.True(wide.Upper - wide.Lower > 5 * (narrow.Upper - narrow.Lower));
        Assert.Equal(new(0, 0), BootstrapInterval.Of([]));
    }
}
