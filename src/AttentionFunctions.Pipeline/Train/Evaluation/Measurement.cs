namespace AttentionFunctions.Train;

/// <summary>What one model did on one slice.</summary>
/// <param name="Cutoff">The k of everything "@k".</param>
/// <param name="UserKeys">Who was asked, parallel to <paramref name="Ranks"/>.</param>
/// <param name="Ranks">
/// Rank of each case's target among all items, those of the history left out: 1 + items scored higher + half of the items scored the same.
/// Infinite where the model cannot recommend the target: it is in the history, or scored −∞.
/// </param>
/// <param name="Coverage">Share of the catalogue that is in anybody's top k, 0 to 1.</param>
/// <param name="Novelty">Mean of −log2(an item's share of the training interactions) over everybody's top k, in bits; larger is less obvious.</param>
public sealed record Measurement(int Cutoff, string[] UserKeys, double[] Ranks, double Coverage, double Novelty)
{
    /// <summary>Mean share of a case's targets that are in its top k; with one target per case it is the hit rate.</summary>
    public double Recall { get; init; }

    public ExposureQuality Exposure { get; init; } = new(0, 0, 0);

    public IReadOnlyList<SegmentQuality> Segments { get; init; } = [];

    /// <summary>Share of cases whose first target is in the top k.</summary>
    public double HitRate => Mean(rank => rank <= Cutoff ? 1 : 0);

    public double Ndcg => Mean(rank => NdcgOf(rank, Cutoff));

    /// <summary>Mean of 1/rank over the whole ranking, not cut at k.</summary>
    public double Mrr => Mean(rank => 1 / rank);

    /// <summary>Per case, parallel to <see cref="UserKeys"/>: what the gate's bootstrap resamples.</summary>
    public double[] NdcgPerUser() => Array.ConvertAll(Ranks, rank => NdcgOf(rank, Cutoff));

    /// <summary>1/log2(1 + rank) within the cutoff, else 0; the ideal is 1, as there is one target.</summary>
    internal static double NdcgOf(double rank, int cutoff) => rank <= cutoff ? 1 / Math.Log2(1 + rank) : 0;

    private double Mean(Func<double, double> metric) => Ranks.Length == 0 ? 0 : Ranks.Sum(metric) / Ranks.Length;
}
