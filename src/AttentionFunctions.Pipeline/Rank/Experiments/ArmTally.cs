using System.Globalization;
using System.Runtime.InteropServices;
using AttentionFunctions.Events;

namespace AttentionFunctions.Rank;

/// <summary>Adds up what users did, by arm and hour.</summary>
internal sealed class ArmTally(StoredExperiment experiment)
{
    /// <summary>k of k-anonymity: figures about fewer people are about persons.</summary>
    public const int LeastUsers = 5;

    /// <summary>A share of users this many standard deviations off its weight is no chance: in one of 16,000 measurements.</summary>
    private const double OddDeviations = 4;

    private const int Moved = -1;

    private readonly Dictionary<string, UserTally> _users = new(StringComparer.Ordinal);

    private IReadOnlyList<ExperimentArm> Arms => experiment.Experiment.Arms;

    public void Add(string user, EventType type, DateTimeOffset time, double value)
    {
        ref UserTally? tally = ref CollectionsMarshal.GetValueRefOrAddDefault(_users, user, out _);
        tally ??= new UserTally(ArmOf(user));
        tally.Add(HourOf(time), type == EventType.Impression ? 1 : 0, value);
    }

    /// <param name="limit">A full hour, or the end: what was added is before it.</param>
    public ExperimentReport Report(DateTimeOffset limit, bool isOver)
    {
        DateTimeOffset until = LastSafe(limit);
        UserTally[] users = [.. _users.Values.Where(user => user.Hours.Keys.Any(hour => hour < HourAfter(until)))];
        UserTally[][] byArm = [.. Arms.Select((_, arm) => users.Where(user => user.Arm == arm).ToArray())];
        double[][] values = [.. byArm.Select(arm => arm.Select(user => user.ValueUntil(HourAfter(until))).ToArray())];
        int moved = users.Count(user => user.Arm == Moved);
        var reports = new List<ArmReport>();
        for (int arm = 0; arm < Arms.Count; arm++)
        {
            reports.Add(values[arm].Length < LeastUsers
                ? new ArmReport(Arms[arm].Name, Arms[arm].Weight)
                : new ArmReport(
                    Arms[arm].Name, Arms[arm].Weight, values[arm].Length, byArm[arm].Sum(user => user.ImpressionsUntil(HourAfter(until))),
                    values[arm].Average(), arm > 0 && values[0].Length >= LeastUsers ? Difference(values[0], values[arm]) : null));
        }

        return new ExperimentReport(
            experiment.Name, experiment.StartedAt, until, reports, moved is > 0 and < LeastUsers ? null : moved, [.. Notes(byArm, moved, isOver)]);
    }

    /// <summary>
    /// The newest hour at which figures may change. Between two such hours every arm whose figures are published has new events of at least five
    /// people or of none, so that subtracting two answers tells nothing about fewer.
    /// </summary>
    private DateTimeOffset LastSafe(DateTimeOffset limit)
    {
        DateTimeOffset safe = experiment.StartedAt;
        HashSet<UserTally>[] everybody = [.. Arms.Select(_ => new HashSet<UserTally>())], newly = [.. Arms.Select(_ => new HashSet<UserTally>())];
        foreach (IGrouping<long, (long Hour, UserTally User)> hour in _users.Values
            .Where(user => user.Arm != Moved)
            .SelectMany(user => user.Hours.Keys.Select(hour => (Hour: hour, User: user)))
            .GroupBy(pair => pair.Hour).OrderBy(group => group.Key))
        {
            foreach ((_, UserTally user) in hour)
            {
                everybody[user.Arm].Add(user);
                newly[user.Arm].Add(user);
            }

            if (!Arms.Select((_, arm) => everybody[arm].Count < LeastUsers || newly[arm].Count is 0 or >= LeastUsers).All(enough => enough)) continue;
            safe = StartOf(hour.Key + 1);

            // Nothing of an arm without figures has been told yet.
            for (int arm = 0; arm < newly.Length; arm++)
                if (everybody[arm].Count >= LeastUsers) newly[arm].Clear();
        }

        return newly.All(users => users.Count == 0) || safe > limit ? limit : safe;
    }

    /// <summary>The arm under every weighting since the start, or <see cref="Moved"/>.</summary>
    private int ArmOf(string user)
    {
        int arm = ArmDraw.Of(experiment.Name, user, Arms);
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
        double users = byArm.Sum(arm => arm.Length), weights = Arms.Sum(arm => arm.Weight);
        for (int arm = 0; arm < byArm.Length; arm++)
        {
            double share = Arms[arm].Weight / weights, expected = users * share, spread = Math.Sqrt(expected * (1 - share));
            if (byArm[arm].Length < LeastUsers || Math.Abs(byArm[arm].Length - expected) <= OddDeviations * spread) continue;
            string figures = string.Create(CultureInfo.InvariantCulture, $"{byArm[arm].Length} of {users:F0} users where its weight says {expected:F0}");
            yield return $"Arm {Arms[arm].Name} has {figures}: its treatment drives users away or their events are lost, "
                + "and the difference is not to be trusted.";
        }
    }

    private static long HourOf(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerHour;

    private static long HourAfter(DateTimeOffset time) => (time.UtcTicks + TimeSpan.TicksPerHour - 1) / TimeSpan.TicksPerHour;

    private static DateTimeOffset StartOf(long hour) => new(hour * TimeSpan.TicksPerHour, TimeSpan.Zero);

    private sealed class UserTally(int arm)
    {
        public int Arm { get; } = arm;

        public SortedList<long, (long Impressions, double Value)> Hours { get; } = [];

        public void Add(long hour, long impressions, double value)
        {
            (long Impressions, double Value) before = Hours.GetValueOrDefault(hour);
            Hours[hour] = (before.Impressions + impressions, before.Value + value);
        }

        public long ImpressionsUntil(long hour) => Hours.Where(pair => pair.Key < hour).Sum(pair => pair.Value.Impressions);

        public double ValueUntil(long hour) => Hours.Where(pair => pair.Key < hour).Sum(pair => pair.Value.Value);
    }
}
