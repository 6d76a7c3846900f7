using AttentionFunctions.Rank;

namespace AttentionFunctions.Economy;

/// <summary>What every fair ranking starts from.</summary>
internal static class SlateMerit
{
    /// <summary>Best first; ties in ordinal order of ids, so that no slate depends on the order candidates came in.</summary>
    public static SlateCandidate[] Ranked(IEnumerable<SlateCandidate> candidates) =>
        [.. candidates.OrderByDescending(candidate => candidate.Score).ThenBy(candidate => candidate.ItemId, StringComparer.Ordinal)];

    /// <summary>Scores as merits: where a score is negative, all are moved up until the lowest is 0.</summary>
    public static double[] Of(IReadOnlyList<SlateCandidate> candidates)
    {
        double lowest = Math.Min(0, candidates.Count == 0 ? 0 : candidates.Min(candidate => candidate.Score));
        return [.. candidates.Select(candidate => candidate.Score - lowest)];
    }

    /// <summary>Positions of the groups in order of first appearance.</summary>
    public static (int[] GroupOf, string[] Names) Groups(IReadOnlyList<SlateCandidate> candidates)
    {
        string[] names = [.. candidates.Select(candidate => candidate.Group).Distinct(StringComparer.Ordinal)];
        Dictionary<string, int> positions = names.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        return ([.. candidates.Select(candidate => positions[candidate.Group])], names);
    }

    /// <summary>Σ merit / log₂(1 + rank) over the order ÷ the same of the best order of all candidates; 1 when there is no merit.</summary>
    public static double Ndcg(IEnumerable<double> inOrder, IEnumerable<double> all, int count)
    {
        double ideal = Dcg(all.OrderDescending().Take(count));
        return ideal > 0 ? Dcg(inOrder.Take(count)) / ideal : 1;

        static double Dcg(IEnumerable<double> merits) => merits.Select((merit, i) => merit * ExposureModel.Logarithmic.At(i + 1)).Sum();
    }
}
