using AttentionFunctions.Rank;

namespace AttentionFunctions.Economy;

/// <summary>
/// Attention in proportion to relevance over a sequence of rankings, not in each: Biega, Gummadi and Weikum, "Equity of Attention: Amortizing
/// Individual Fairness in Rankings", SIGIR 2018, section 4, equations 7 to 12, online.
/// </summary>
/// <remarks>
/// <code>
/// minimise    Σᵢ |Aᵢ + w(position of i) − (Rᵢ + rᵢ)|
/// subject to  NDCG@k of the ranking ≥ θ
/// </code>
/// A and R are what item i has received and deserved so far; w and r are scaled to sum 1 in each ranking. Without the constraint this is an
/// assignment problem. The constraint is brought into it by a multiplier λ ≥ 0 on the ranking's DCG, the smallest that satisfies it, found by
/// bisection; the paper solves an integer program instead. The result always keeps θ; between two λ an integer program may find a
/// slightly fairer ranking that this does not.
/// </remarks>
internal sealed class EquityOfAttention
{
    /// <summary>More candidates than this are cut to the best, as the paper does (section 5).</summary>
    public const int MaxCandidates = 60;

    private const int Bisections = 16, Doublings = 30;

    private readonly Lock _gate = new();
    private readonly double _theta;
    private readonly Dictionary<string, double> _owed = new(StringComparer.Ordinal);

    /// <param name="theta">θ: the least NDCG a ranking may have, 0 to 1.</param>
    public EquityOfAttention(double theta)
    {
        ArgumentOutOfRangeException.ThrowIfNotBetween(theta, 0, 1);
        _theta = theta;
    }

    /// <summary>Σ|A − R| so far.</summary>
    public double Unfairness => _owed.Values.Sum(Math.Abs);

    /// <summary>Orders one slate, and remembers what it gave; one slate at a time.</summary>
    public IReadOnlyList<SlateCandidate> Rank(IReadOnlyList<SlateCandidate> candidates, int count)
    {
        lock (_gate) return RankNext(candidates, count);
    }

    private SlateCandidate[] RankNext(IReadOnlyList<SlateCandidate> candidates, int count)
    {
        SlateCandidate[] best = [.. SlateMerit.Ranked(candidates).Take(MaxCandidates)];
        int positions = Math.Min(count, best.Length);
        if (positions == 0) return [];
        double[] merits = SlateMerit.Of(best), gains = ExposureModel.Logarithmic.Of(positions);
        double[] relevance = Normalised(merits), attention = Normalised(gains);
        int[] order = Order(best, merits, relevance, attention, positions);
        for (int i = 0; i < best.Length; i++) _owed[best[i].ItemId] = Owed(best[i]) + relevance[i];
        for (int j = 0; j < positions; j++) _owed[best[order[j]].ItemId] -= attention[j];
        return [.. order.Take(positions).Select(i => best[i])];
    }

    private int[] Order(SlateCandidate[] candidates, double[] merits, double[] relevance, double[] attention, int positions)
    {
        int[] order = At(0);
        if (Good(order)) return order;
        double high = 0.01;
        int[] good = At(high);
        for (int i = 0; i < Doublings && !Good(good); i++) good = At(high *= 2);

        // Candidates are sorted by merit, so the first ones in order are the ideal ranking.
        if (!Good(good)) return [.. Enumerable.Range(0, candidates.Length)];
        double low = 0;
        for (int i = 0; i < Bisections; i++)
        {
            double middle = (low + high) / 2;
            int[] tried = At(middle);
            if (Good(tried)) (high, good) = (middle, tried);
            else low = middle;
        }

        return good;

        bool Good(int[] ranking) => SlateMerit.Ndcg(ranking.Select(i => merits[i]), merits, positions) >= _theta - 1e-12;

        int[] At(double lambda)
        {
            int n = candidates.Length;
            var cost = new double[n, n];
            for (int i = 0; i < n; i++)
            {
                double owed = Owed(candidates[i]) + relevance[i];
                for (int j = 0; j < n; j++)
                    cost[i, j] = j < positions ? Math.Abs(owed - attention[j]) - (lambda * relevance[i] * attention[j]) : Math.Abs(owed);
            }

            return Assignment.Solve(cost);
        }
    }

    /// <summary>R − A: positive when the item deserved more than it received.</summary>
    private double Owed(SlateCandidate candidate) => _owed.GetValueOrDefault(candidate.ItemId);

    private static double[] Normalised(double[] values)
    {
        double total = values.Sum();
        return total > 0 ? [.. values.Select(value => value / total)] : [.. values.Select(_ => 1.0 / values.Length)];
    }
}
