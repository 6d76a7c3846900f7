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

    public static void Teach(DecisionPolicy policy, JoinedDecision joined) =>
        Teach(policy, joined, [.. Enumerable.Range(0, joined.Decision.Slots.Count).Select(s => Slots.Input(joined.Decision, s))]);

    /// <param name="inputs">One per slot.</param>
    public static void Teach(DecisionPolicy policy, JoinedDecision joined, DecisionInput[] inputs)
    {
        IReadOnlyList<LoggedSlot> slots = joined.Decision.Slots;
        if (joined.Page is not null)
        {
            policy.LearnPage(inputs, [.. slots.Select(slot => slot.Chosen)], joined.Earned.Sum());
            return;
        }

        for (int s = 0; s < inputs.Length; s++) policy.Learn(inputs[s], slots[s].Chosen, slots[s].Propensity, joined.Rewards[s]);
    }
}
