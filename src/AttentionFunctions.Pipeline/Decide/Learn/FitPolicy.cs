namespace AttentionFunctions.Decide;

/// <summary>What a policy of given settings learns from the stored log, from its beginning.</summary>
internal static class FitPolicy
{
    /// <exception cref="InvalidDecisionException">The learner needs sessions, and the log has none.</exception>
    public static async Task<DecisionPolicy> FromLogAsync(DecisionLog log, PolicySettings settings, CancellationToken cancel)
    {
        if (settings.Checked().Refits)
        {
            IReadOnlyList<IReadOnlyList<SessionStep>> sessions = await SessionStep.ReadAsync(log, cancel: cancel);
            return sessions.Count > 0 ? FittedQ.Fit(sessions, settings) : throw new InvalidDecisionException(
                $"The log holds no sessions to learn from. Decisions belong to one by the key {SessionStep.SessionKey} in their context features.");
        }

        var policy = new DecisionPolicy(settings);
        if (!settings.Learns) return policy;
        await foreach (JoinedDecision joined in log.ReadJoinedAsync(cancel: cancel)) Teach(policy, joined);
        return policy;
    }

    public static void Teach(DecisionPolicy policy, JoinedDecision joined)
    {
        for (int s = 0; s < joined.Decision.Slots.Count; s++)
        {
            LoggedSlot slot = joined.Decision.Slots[s];
            policy.Learn(Slots.Input(joined.Decision, s), slot.Chosen, slot.Propensity, joined.Rewards[s]);
        }
    }
}
