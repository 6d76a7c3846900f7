using AttentionFunctions.Rank;

namespace AttentionFunctions.Economy;

/// <summary>The fair rankings that need no memory, as policies that a ranking can be given.</summary>
public static class FairPolicies
{
    /// <summary>By score alone: what the others are measured against.</summary>
    public static SlatePolicy ByScore { get; } = (candidates, count, _) => [.. SlateMerit.Ranked(candidates).Take(count)];

    /// <summary>
    /// One draw from the fair lottery of Singh and Joachims; over many slates the groups have their exposure. See <see cref="FairExposure"/>.
    /// Below its <see cref="FairExposure.MaxPositions"/> places the order is by score.
    /// </summary>
    /// <param name="tolerance">How far, relative to its target, a group's exposure may be off; from 0.</param>
    public static SlatePolicy Exposure(ExposureTarget target, double tolerance = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tolerance);
        return (candidates, count, seed) =>
        {
            SlateCandidate[] ranked = SlateMerit.Ranked(candidates);
            SlateCandidate[] best = [.. ranked.Take(FairExposure.MaxCandidates)];
            if (best.Length == 0 || count == 0) return [];
            SlateCandidate[] drawn = [.. Lottery(best, count, target, tolerance).Draw(new Random(seed)).Select(i => best[i])];
            return [.. drawn, .. ranked.Except(drawn).Take(count - drawn.Length)];
        };
    }

    /// <summary>FA*IR with the adjusted significance. See <see cref="FairTopK"/>.</summary>
    /// <param name="share">The least share of protected candidates, more than 0 and less than 1.</param>
    /// <param name="alpha">The chance of changing a ranking that is fair, more than 0 and less than 1.</param>
    public static SlatePolicy TopK(IReadOnlySet<string> protectedGroups, double share, double alpha = 0.1)
    {
        ArgumentOutOfRangeException.ThrowIfNotBetween(share, double.Epsilon, 1 - 1e-9);
        ArgumentOutOfRangeException.ThrowIfNotBetween(alpha, double.Epsilon, 1 - 1e-9);
        return (candidates, count, _) =>
        {
            int places = Math.Min(count, candidates.Count);
            int[] minimum = FairTopK.MinimumCounts(places, share, FairTopK.AdjustedAlpha(places, share, alpha));
            return FairTopK.Rank(candidates, places, protectedGroups, minimum);
        };
    }

    /// <summary>Floors and caps per group. See <see cref="ProviderBounds"/>.</summary>
    public static SlatePolicy Bounds(IReadOnlyDictionary<string, ProviderBound> bounds, ProviderBound otherwise) =>
        (candidates, count, _) => ProviderBounds.Rank(candidates, count, bounds, otherwise);

    internal static FairLottery Lottery(SlateCandidate[] candidates, int count, ExposureTarget target, double tolerance)
    {
        double[] merits = SlateMerit.Of(candidates);
        (int[] groupOf, string[] names) = SlateMerit.Groups(candidates);
        return FairExposure.Solve(
            merits, groupOf, target.Shares(merits, groupOf, names.Length), ExposureModel.Logarithmic.Of(Math.Min(Math.Min(count, candidates.Length), FairExposure.MaxPositions)), tolerance);
    }
}
