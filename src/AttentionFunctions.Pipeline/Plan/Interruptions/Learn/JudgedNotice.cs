using System.Text.Json.Serialization;

namespace AttentionFunctions.Plan;

/// <summary>One verdict with what came of it: facts of the log, from which the reward is computed when they are read.</summary>
/// <param name="BackMinutes">
/// From the end of the interruption to the next focus, this notice's share where several were shown at once; null when nothing tells.
/// </param>
/// <param name="DelayHours">From the decision to the reaction.</param>
/// <param name="ReadSeconds">Attention that it took; null: as declared.</param>
/// <param name="Reported">Whether anything was said of it; else it was ignored, or nobody reports what becomes of such notices.</param>
internal sealed record JudgedNotice(
    string DecisionId, DateTimeOffset At, string UserKey, Situation Situation, Notice Notice, Verdict Verdict, double Propensity,
    Reaction Reaction, double DelayHours, double? ReadSeconds, double? BackMinutes,
    bool Reported = true)
{
    /// <summary>An hour of waiting that costs everything leaves this much, so that a minute does not.</summary>
    private const double LeastLeft = 0.01;

    /// <summary>Opened before the digest it is worth more than it would have been there; so much counts.</summary>
    private const double MostShare = 2;

    private const double MostCost = 4;

    /// <summary>
    /// Those that teach something. Silence means ignored only where it is known to be no silence of the application: of a person, and of a kind of
    /// notice, of which other outcomes came. Where nothing is reported, nothing is learned.
    /// </summary>
    public static IReadOnlyList<JudgedNotice> Informative(IReadOnlyList<JudgedNotice> notices)
    {
        JudgedNotice[] reported = [.. notices.Where(notice => notice.Reported)];
        HashSet<string> people = reported.Select(notice => notice.UserKey).ToHashSet(StringComparer.Ordinal);
        HashSet<string> kinds = reported.Select(notice => notice.Notice.Kind ?? "").ToHashSet(StringComparer.Ordinal);
        return [.. notices.Where(notice => notice.Reported || (people.Contains(notice.UserKey) && kinds.Contains(notice.Notice.Kind ?? "")))];
    }

    /// <summary>The share of the verdict's value that the person drew: 1 when opened at the moment that the verdict foresaw.</summary>
    [JsonIgnore]
    public double Share => Reaction != Reaction.Opened ? 0
        : Math.Min(MostShare, Math.Pow(Math.Max(LeastLeft, 1 - Notice.LossPerHour), DelayHours - (Verdict == Verdict.Now ? 0 : Situation.HoursToDigest)));

    /// <summary>Recovery over the usual one; null where none was seen, or none was to be expected.</summary>
    [JsonIgnore]
    public double? Cost => Verdict == Verdict.Now && BackMinutes is { } back && Situation.UsualRecovery is { } usual ? Math.Min(MostCost, back / usual) : null;

    /// <summary>
    /// Minutes of undisturbed work: the value drawn, less the attention it took, less the way back. Where nothing tells how long that was, the
    /// usual cost counts.
    /// </summary>
    [JsonIgnore]
    public double Reward
    {
        get
        {
            double read = Reaction == Reaction.Opened ? (ReadSeconds ?? Notice.Seconds) / 60 : 0;
            return Verdict switch
            {
                Verdict.Now => Share * Notice.Value - read * Situation.Focus - (BackMinutes * Situation.Depth * Situation.Focus ?? Situation.CostMinutes),
                _ => Share * InterruptionPolicy.ValueAtDigest(Notice, Situation.HoursToDigest) - read * Situation.DigestFocus,
            };
        }
    }
}

/// <summary>What the verdict was given on.</summary>
/// <param name="HourOfWeek">0 to 167 on the person's clock.</param>
/// <param name="Recent">Interruptions that the person reported in the hour before.</param>
/// <param name="Exploration">ε.</param>
internal sealed record Situation(
    int HourOfWeek, double Depth, double Focus, double CostMinutes, double HoursToDigest, double DigestFocus, bool IsQuiet, int Recent, double Exploration)
{
    /// <summary>Switching and recovery in minutes; null when depth or focus is 0.</summary>
    [JsonIgnore]
    public double? UsualRecovery => Depth * Focus is var weight && weight > 0 && CostMinutes > 0 ? CostMinutes / weight : null;

    public Moment ToMoment() => new(CostMinutes, Focus, HoursToDigest, DigestFocus, IsQuiet, ExceptionsLeft: 0);
}
