using System.Globalization;

namespace AttentionFunctions.Train;

/// <param name="Cases">Users that both were asked about; 0 when there was nothing to compare with.</param>
/// <param name="MeanDifference">NDCG of the candidate − NDCG of the incumbent.</param>
/// <param name="Lower">Of the 95 % interval of the mean difference.</param>
public sealed record GateDecision(bool Promote, string Reason, int Cases = 0, double? MeanDifference = null, double? Lower = null, double? Upper = null);

/// <summary>
/// A candidate replaces the incumbent only when it is better beyond doubt: the lower bound of the 95 % interval of the mean difference in
/// NDCG is above 0. A retrain on hardly changed data therefore changes nothing; new items reach people through text and freshness first.
/// </summary>
public static class PromotionGate
{
    /// <summary>Fewer differences than this say nothing, whatever their interval.</summary>
    internal const int LeastCases = 20;

    public static GateDecision NoIncumbent { get; } = new(true, "There is no incumbent.");

    /// <param name="why">What went wrong when the incumbent was loaded or asked.</param>
    public static GateDecision IncumbentFails(string why) => new(true, $"The incumbent fails: {why}");

    /// <param name="candidate">On the same cases, in the same order, as <paramref name="incumbent"/>.</param>
    public static GateDecision Decide(Measurement candidate, Measurement incumbent, int seed)
    {
        if (!candidate.UserKeys.SequenceEqual(incumbent.UserKeys))
        {
            throw new ArgumentException("The candidate and the incumbent were asked about different users.", nameof(incumbent));
        }

        var cases = candidate.Ranks.Length;
        if (cases < LeastCases)
        {
            return new(false, $"Only {cases} users have met something new since the incumbent was trained; {LeastCases} are needed to compare.", cases);
        }

        double[] differences = [.. candidate.NdcgPerUser().Zip(incumbent.NdcgPerUser(), (mine, theirs) => mine - theirs)];
        var (mean, lower, upper) = PairedBootstrap.Interval(differences, seed);
        var figures = string.Create(CultureInfo.InvariantCulture,
            $"NDCG@{candidate.Cutoff} {candidate.Ndcg:F4} against {incumbent.Ndcg:F4}, difference {mean:F4}, 95 % interval {lower:F4} to {upper:F4}, {cases} users");
        return lower > 0
            ? new(true, $"Better than the incumbent: {figures}.", cases, mean, lower, upper)
            : new(false, $"Not surely better than the incumbent: {figures}.", cases, mean, lower, upper);
    }
}
