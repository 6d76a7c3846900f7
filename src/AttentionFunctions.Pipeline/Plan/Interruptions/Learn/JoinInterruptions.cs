using AttentionFunctions.Events;
using AttentionFunctions.Store;

namespace AttentionFunctions.Plan;

/// <summary>Decisions of whole days, their reported outcomes and the events that followed → judged notices.</summary>
internal sealed class JoinInterruptions(InterruptionLog log, EventLog events)
{
    /// <summary>A reaction later than this is to something else.</summary>
    public static readonly TimeSpan ReactionTime = TimeSpan.FromDays(1);

    /// <summary>Without an event of the interruption: focus that ends so soon after a notice was broken off by it.</summary>
    private static readonly TimeSpan BreaksOff = TimeSpan.FromMinutes(2);

    /// <summary>A longer pause ends the session of work, as everywhere.</summary>
    private static readonly double MostBack = SupplyOptions.Default.SessionGapMinutes;

    /// <param name="days">UTC, oldest first, each over for <see cref="ReactionTime"/>.</param>
    /// <returns>The days on which anything was decided; without notices where nobody chose, or nothing was logged to learn from.</returns>
    public async Task<IReadOnlyDictionary<DateOnly, IReadOnlyList<JudgedNotice>>> RunAsync(IReadOnlyList<DateOnly> days, CancellationToken cancel)
    {
        var decisions = new List<(LoggedInterruptions Decision, Dictionary<string, NoticeOutcome> Reported)>();
        foreach (DateOnly day in days) decisions.AddRange(await log.ReadDayAsync(day, cancel));
        Dictionary<string, List<AttentionEvent>> after = await EventsAfterAsync(decisions.ConvertAll(pair => pair.Decision), cancel);
        return decisions
            .OrderBy(pair => pair.Decision.Time).ThenBy(pair => pair.Decision.DecisionId, StringComparer.Ordinal)
            .GroupBy(pair => DateOnly.FromDateTime(pair.Decision.Time.UtcDateTime))
            .ToDictionary(day => day.Key, day => (IReadOnlyList<JudgedNotice>)[.. day
                .Where(pair => pair.Decision.Situation is not null)
                .SelectMany(pair => Judge(pair.Decision, pair.Reported, after[pair.Decision.UserKey]))]);
    }

    /// <summary>By person, in order of time: what refers to one of the decisions, and their focus.</summary>
    private async Task<Dictionary<string, List<AttentionEvent>>> EventsAfterAsync(List<LoggedInterruptions> decisions, CancellationToken cancel)
    {
        Dictionary<string, List<AttentionEvent>> after = decisions.Select(decision => decision.UserKey).Distinct(StringComparer.Ordinal)
            .ToDictionary(key => key, _ => new List<AttentionEvent>(), StringComparer.Ordinal);
        if (decisions.Count == 0) return after;
        HashSet<string> ids = decisions.Select(decision => decision.DecisionId).ToHashSet(StringComparer.Ordinal);
        DateTimeOffset until = decisions.Max(decision => decision.Time) + ReactionTime;
        await foreach (IReadOnlyList<AttentionEvent> segment in events.ReadAsync(decisions.Min(decision => decision.Time), cancel))
        {
            foreach (AttentionEvent @event in segment)
            {
                if (@event.UserId is { } user && @event.Time <= until && after.TryGetValue(user, out List<AttentionEvent>? own)
                    && (@event.Type == EventType.Focus || (@event.RecommendationId is { } id && ids.Contains(id))))
                    own.Add(@event);
            }
        }

        foreach (List<AttentionEvent> own in after.Values) own.Sort((one, other) => (one.Time, one.Id).CompareTo((other.Time, other.Id)));
        return after;
    }

