namespace AttentionFunctions.Decide;

/// <summary>Replays the joined log: what would each policy have decided, and what does the log say it would have earned?</summary>
/// <remarks>
/// Progressive validation: a policy's distribution for a decision is taken before it learns from it, so every decision is held out when it
/// counts, and what is estimated is the policy <b>with its learning</b>. The reward model behind DM and DR is run the same way.
/// </remarks>
public sealed class EvaluatePolicies(DecisionLog log, DecisionStore store, TimeProvider time)
{
    private const int Seed = 7;

    /// <param name="candidates">Beside what always is compared: the log itself, the serving settings, uniform and the baseline.</param>
    public async Task<PolicyComparison> RunAsync(
        IReadOnlyDictionary<string, PolicySettings> candidates, DateTimeOffset? from = null, DateTimeOffset? to = null, CancellationToken cancel = default)
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

        var replay = new PolicyReplay([.. named.Select(pair => (pair.Key, pair.Value))]);
        await foreach (JoinedDecision joined in log.ReadJoinedAsync(from, to, cancel)) replay.Add(joined);
        return replay.Compare(time.GetUtcNow(), Seed);
    }
}

/// <param name="Unexplored">Decisions without exploration (apprentice mode, the baseline policy): learnt from, and no evidence about other policies.</param>
/// <param name="Logged">What the log itself earned: on-policy, every weight 1.</param>
/// <param name="Policies">Single decisions.</param>
/// <param name="Slates">Multi-slot decisions; empty when there are none.</param>
public sealed record PolicyComparison(
    DateTimeOffset At, int Decisions, int Unexplored, DateTimeOffset? From, DateTimeOffset? To, PolicyEstimate Logged, IReadOnlyList<PolicyEstimate> Policies,
    IReadOnlyList<PolicyEstimate> Slates)
{
    public const string Serving = "serving", Uniform = "uniform", Baseline = "baseline";
}
