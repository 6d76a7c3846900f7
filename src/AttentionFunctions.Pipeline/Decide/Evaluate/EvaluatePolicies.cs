namespace AttentionFunctions.Decide;

/// <summary>Replays the joined log: what would each policy have decided, and what does the log say it would have earned?</summary>
/// <remarks>
/// Progressive validation: a policy's distribution for a decision is taken before it learns from it, so every decision is held out when it
/// counts, and what is estimated is the policy <b>with its learning</b>. The reward model behind DM and DR is run the same way.
/// Where what comes later in a session counts, sessions are compared instead: see <see cref="SessionEvaluation"/>.
/// </remarks>
public sealed class EvaluatePolicies(DecisionLog log, DecisionStore store, TimeProvider time)
{
    private const int Seed = 7;

    /// <param name="candidates">Beside what always is compared: the log itself, the serving settings, uniform and the baseline.</param>
    /// <param name="discount">γ, 0 to 1, to compare by sessions; null leaves it to the policies: those that look ahead are compared so, by their own.</param>
    public async Task<PolicyComparison> RunAsync(
        IReadOnlyDictionary<string, PolicySettings> candidates, DateTimeOffset? from = null, DateTimeOffset? to = null, double? discount = null,
        CancellationToken cancel = default)
    {
        DecisionState state = await store.ReadStateAsync(cancel);
        var named = new Dictionary<string, PolicySettings>(StringComparer.Ordinal)
        {
            [PolicyComparison.Serving] = state.Serving.Settings,
            [PolicyComparison.Uniform] = new() { Learner = Learner.Uniform },
            [PolicyComparison.Baseline] = new() { Learner = Learner.Baseline },
        };
        foreach ((string name, PolicySettings settings) in candidates)
        {
            if (!named.TryAdd(name, settings.Checked())) throw new InvalidDecisionException($"'{name}' is taken: give the policy another name.");
        }

        (string, PolicySettings)[] policies = [.. named.Select(pair => (pair.Key, pair.Value))];
        discount ??= named.Values.FirstOrDefault(settings => settings.Refits)?.Discount;
        if (discount is { } factor)
        {
            if (factor is not (>= 0 and <= 1)) throw new InvalidDecisionException("The discount must be from 0 to 1, for example 0.95.");
            return SessionEvaluation.Compare(await SessionStep.ReadAsync(log, from, to, cancel), policies, factor, time.GetUtcNow(), Seed);
        }

        var replay = new PolicyReplay(policies);
        await foreach (JoinedDecision joined in log.ReadJoinedAsync(from, to, cancel)) replay.Add(joined);
        return replay.Compare(time.GetUtcNow(), Seed);
    }
}

/// <param name="Unexplored">Decisions without exploration (apprentice mode, the baseline policy): learnt from, and no evidence about other policies.</param>
/// <param name="Logged">What the log itself earned: on-policy, every weight 1.</param>
/// <param name="Policies">Single decisions.</param>
/// <param name="Slates">Multi-slot decisions; empty when there are none.</param>
/// <param name="Discount">Of a comparison by sessions; only those held out are counted.</param>
/// <param name="Unit">What is counted and valued: a decision, a session, or a slate of recommendations.</param>
public sealed record PolicyComparison(
    DateTimeOffset At, int Decisions, int Unexplored, DateTimeOffset? From, DateTimeOffset? To, PolicyEstimate Logged, IReadOnlyList<PolicyEstimate> Policies,
    IReadOnlyList<PolicyEstimate> Slates, double? Discount = null, string Unit = "decision")
{
    public const string Serving = "serving", Uniform = "uniform", Baseline = "baseline";
}
