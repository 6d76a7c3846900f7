using System.Globalization;

namespace AttentionFunctions.Train;

/// <summary>Quality for some of the users or items; a mean over all hides who is served badly.</summary>
/// <param name="Segment">For people, with the bound that defines it.</param>
/// <param name="Cases">How many; the figures of a few are mostly noise.</param>
public sealed record SegmentQuality(string Segment, int Cases, double HitRate, double Ndcg)
{
    /// <summary>
    /// The quarter of users with the shortest histories, the quarter with the longest, those between; then by how popular the target is.
    /// Users of the same length stay together. Segments without cases are left out.
    /// </summary>
    /// <param name="ranks">Parallel to <paramref name="cases"/>.</param>
    internal static IReadOnlyList<SegmentQuality> Of(IReadOnlyList<EvaluationCase> cases, double[] ranks, int cutoff, ItemPopularity popularity)
    {
        if (cases.Count == 0)
        {
            return [];
        }

        int[] lengths = [.. cases.Select(asked => asked.History.Length).Order()];
        var few = lengths[lengths.Length / 4];
        var many = Math.Max(few + 1, lengths[lengths.Length * 3 / 4]);
        IEnumerable<SegmentQuality> segments =
        [
            Where(Text($"new users, up to {few} events"), asked => asked.History.Length <= few),
            Where("users between", asked => asked.History.Length > few && asked.History.Length < many),
            Where(Text($"heavy users, from {many} events"), asked => asked.History.Length >= many),
            Where("head targets", asked => popularity.Group(asked.Target) == PopularityGroup.Head),
            Where("middle targets", asked => popularity.Group(asked.Target) == PopularityGroup.Middle),
            Where("tail targets", asked => popularity.Group(asked.Target) == PopularityGroup.Tail),
        ];
        return [.. segments.Where(segment => segment.Cases > 0)];

        SegmentQuality Where(string name, Func<EvaluationCase, bool> belongs)
        {
            double[] own = [.. ranks.Where((_, i) => belongs(cases[i]))];
            return own.Length == 0
                ? new(name, 0, 0, 0)
                : new(name, own.Length, own.Count(rank => rank <= cutoff) / (double)own.Length, own.Average(rank => Measurement.NdcgOf(rank, cutoff)));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
