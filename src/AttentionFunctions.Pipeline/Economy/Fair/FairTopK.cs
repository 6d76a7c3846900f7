using AttentionFunctions.Rank;

namespace AttentionFunctions.Economy;

/// <summary>
/// Every prefix of the ranking has so many protected candidates as a fair coin would give it: Zehlike et al., "FA*IR: A Fair Top-k Ranking
/// Algorithm", CIKM 2017.
/// </summary>
internal static class FairTopK
{
    private const int Bisections = 50;

    /// <summary>
    /// The least number of protected candidates among the first i, for i = 1 … k: the smallest m with F(m; i, p) &gt; α, F the binomial
    /// distribution (definition 3.3 and table 2).
    /// </summary>
    /// <param name="share">p: the least share of protected candidates, more than 0 and less than 1.</param>
    /// <param name="alpha">α: the chance of rejecting a fair ranking at one prefix, more than 0 and less than 1.</param>
    public static int[] MinimumCounts(int k, double share, double alpha)
    {
        int[] minimum = new int[k];
        double[] chances = [1];
        for (int i = 0; i < k; i++)
        {
            chances = Next(chances, share);
            double cumulated = 0;
            int count = 0;
            while ((cumulated += chances[count]) <= alpha) count++;
            minimum[i] = count;
        }

        return minimum;
    }

    /// <summary>The chance that a ranking drawn by coins of probability p is rejected at some prefix (section 4.2), exactly.</summary>
    public static double FailureProbability(IReadOnlyList<int> minimum, double share)
    {
        double[] passing = [1];
        foreach (int least in minimum)
        {
            passing = Next(passing, share);
            for (int count = 0; count < Math.Min(least, passing.Length); count++) passing[count] = 0;
        }

        return 1 - passing.Sum();
    }

    /// <summary>
    /// α_c ≤ α for which testing every prefix rejects a fair ranking no more often than α in all: the model adjustment of section 4.2. The
    /// failure probability is a step function of α_c, so this is the upper end of the highest step that keeps α.
    /// </summary>
    public static double AdjustedAlpha(int k, double share, double alpha)
    {
        if (FailureProbability(MinimumCounts(k, share, alpha), share) <= alpha) return alpha;
        double low = 0, high = alpha;
        for (int i = 0; i < Bisections; i++)
        {
            double middle = (low + high) / 2;
            if (FailureProbability(MinimumCounts(k, share, middle), share) <= alpha) low = middle;
            else high = middle;
        }

        return low;
    }

    /// <summary>Algorithm 2: the best candidate left, but a protected one wherever the prefix would have too few.</summary>
    /// <param name="minimum">As from <see cref="MinimumCounts"/>, at least as long as the slate.</param>
    /// <returns>Where protected candidates run out, the best of the others follow.</returns>
    public static IReadOnlyList<SlateCandidate> Rank(
        IReadOnlyList<SlateCandidate> candidates, int count, IReadOnlySet<string> protectedGroups, IReadOnlyList<int> minimum)
    {
        SlateCandidate[] ranked = SlateMerit.Ranked(candidates);
        var guarded = new Queue<SlateCandidate>(ranked.Where(candidate => protectedGroups.Contains(candidate.Group)));
        var others = new Queue<SlateCandidate>(ranked.Where(candidate => !protectedGroups.Contains(candidate.Group)));
        var slate = new List<SlateCandidate>();
        int placed = 0;
        while (slate.Count < Math.Min(count, ranked.Length))
        {
            bool needed = placed < minimum[slate.Count];
            bool takesGuarded = guarded.Count > 0 && (needed || others.Count == 0 || guarded.Peek().Score >= others.Peek().Score);
            if (takesGuarded) placed++;
            slate.Add(takesGuarded ? guarded.Dequeue() : others.Dequeue());
        }

        return slate;
    }

    /// <summary>The distribution of the number of heads after one more coin.</summary>
    private static double[] Next(double[] chances, double share)
    {
        double[] next = new double[chances.Length + 1];
        for (int count = 0; count < chances.Length; count++)
        {
            next[count] += chances[count] * (1 - share);
            next[count + 1] += chances[count] * share;
        }

        return next;
    }
}
