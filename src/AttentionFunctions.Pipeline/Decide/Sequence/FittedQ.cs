namespace AttentionFunctions.Decide;

/// <summary>What an action is worth for the rest of the session: this reward and, discounted, all that follow if the best is chosen from then on.</summary>
/// <remarks>
/// Fitted Q iteration (Ernst et al., "Tree-Based Batch Mode Reinforcement Learning", 2005, figure 1) with the reward models of the bandits for the regression: Q₀ = 0,
/// then Qₙ is fitted to r + γ max over b of Qₙ₋₁(next, b). n rounds look n decisions ahead, so a session's length is enough.
/// </remarks>
internal sealed class FittedQ
{
    private readonly FeatureVector _features = new();
    private readonly PolicySettings _settings;
    private IRewardModel? _model;

    private FittedQ(PolicySettings settings) => _settings = settings;

    /// <param name="settings">Of the regression: its model and features; what it says about exploration is not used.</param>
    /// <param name="discount">γ, 0 to 1: 0 sees this reward only, as a bandit does.</param>
    /// <param name="rounds">Decisions to look ahead, 1 to 50.</param>
    public static FittedQ Fit(IReadOnlyList<IReadOnlyList<SessionStep>> sessions, PolicySettings settings, double discount, int rounds)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(settings.Learns, true);
        var q = new FittedQ(settings.Checked());
        for (int round = 0; round < rounds; round++)
        {
            IRewardModel next = settings.CreateModel()!;
            foreach (IReadOnlyList<SessionStep> session in sessions)
            {
                for (int t = 0; t < session.Count; t++)
                {
                    double later = discount > 0 && t + 1 < session.Count ? q.Values(session[t + 1].Input).Max() : 0;
                    next.Learn(q.Features(session[t].Input, session[t].Chosen), session[t].Reward + discount * later, 1);
                }
            }

            q._model = next;
        }

        return q;
    }

    /// <summary>Of the allowed actions.</summary>
    public double[] Values(DecisionInput input)
    {
        var values = new double[input.Allowed.Length];
        if (_model is null) return values;
        for (int i = 0; i < values.Length; i++) values[i] = _model.Predict(Features(input, i)).Mean;
        return values;
    }

    /// <summary>The best action, with a share ε of uniform choices.</summary>
    public double[] Distribute(DecisionInput input, double epsilon)
    {
        var probabilities = new double[input.Allowed.Length];
        Exploration.Greedy(Values(input), probabilities);
        Exploration.Floor(probabilities, epsilon);
        return probabilities;
    }

    private FeatureVector Features(DecisionInput input, int allowed)
    {
        _features.Fill(input.Context, input.Actions[input.Allowed[allowed]].Features, _settings.ActionIds, _settings.Bits, _settings.Interactions);
        return _features;
    }
}
