namespace AttentionFunctions.Decide;

/// <summary>What an action is worth for the rest of the session: this reward and, discounted, all that follow if the best is chosen from then on.</summary>
/// <remarks>
/// Fitted Q iteration (Ernst et al., "Tree-Based Batch Mode Reinforcement Learning", 2005, figure 1) with the reward models of the bandits for the regression: Q₀ = 0,
/// then Qₙ is fitted to r + γ max over b of Qₙ₋₁(next, b). n rounds look n decisions ahead, so a session's length is enough.
/// </remarks>
internal static class FittedQ
{
    /// <param name="settings">Of <see cref="Learner.FittedQ"/>: discount and rounds are used, and what describes the model.</param>
    /// <returns>A policy whose predicted rewards are these values.</returns>
    public static DecisionPolicy Fit(IReadOnlyList<IReadOnlyList<SessionStep>> sessions, PolicySettings settings)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(settings.Refits, true);
        var q = new DecisionPolicy(settings);
        for (int round = 0; round < settings.Rounds; round++)
        {
            var next = new DecisionPolicy(settings);
            foreach (IReadOnlyList<SessionStep> session in sessions)
            {
                for (int t = 0; t < session.Count; t++)
                {
                    double later = settings.Discount > 0 && t + 1 < session.Count ? q.Distribute(session[t + 1].Input, 0).Means.Max() : 0;
                    next.Regress(session[t].Input, session[t].Input.Allowed[session[t].Chosen], session[t].Reward + settings.Discount * later);
                }
            }

            q = next;
        }

        return q;
    }
}
