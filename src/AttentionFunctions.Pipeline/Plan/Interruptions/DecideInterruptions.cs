using AttentionFunctions.Events;
using AttentionFunctions.Profiles;
using AttentionFunctions.Store;

namespace AttentionFunctions.Plan;

/// <summary>Supply and the moment → a verdict for each notice → the log → the digest.</summary>
public sealed class DecideInterruptions(ProfileStore profiles, ReadSupply supply, InterruptionLearningStore learning, IBlobStore store, TimeProvider time)
{
    /// <summary>A stretch of focus that was reported within this time probably goes on.</summary>
    private static readonly TimeSpan FocusGoesOn = TimeSpan.FromMinutes(15);

    /// <summary>Without word about what the person does.</summary>
    private const double DepthAtWork = 0.8, DepthElse = 0.3;

    private readonly InterruptionLog _log = new(store, time);

    /// <param name="userKey">The pseudonym.</param>
    /// <param name="request">Checked.</param>
    /// <param name="cancel">Cancels before the decision is stored.</param>
    public async Task<InterruptionResult> HandleAsync(string userKey, InterruptionRequest request, CancellationToken cancel = default)
    {
        DateTimeOffset now = time.GetUtcNow();
        Profile profile = (await profiles.ReadAsync(userKey, cancel)).Profile;
        AttentionSupply learned = await supply.OfAsync(profile, cancel);
        TimeZoneInfo zone = LocalHours.ZoneOf(profile);
        double depth = request.Depth ?? (profile.Entries.Any(entry => entry.Type == EventType.Focus && now - entry.Time < FocusGoesOn) ? DepthAtWork : DepthElse);

        int wanted = request.Notices.Count(notice => notice.Emergency);
        (int granted, int left) = await _log.TakeExceptionsAsync(userKey, LocalHours.DateOf(now, zone), wanted, request.ExceptionsPerDay, cancel);
        DateTimeOffset digestAt = DigestTime(now, request, zone);
        double focus = learned.Curve[LocalHours.OfWeek(now, zone)];
        var moment = new Moment(
            InterruptionPolicy.CostMinutes(depth, focus, learned.SwitchingMinutes.Value, learned.RecoveryMinutes.Value), focus,
            (digestAt - now).TotalHours, learned.Curve[LocalHours.OfWeek(digestAt, zone)],
            request.QuietHours?.Covers(TimeOnly.FromDateTime(LocalHours.At(now, zone))) == true, granted);

        var situation = new Situation(
            LocalHours.OfWeek(now, zone), depth, focus, moment.CostMinutes, moment.HoursToDigest, moment.DigestFocus, moment.IsQuiet,
            profile.Entries.Count(entry => entry.Type == EventType.Interruption && now - entry.Time < TimeSpan.FromHours(1)), request.Exploration);
        (InterruptionLearning experience, LearntBenefit? benefit) = await learning.CurrentAsync(cancel);
        bool decides = experience.Decides == InterruptionDecider.Learned;
        Corrections?[] corrections = [.. request.Notices.Select(notice => benefit?.Of(userKey, situation, notice))];

        Guid id = Guid.CreateVersion7(now);
        NoticeDecision[] decisions = Decide(request, moment, corrections, decides, new Random(id.GetHashCode()));
        await _log.AppendAsync(
            new LoggedInterruptions(
                LoggedInterruptions.CurrentVersion, id.ToString("N"), now, userKey, depth, focus, moment.CostMinutes, request.Notices, decisions, situation, experience.Decides),
            cancel);
        return new InterruptionResult(
            id.ToString("N"), moment.CostMinutes, focus, left, experience.Decides, decisions, DigestOf(request, decisions, moment, decides ? corrections : [], digestAt));
    }

    /// <summary>What became of the notices of a decision, for learning. Repeated reports change nothing.</summary>
    /// <param name="userKey">The pseudonym.</param>
    /// <param name="decisionId">As answered.</param>
    /// <param name="report">Checked.</param>
    /// <param name="cancel">Cancels before the report is stored.</param>
    /// <returns>False when this person has no such decision.</returns>
    /// <exception cref="FormatException">It speaks of a notice that the decision did not have, or of a time before it.</exception>
    public async Task<bool> ReportAsync(string userKey, string decisionId, OutcomeReport report, CancellationToken cancel = default)
    {
        if (await _log.FindAsync(decisionId, cancel) is not { } decision || decision.UserKey != userKey) return false;
        HashSet<string> known = decision.Notices.Select(notice => notice.Id).ToHashSet(StringComparer.Ordinal);
        foreach (NoticeOutcome outcome in report.Outcomes)
        {
            if (!known.Contains(outcome.Id)) throw new FormatException($"This decision had no notice '{outcome.Id[..Math.Min(40, outcome.Id.Length)]}'.");
            if (outcome.At < decision.Time) throw new FormatException("at lies before the decision.");
        }

        DateTimeOffset now = time.GetUtcNow();
        await _log.ReportAsync(decision, report.Outcomes.Select(outcome => outcome with { At = outcome.At ?? now }), cancel);
        return true;
    }

    private static NoticeDecision[] Decide(InterruptionRequest request, Moment moment, Corrections?[] corrections, bool decides, Random random)
    {
        int exceptions = moment.ExceptionsLeft;
        return [.. request.Notices.Select((notice, i) =>
        {
            (Verdict verdict, double propensity, string reason) =
                InterruptionPolicy.Decide(notice, moment with { ExceptionsLeft = exceptions }, request.Exploration, random, corrections[i], decides);
            if (notice.Emergency && exceptions > 0) exceptions--;
            return new NoticeDecision(notice.Id, verdict, propensity, reason);
        })];
    }

    /// <summary>At the end of the current block, or of the hour; after the quiet hours when that lies in them.</summary>
    private static DateTimeOffset DigestTime(DateTimeOffset now, InterruptionRequest request, TimeZoneInfo zone)
    {
        DateTimeOffset at = request.BlockEnds is { } ends && ends > now && ends < now.AddDays(1) ? ends : LocalHours.NextHour(now, zone);
        const int slotsOfADay = 24 * 60 / PlanSlot.Minutes;
        for (int i = 0; i < slotsOfADay && request.QuietHours?.Covers(TimeOnly.FromDateTime(LocalHours.At(at, zone))) == true; i++)
            at = at.AddMinutes(PlanSlot.Minutes);
        return TimeZoneInfo.ConvertTime(at, zone);
    }

    private static Digest DigestOf(InterruptionRequest request, NoticeDecision[] decisions, Moment moment, Corrections?[] corrections, DateTimeOffset at)
    {
        Notice[] batch = [.. request.Notices.Where((_, i) => decisions[i].Verdict == Verdict.Batch)];
        double[] drawn = [.. request.Notices.Select((_, i) => (corrections.ElementAtOrDefault(i) ?? Corrections.None).Batch).Where((_, i) => decisions[i].Verdict == Verdict.Batch)];
        double[] values = [.. batch.Select((notice, i) => drawn[i] * InterruptionPolicy.ValueAtDigest(notice, moment.HoursToDigest))];
        int[] seconds = [.. batch.Select(notice => (int)Math.Ceiling(notice.Seconds))];
        IReadOnlyList<int> chosen = DigestKnapsack.Choose(values, seconds, request.DigestSeconds);
        return new Digest(
            at, chosen.Sum(i => seconds[i]),
            [.. chosen.OrderByDescending(i => values[i] / seconds[i]).Select(i => batch[i].Id)],
            [.. batch.Where((_, i) => !chosen.Contains(i)).Select(notice => notice.Id)]);
    }
}
