using AttentionFunctions.Events;
using AttentionFunctions.Profiles;
using AttentionFunctions.Store;

namespace AttentionFunctions.Plan;

/// <summary>Supply and the moment → a verdict for each notice → the log → the digest.</summary>
public sealed class DecideInterruptions(ProfileStore profiles, ReadSupply supply, IBlobStore store, TimeProvider time)
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

        Guid id = Guid.CreateVersion7(now);
        NoticeDecision[] decisions = Decide(request, moment, new Random(id.GetHashCode()));
        await _log.AppendAsync(new LoggedInterruptions(1, id.ToString("N"), now, userKey, depth, focus, moment.CostMinutes, request.Notices, decisions), cancel);
        return new InterruptionResult(id.ToString("N"), moment.CostMinutes, focus, left, decisions, DigestOf(request, decisions, moment, digestAt));
    }

    private static NoticeDecision[] Decide(InterruptionRequest request, Moment moment, Random random)
    {
        int exceptions = moment.ExceptionsLeft;
        return [.. request.Notices.Select(notice =>
        {
            (Verdict verdict, double propensity, string reason) =
                InterruptionPolicy.Decide(notice, moment with { ExceptionsLeft = exceptions }, request.Exploration, random);
            if (notice.Emergency && exceptions > 0) exceptions--;
            return new NoticeDecision(notice.Id, verdict, propensity, reason);
        })];
    }

    /// <summary>At the end of the current block, or of the hour; after the quiet hours when that lies in them.</summary>
    private static DateTimeOffset DigestTime(DateTimeOffset now, InterruptionRequest request, TimeZoneInfo zone)
    {
        DateTimeOffset at = request.BlockEnds is { } ends && ends > now && ends < now.AddDays(1) ? ends : LocalHours.Split(now, now.AddHours(1), zone)
            .Select(part => part.Start.AddSeconds(part.Seconds)).First();
        const int slotsOfADay = 24 * 60 / PlanSlot.Minutes;
        for (int i = 0; i < slotsOfADay && request.QuietHours?.Covers(TimeOnly.FromDateTime(LocalHours.At(at, zone))) == true; i++)
            at = at.AddMinutes(PlanSlot.Minutes);
        return TimeZoneInfo.ConvertTime(at, zone);
    }

    private static Digest DigestOf(InterruptionRequest request, NoticeDecision[] decisions, Moment moment, DateTimeOffset at)
    {
        Notice[] batch = [.. request.Notices.Where((_, i) => decisions[i].Verdict == Verdict.Batch)];
        double[] values = [.. batch.Select(notice => notice.Value * Math.Pow(1 - notice.LossPerHour, moment.HoursToDigest))];
        int[] seconds = [.. batch.Select(notice => (int)Math.Ceiling(notice.Seconds))];
        IReadOnlyList<int> chosen = DigestKnapsack.Choose(values, seconds, request.DigestSeconds);
        return new Digest(
            at, chosen.Sum(i => seconds[i]),
            [.. chosen.OrderByDescending(i => values[i] / seconds[i]).Select(i => batch[i].Id)],
            [.. batch.Where((_, i) => !chosen.Contains(i)).Select(notice => notice.Id)]);
    }
}