    private static IEnumerable<JudgedNotice> Judge(LoggedInterruptions decision, Dictionary<string, NoticeOutcome> reported, List<AttentionEvent> events)
    {
        int shown = decision.Decisions.Count(one => one.Verdict == Verdict.Now);
        AttentionEvent[] own = [.. events.Where(@event => @event.RecommendationId == decision.DecisionId && @event.Time - decision.Time <= ReactionTime)];
        NoticeOutcome?[] known = [.. decision.Notices.Select(notice => reported.GetValueOrDefault(notice.Id) ?? OutcomeOf(notice, own))];
        NoticeOutcome[] outcomes = [.. known.Zip(decision.Notices, (outcome, notice) => outcome ?? new NoticeOutcome(notice.Id, Reaction.Ignored))];
        double? back = shown == 0 ? null : BackMinutes(decision, own, events, outcomes) / shown;
        for (int i = 0; i < decision.Notices.Count; i++)
        {
            (Notice notice, NoticeDecision verdict) = (decision.Notices[i], decision.Decisions[i]);

            // Nobody chose: an emergency within the exceptions of the day.
            if (notice.Emergency && verdict is { Verdict: Verdict.Now, Propensity: 1 }) continue;
            double delay = Math.Clamp(((outcomes[i].At ?? decision.Time) - decision.Time).TotalHours, 0, ReactionTime.TotalHours);
            yield return new JudgedNotice(
                decision.DecisionId, decision.Time, decision.UserKey, decision.Situation!, notice, verdict.Verdict, verdict.Propensity,
                outcomes[i].Reaction, delay, outcomes[i].Seconds, verdict.Verdict == Verdict.Now ? back : null, known[i] is not null);
        }
    }

    /// <summary>Of the events that name the notice: a refusal is the last word, else the first choice counts. Null when there is none.</summary>
    private static NoticeOutcome? OutcomeOf(Notice notice, AttentionEvent[] own)
    {
        AttentionEvent[] about = [.. own.Where(@event => @event.ItemId == notice.Id)];
        if (about.FirstOrDefault(@event => @event.Type.IsRefusal()) is { } refusal) return new NoticeOutcome(notice.Id, Reaction.Dismissed, refusal.Time);
        AttentionEvent[] chosen = [.. about.Where(@event => @event.Type.IsInteraction())];
        if (chosen.Length == 0) return about.Length == 0 ? null : new NoticeOutcome(notice.Id, Reaction.Ignored);
        return new NoticeOutcome(notice.Id, Reaction.Opened, chosen[0].Time, chosen.Max(@event => @event.DwellSeconds));
    }

    /// <summary>
    /// From the end of the interruption to the next focus. Without its event: from the focus that it broke off, less what reading took, or nothing
    /// when that focus went on. Null when the person was not seen in focus, or came back in no session's time.
    /// </summary>
    private static double? BackMinutes(LoggedInterruptions decision, AttentionEvent[] own, List<AttentionEvent> events, NoticeOutcome[] outcomes)
    {
        Stretch[] focus = [.. events.Where(@event => @event.Type == EventType.Focus).Select(Of).OrderBy(stretch => stretch.Start)];
        if (own.FirstOrDefault(@event => @event.Type == EventType.Interruption) is { } interruption) return Until(interruption.Time, 0);
        if (focus.LastOrDefault(stretch => stretch.Start < decision.Time && stretch.End >= decision.Time) is not { Seconds: > 0 } broken) return null;
        if (broken.End > decision.Time + BreaksOff) return 0;
        double read = decision.Notices.Where((_, i) => decision.Decisions[i].Verdict == Verdict.Now && outcomes[i].Reaction == Reaction.Opened)
            .Sum(notice => outcomes.First(outcome => outcome.Id == notice.Id).Seconds ?? notice.Seconds);
        return Until(broken.End, read / 60);

        double? Until(DateTimeOffset end, double less)
        {
            DateTimeOffset? next = focus.Where(stretch => stretch.Start >= end).Select(stretch => (DateTimeOffset?)stretch.Start).FirstOrDefault();
            return (next - end)?.TotalMinutes is { } minutes && minutes <= MostBack ? Math.Max(0, minutes - less) : null;
        }

        static Stretch Of(AttentionEvent @event) =>
            new(@event.Time.AddSeconds(-(@event.Seconds ?? 0)), @event.Time, IsFocus: true, @event.Category ?? "", PlannedSeconds: null);
    }
}
