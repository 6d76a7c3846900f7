using System.Globalization;
using System.Runtime.InteropServices;
using AttentionFunctions.Events;

namespace AttentionFunctions.Rank;

/// <summary>Adds up what users did, by arm.</summary>
internal sealed class ArmTally(StoredExperiment experiment)
{
    /// <summary>k of k-anonymity: figures about fewer people are about persons.</summary>
    public const int LeastUsers = 5;

    /// <summary>A share of users this many standard deviations off its weight is no chance: in one of 16,000 measurements.</summary>
    private const double OddDeviations = 4;

    private const int Moved = -1;

    private readonly Dictionary<string, UserTally> _users = new(StringComparer.Ordinal);

    public void Add(string user, EventType type, double value)
    {
        ref UserTally tally = ref CollectionsMarshal.GetValueRefOrAddDefault(_users, user, out bool known);
        if (!known) tally.Arm = ArmOf(user);
        if (type == EventType.Impression) tally.Impressions++;
        tally.Value += value;
    }

    public ExperimentReport Report(DateTimeOffset until, bool isOver)
    {
        IReadOnlyList<ExperimentArm> arms = experiment.Experiment.Arms;
        UserTally[][] byArm = [.. arms.Select((_, arm) => _users.Values.Where(user => user.Arm == arm).ToArray())];
        double[][] values = [.. byArm.Select(users => users.Select(user => user.Value).ToArray())];
        int moved = _users.Values.Count(user => user.Arm == Moved);
        var reports = new List<ArmReport>();
        for (int arm = 0; arm < arms.Count; arm++)
        {
            if (values[arm].Length < LeastUsers)
            {
                reports.Add(new ArmReport(arms[arm].Name, arms[arm].Weight));
                continue;
            }

            double mean = values[arm].Average();
            reports.Add(new ArmReport(
                arms[arm].Name, arms[arm].Weight, values[arm].Length, byArm[arm].Sum(user => (long)user.Impressions), mean,
                arm > 0 && values[0].Length >= LeastUsers ? Difference(values[0], values[arm]) : null));
        }

        return new ExperimentReport(
            experiment.Name, experiment.StartedAt, until, reports, moved is > 0 and < LeastUsers ? null : moved,
            [.. Notes(byArm, moved, isOver)]);
    }

    /// <summary>The arm under every weighting since the start, or <see cref="Moved"/>.</summary>
    private int ArmOf(string user)
    {
        int arm = ArmDraw.Of(experiment.Name, user, experiment.Experiment.Arms);
        foreach (IReadOnlyList<ExperimentArm> weighting in experiment.Weightings)
            if (ArmDraw.Of(experiment.Name, user, weighting) != arm) return Moved;
        return arm;
    }

    private static ArmDifference Difference(double[] first, double[] other)
    {
        (double difference, double half) = Welch.Difference(first, other);
        double mean = first.Average();
        return new ArmDifference(difference, difference - half, difference + half, mean > 0 ? difference / mean : null);
    }

    private IEnumerable<string> Notes(UserTally[][] byArm, int moved, bool isOver)
    {
        if (!isOver)
        {
            yield return "The experiment is running. Decide when to look before looking: who looks again and again and stops at the first interval without 0 "
                + "finds a difference where there is none far more often than in one of twenty cases.";
        }

        if (moved > 0) yield return "Users whom a change of weights moved to another arm are left out.";

        // After a change of weights the shares are others; and beside an arm of a few people, the total would tell how few.
        if (experiment.Weightings.Count > 1 || byArm.Any(arm => arm.Length is > 0 and < LeastUsers)) yield break;
        double users = byArm.Sum(arm => arm.Length), weights = experiment.Experiment.Arms.Sum(arm => arm.Weight);
        for (int arm = 0; arm < byArm.Length; arm++)
        {
            double share = experiment.Experiment.Arms[arm].Weight / weights, expected = users * share, spread = Math.Sqrt(expected * (1 - share));
            if (byArm[arm].Length < LeastUsers || Math.Abs(byArm[arm].Length - expected) <= OddDeviations * spread) continue;
            string figures = string.Create(CultureInfo.InvariantCulture, $"{byArm[arm].Length} of {users:F0} users where its weight says {expected:F0}");
            yield return $"Arm {experiment.Experiment.Arms[arm].Name} has {figures}: its treatment drives users away or their events are lost, "
                + "and the difference is not to be trusted.";
        }
    }

    private struct UserTally
    {
        public int Arm;

        public int Impressions;

        public double Value;
    }
}
