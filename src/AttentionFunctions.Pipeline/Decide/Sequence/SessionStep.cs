using System.Text.Json;

namespace AttentionFunctions.Decide;

/// <summary>One decision of a session.</summary>
/// <param name="Chosen">Position in <see cref="DecisionInput.Allowed"/>.</param>
/// <param name="Probabilities">Of the allowed actions, as logged.</param>
internal sealed record SessionStep(string Id, DateTimeOffset At, DecisionInput Input, int Chosen, double[] Probabilities, double Reward)
{
    /// <summary>The key in the context features whose value names the session. The underscore keeps it from being a feature.</summary>
    public const string SessionKey = "_session";

    /// <summary>Of the log that is read: with 50 actions of 50 features, half a gigabyte.</summary>
    private const int MaxDecisions = 20_000;

    /// <summary>The newest sessions of the log, as many as fit.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<SessionStep>>> ReadAsync(
        DecisionLog log, DateTimeOffset? from = null, DateTimeOffset? to = null, CancellationToken cancel = default)
    {
        var newest = new Queue<JoinedDecision>();
        await foreach (JoinedDecision joined in log.ReadJoinedAsync(from, to, cancel))
        {
            if (SessionOf(joined) is null) continue;
            newest.Enqueue(joined);
            if (newest.Count > MaxDecisions) newest.Dequeue();
        }

        return Sessions(newest);
    }

    /// <summary>Single decisions by session, each in order of time, and the sessions by their beginning; decisions without a session are left out.</summary>
    public static IReadOnlyList<IReadOnlyList<SessionStep>> Sessions(IEnumerable<JoinedDecision> log) =>
    [
        .. log.Select(joined => (Session: SessionOf(joined), Joined: joined)).Where(pair => pair.Session is not null).GroupBy(pair => pair.Session)
            .Select(IReadOnlyList<SessionStep> (session) => [.. session.Select(pair => Step(pair.Joined)).OrderBy(step => step.At)])
            .OrderBy(session => session[0].At).ThenBy(session => session[0].Id, StringComparer.Ordinal),
    ];

    private static SessionStep Step(JoinedDecision joined)
    {
        LoggedSlot slot = joined.Decision.Slots[0];
        return new SessionStep(
            joined.Decision.Id, joined.Decision.At, Slots.Input(joined.Decision, 0), Array.IndexOf(slot.Allowed, slot.Chosen), slot.Probabilities, joined.Rewards[0]);
    }

    private static string? SessionOf(JoinedDecision joined)
    {
        if (joined.Decision.Slots is not [{ Id: null }] || joined.Decision.Context?.Parse() is not { ValueKind: JsonValueKind.Array } features) return null;
        foreach (JsonElement feature in features.EnumerateArray())
        {
            if (feature.ValueKind == JsonValueKind.Object && feature.TryGetProperty(SessionKey, out JsonElement session) && session.ValueKind == JsonValueKind.String)
                return session.GetString();
        }

        return null;
    }
}
