using AttentionFunctions.Rank;
using CsCheck;
using Xunit;

namespace AttentionFunctions.Economy;

public sealed class FairTopKTests
{
    /// <summary>Table 2 of Zehlike et al., CIKM 2017: α = 0.1, k from 1 to 12.</summary>
    [Theory]
    [InlineData(0.1, new[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(0.2, new[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1 })]
    [InlineData(0.3, new[] { 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2 })]
    [InlineData(0.4, new[] { 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 3 })]
    [InlineData(0.5, new[] { 0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 4 })]
    [InlineData(0.6, new[] { 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5 })]
    [InlineData(0.7, new[] { 0, 1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 6 })]
    public void The_minimum_counts_are_the_published_ones(double share, int[] published) =>
        Assert.Equal(published, FairTopK.MinimumCounts(12, share, 0.1));

    /// <summary>Tables and failure probabilities that the authors' own library (fairsearch) gives.</summary>
    [Theory]
    [InlineData(0.2, new[] { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1 }, 0.13421772800000065)]
    [InlineData(0.25, new[] { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2 }, 0.10515247355215251)]
    [InlineData(0.3, new[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4 }, 0.04877730797178359)]
    public void The_failure_probability_is_that_of_the_authors(double share, int[] minimum, double published) =>
        Assert.Equal(published, FairTopK.FailureProbability(minimum, share), 9);

    [Theory]
    [InlineData(10, 0.2, 0.15)]
    [InlineData(20, 0.25, 0.1)]
    [InlineData(30, 0.3, 0.05)]
    [InlineData(100, 0.5, 0.1)]
    public void The_adjusted_significance_is_the_largest_that_keeps_the_whole_test_at_alpha(int k, double share, double alpha)
    {
        double adjusted = FairTopK.AdjustedAlpha(k, share, alpha);
        Assert.InRange(FairTopK.FailureProbability(FairTopK.MinimumCounts(k, share, adjusted), share), 0, alpha);
        if (adjusted < alpha) Assert.True(FairTopK.FailureProbability(FairTopK.MinimumCounts(k, share, adjusted + 1e-9), share) > alpha);
    }

    [Fact]
    public void One_test_for_all_prefixes_rejects_too_often_unless_it_is_adjusted() =>
        Assert.InRange(FairTopK.FailureProbability(FairTopK.MinimumCounts(100, 0.5, 0.1), 0.5), 0.2, 1);

    [Fact]
    public void Every_prefix_has_its_protected_candidates_and_order_within_groups_stays() =>
        Gen.Select(Gen.Select(Gen.Double, Gen.Bool).Array[1, 30], Gen.Int[1, 30], Gen.Double[0.1, 0.9]).Sample((drawn, count, share) =>
        {
            SlateCandidate[] candidates = [.. drawn.Select((draw, i) => new SlateCandidate($"i{i:00}", draw.Item2 ? "p" : "o", draw.Item1))];
            int[] minimum = FairTopK.MinimumCounts(count, share, 0.1);
            IReadOnlyList<SlateCandidate> slate = FairTopK.Rank(candidates, count, new HashSet<string> { "p" }, minimum);
            Assert.Equal(Math.Min(count, candidates.Length), slate.Count);
            Assert.Equal(slate.Count, slate.Distinct().Count());
            int all = candidates.Count(candidate => candidate.Group == "p");
            for (int i = 0; i < slate.Count; i++)
                Assert.True(slate.Take(i + 1).Count(candidate => candidate.Group == "p") >= Math.Min(minimum[i], all));
            foreach (string group in (string[])["p", "o"])
                Assert.Equal(SlateMerit.Ranked(candidates.Where(candidate => candidate.Group == group)).Take(slate.Count(candidate => candidate.Group == group)), slate.Where(candidate => candidate.Group == group));
        });

    [Fact]
    public void A_ranking_that_is_fair_already_is_left_alone()
    {
        SlateCandidate[] candidates = [.. Enumerable.Range(0, 10).Select(i => new SlateCandidate($"i{i}", i % 2 == 0 ? "p" : "o", 10 - i))];
        Assert.Equal(candidates, FairPolicies.TopK(new HashSet<string> { "p" }, 0.5)(candidates, 10, 0));
    }
}
