namespace AttentionFunctions.Plan;

/// <param name="DecisionId">
/// Names the log entry. Events that follow carry it as <c>recommendationId</c>, an <c>interruption</c> or, with the notice's id as <c>itemId</c>, a
/// reaction; reactions can be reported without an event too.
/// </param>
/// <param name="CostMinutes">What an interruption of no length would cost at this moment: switching and recovery, weighted by focus and depth.</param>
/// <param name="ExceptionsLeft">Of this day's.</param>
/// <param name="DecidedBy">The rule, or what was learned; quiet hours and exceptions hold over both.</param>
public sealed record InterruptionResult(
    string DecisionId, double CostMinutes, double Focus, int ExceptionsLeft, InterruptionDecider DecidedBy, IReadOnlyList<NoticeDecision> Decisions,
    Digest Digest);

/// <param name="Propensity">Probability with which this verdict was chosen, above 0.</param>
public sealed record NoticeDecision(string Id, Verdict Verdict, double Propensity, string Reason);

public enum Verdict
{
    Now,
    Batch,
    Suppress,
}

/// <param name="At">When the person can take it.</param>
/// <param name="Ids">The batch that is worth most within the budget of attention, in order of worth per second.</param>
/// <param name="Left">Batched, but not in this digest.</param>
public sealed record Digest(DateTimeOffset At, double Seconds, IReadOnlyList<string> Ids, IReadOnlyList<string> Left);
