using AttentionFunctions.Store;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Plan;

/// <summary>
/// Learns from what became of the notices of the last weeks, and lets what was learned decide when the log proves that it is better; runs with the
/// tidy timer.
/// </summary>
/// <remarks>
/// A day is joined once, when its notices had a day for reactions, and written create-only; everything else is made from those days anew. So a run
/// that is killed, repeated or beside another ends in the same state.
/// </remarks>
public sealed partial class LearnInterruptions(IBlobStore store, EventLog events, InterruptionLearningStore learning, TimeProvider time, ILogger<LearnInterruptions> logger)
{
    /// <summary>As habits change over months: what is older says little of a person, see <see cref="SupplyOptions.HalfLifeDays"/>.</summary>
    private const int WindowDays = 56;

    /// <summary>Newest first; bounds memory at some hundred megabytes.</summary>
    private const int MostNotices = 500_000;

    /// <summary>Events come through the queue, and are stored within this time unless it is backed up; outcomes may be reported as late.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    private readonly JoinInterruptions _join = new(new InterruptionLog(store, time), events);

    public async Task RunAsync(CancellationToken cancel = default)
    {
        DateOnly newest = DateOnly.FromDateTime((time.GetUtcNow() - JoinInterruptions.ReactionTime - Grace).UtcDateTime).AddDays(-1);
        DateOnly oldest = newest.AddDays(1 - WindowDays);
        await JoinAsync(oldest, newest, cancel);

        KeyValuePair<DateOnly, string>[] days = [.. (await learning.DaysAsync(cancel)).Where(day => day.Key >= oldest)];
        if (days.Length == 0) return;
        InterruptionLearning before = await learning.ReadAsync(cancel);
        if (before.Days == days.Length && before.From == days[0].Key && before.To == days[^1].Key) return;

        var notices = new List<IReadOnlyList<JudgedNotice>>();
        for (int i = days.Length - 1, count = 0; i >= 0 && count < MostNotices; i--)
        {
            notices.Add(await learning.ReadDayAsync(days[i].Value, cancel));
            count += notices[^1].Count;
        }

        notices.Reverse();
        await LearnAsync([.. notices.SelectMany(day => day)], days, cancel);
    }

    private async Task JoinAsync(DateOnly oldest, DateOnly newest, CancellationToken cancel)
    {
        SortedDictionary<DateOnly, string> joined = await learning.DaysAsync(cancel);
        DateOnly[] open = [.. Enumerable.Range(0, WindowDays).Select(oldest.AddDays).Where(day => day <= newest && !joined.ContainsKey(day))];
        foreach ((DateOnly day, IReadOnlyList<JudgedNotice> notices) in await _join.RunAsync(open, cancel))
            await learning.WriteDayAsync(day, notices, cancel);
    }

    private async Task LearnAsync(JudgedNotice[] all, KeyValuePair<DateOnly, string>[] days, CancellationToken cancel)
    {
        IReadOnlyList<JudgedNotice> notices = JudgedNotice.Informative(all);
        var replay = new InterruptionReplay();
        foreach (JudgedNotice notice in notices) replay.Add(notice);
        InterruptionEvaluation evaluation = replay.Evaluate();
        IReadOnlyList<KindLearned> kinds = KindLearned.Of(notices, replay.Benefit);
        InterruptionLearning? after = null;
        await learning.WriteAsync(
            before =>
            {
                (bool serves, string reason) = evaluation.Judge(before.Decides == InterruptionDecider.Learned);
                return after = new InterruptionLearning(
                    InterruptionLearning.CurrentVersion, serves ? InterruptionDecider.Learned : InterruptionDecider.Rule, reason, time.GetUtcNow(),
                    days[0].Key, days[^1].Key, days.Length, replay.Notices, all.Length - notices.Count, replay.Answered, evaluation, kinds);
            },
            replay.Benefit, time, cancel);
        LogLearned(replay.Notices, days.Length, after!.Decides, after.Reason);
    }

    [LoggerMessage(1202, LogLevel.Information, "Learned from {Notices} notices of {Days} days; the policy that decides is {Decides}: {Reason}")]
    private partial void LogLearned(int notices, int days, InterruptionDecider decides, string reason);
}
