using System.Text.Json;

namespace AttentionFunctions.Decide;

/// <summary>One decision of a session.</summary>
/// <param name="Chosen">Position in <see cref="DecisionInput.Allowed"/>.</param>
/// <param name="Probabilities">Of the allowed actions, as logged.</param>
internal sealed record SessionStep(DecisionInput Input, int Chosen, double[] Probabilities, double Reward)
{
    /// <summary>The key in the context features whose value names the session. The underscore keeps it from being a feature.</summary>
    public const string SessionKey = "_session";

    /// <summary>Single decisions by session, each in order of time; decisions without a session are left out.</summary>
    public static IReadOnlyList<IReadOnlyList<SessionStep>> Sessions(IEnumerable<JoinedDecision> log) =>
    [
        .. log.Where(joined => joined.Decision.Slots.Count == 1).Select(joined => (Session: SessionOf(joined.Decision.Context), Joined: joined))
            .Where(pair => pair.Session is not null).GroupBy(pair => pair.Session)
            .Select(IReadOnlyList<SessionStep> (session) =>
                [.. session.Select(pair => pair.Joined).OrderBy(joined => joined.Decision.At).Select(Step)]),
    ];

    private static SessionStep Step(JoinedDecision joined)
    {
        LoggedSlot slot = joined.Decision.Slots[0];
        return new SessionStep(Slots.Input(joined.Decision, 0), Array.IndexOf(slot.Allowed, slot.Chosen), slot.Probabilities, joined.Rewards[0]);
    }

    private static string? SessionOf(RawJson? context)
    {
        if (context?.Parse() is not { ValueKind: JsonValueKind.Array } features) return null;
        foreach (JsonElement feature in features.EnumerateArray())
        {
            if (feature.ValueKind == JsonValueKind.Object && feature.TryGetProperty(SessionKey, out JsonElement session) && session.ValueKind == JsonValueKind.String)
                return session.GetString();
        }

        return null;
    }
}
