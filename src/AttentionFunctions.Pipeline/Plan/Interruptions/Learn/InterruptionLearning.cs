namespace AttentionFunctions.Plan;

/// <summary>What was learned from the outcomes of notices, and whether it decides.</summary>
/// <param name="Version">Of the stored form.</param>
/// <param name="Decides">The policy that gives the verdicts now.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="From">First day (UTC) of the log that was learned from.</param>
/// <param name="To">Last day.</param>
/// <param name="Days">With any notice.</param>
/// <param name="Notices">Verdicts that were learned from.</param>
/// <param name="Unreported">Verdicts of which nothing is known, nor of others of the person or the kind: whether they were ignored cannot be told.</param>
/// <param name="Answered">Of which the person opened or dismissed the notice.</param>
/// <param name="Kinds">Most frequent first; what fewer than five people got is in the kind <c>other</c>, or left out.</param>
public sealed record InterruptionLearning(
    int Version, InterruptionDecider Decides, string Reason, DateTimeOffset? LearnedAt, DateOnly? From, DateOnly? To, int Days, int Notices, int Unreported, int Answered,
    InterruptionEvaluation? Evaluation, IReadOnlyList<KindLearned> Kinds)
{
    public const int CurrentVersion = 1;

    public static InterruptionLearning Nothing { get; } = new(
        CurrentVersion, InterruptionDecider.Rule, "No day of notices is complete yet: a day is learned from when its notices had a day's time for reactions.",
        null, null, null, 0, 0, 0, 0, null, []);
}

public enum InterruptionDecider
{
    /// <summary>Declared value against the usual cost.</summary>
    Rule,

    /// <summary>Value and cost as the outcomes of earlier notices correct them.</summary>
    Learned,
}

/// <summary>Means over the notices of one kind.</summary>
/// <param name="OpenedNow">Share that was opened of those shown at once; null when fewer than five were.</param>
/// <param name="OpenedInDigest">The same of those in a digest.</param>
/// <param name="ValueNow">Factor on the declared value when shown now, as learned; 1 is what was declared.</param>
/// <param name="ValueInDigest">The same in the digest.</param>
/// <param name="Cost">Factor on the usual cost of an interruption, as learned.</param>
public sealed record KindLearned(
    string Kind, int People, int Notices, double? OpenedNow, double? OpenedInDigest, double ValueNow, double ValueInDigest, double Cost)
{
    private const int LeastOpened = 5;

    internal static IReadOnlyList<KindLearned> Of(IReadOnlyList<JudgedNotice> notices, LearntBenefit benefit)
    {
        ILookup<bool, IGrouping<string, JudgedNotice>> groups = notices.GroupBy(notice => notice.Notice.Kind ?? "", StringComparer.Ordinal)
            .ToLookup(group => PeopleOf(group) >= PopulationRhythm.LeastPeople);
        var kinds = groups[true].Select(group => Of(group.Key, [.. group], benefit)).OrderByDescending(kind => kind.Notices).ThenBy(kind => kind.Kind, StringComparer.Ordinal).ToList();
        JudgedNotice[] other = [.. groups[false].SelectMany(group => group)];
        if (PeopleOf(other) >= PopulationRhythm.LeastPeople) kinds.Add(Of("other", other, benefit));
        return kinds;
    }

    private static KindLearned Of(string kind, JudgedNotice[] notices, LearntBenefit benefit)
    {
        Corrections[] learned = [.. notices.Select(notice => benefit.Of(notice.UserKey, notice.Situation, notice.Notice))];
        return new KindLearned(
            kind, PeopleOf(notices), notices.Length, Opened(notices, Verdict.Now), Opened(notices, Verdict.Batch),
            learned.Average(one => one.Now), learned.Average(one => one.Batch), learned.Average(one => one.Cost));
    }

    private static double? Opened(JudgedNotice[] notices, Verdict verdict)
    {
        JudgedNotice[] shown = [.. notices.Where(notice => notice.Verdict == verdict)];
        return shown.Length >= LeastOpened ? shown.Average(notice => notice.Reaction == Reaction.Opened ? 1.0 : 0) : null;
    }

    private static int PeopleOf(IEnumerable<JudgedNotice> notices) => notices.Select(notice => notice.UserKey).Distinct(StringComparer.Ordinal).Count();
}
