namespace AttentionFunctions.Decide;

/// <summary>What policies would have earned a session, from the log of another.</summary>
internal static class SessionEvaluation
{
    /// <summary>Every policy learns from every other session, and is judged, as it then is, on the rest.</summary>
    /// <param name="sessions">Oldest first.</param>
    /// <param name="discount">γ, 0 to 1: a session is worth Σ γᵗ rₜ.</param>
    public static PolicyComparison Compare(
        IReadOnlyList<IReadOnlyList<SessionStep>> sessions, IReadOnlyList<(string Name, PolicySettings Settings)> policies, double discount, DateTimeOffset at, int seed)
    {
        IReadOnlyList<SessionStep>[] fit = [.. sessions.Where((_, i) => i % 2 == 0)], held = [.. sessions.Where((_, i) => i % 2 == 1)];
        // Where an action could not be chosen, nothing tells what it would have earned.
        IReadOnlyList<SessionStep>[] explored = [.. held.Where(session => session.All(step => step.Probabilities.Min() > 0))];
        return new PolicyComparison(
            at, held.Length, held.Length - explored.Length,
            held.Length > 0 ? held.Min(session => session[0].At) : null, held.Length > 0 ? held.Max(session => session[^1].At) : null,
            PolicyEstimate.OfSessions("logged", [.. held.Select(session => Sample(session, null, discount))], seed),
            [.. policies.Select(policy => Estimate(policy.Name, Learn(policy.Settings, fit)))], [], discount, "session");

        PolicyEstimate Estimate(string name, DecisionPolicy policy) =>
            PolicyEstimate.OfSessions(name, [.. explored.Select(session => Sample(session, policy, discount))], seed);
    }

    /// <summary>A session as the estimators of slates see it: they, too, weigh a reward by the choices up to it.</summary>
    /// <param name="policy">Null for the policy of the log itself.</param>
    internal static SlateSample Sample(IReadOnlyList<SessionStep> session, DecisionPolicy? policy, double discount)
    {
        var nothing = new double[session.Count];
        return new SlateSample([.. session.Select(Weight)], [.. session.Select((step, t) => Math.Pow(discount, t) * step.Reward)], nothing, nothing);

        double Weight(SessionStep step) => policy is null
            ? 1
            : policy.Distribute(step.Input, Decider.ThompsonSeed(step.Id)).Probabilities[step.Chosen] / step.Probabilities[step.Chosen];
    }

    private static DecisionPolicy Learn(PolicySettings settings, IReadOnlyList<IReadOnlyList<SessionStep>> sessions)
    {
        if (settings.Refits) return FittedQ.Fit(sessions, settings);
        var policy = new DecisionPolicy(settings);
        foreach (SessionStep step in sessions.SelectMany(session => session).OrderBy(step => step.At).ThenBy(step => step.Id, StringComparer.Ordinal))
            policy.Learn(step.Input, step.Input.Allowed[step.Chosen], step.Probabilities[step.Chosen], step.Reward);
        return policy;
    }
}
