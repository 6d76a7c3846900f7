using Xunit;

namespace AttentionFunctions.Decide;

/// <summary>
/// A session of six decisions. "bait" earns more at once and costs interest; "deep" earns less and builds it; interest multiplies what both earn.
/// Transitions are certain, so every policy's value is known exactly.
/// </summary>
public sealed class FittedQTests
{
    private const int Length = 6, Bait = 0;

    private static readonly PolicySettings Settings = new() { Learner = Learner.FittedQ, FullCovariance = true, Bits = 8, Prior = 0.01, Discount = 1, Rounds = Length };

    private static readonly DecisionInput[,] Inputs = MakeInputs();

    [Fact]
    public void Looking_ahead_beats_the_greedy_bandit_where_rewards_come_later()
    {
        IReadOnlyList<IReadOnlyList<SessionStep>> sessions = Log(2000, seed: 1);
        DecisionPolicy bandit = FittedQ.Fit(sessions, Settings with { Discount = 0, Rounds = 1 }), ahead = FittedQ.Fit(sessions, Settings);
        double greedy = Value(bandit), planned = Value(ahead);
        // Always bait: 0.45 + 5 × 0.2. The best is deep five times, then bait: 0.25 + 4 × 0.5 + 0.7.
        Assert.Equal(1.45, greedy, 1e-9);
        Assert.InRange(planned, 2.7, 2.95 + 1e-9);
    }

    [Fact]
    public void Per_decision_importance_sampling_is_right_in_expectation_over_every_possible_session()
    {
        const double discount = 0.9;
        DecisionPolicy uneven = FittedQ.Fit(Log(50, seed: 3), Settings with { Epsilon = 0.6 });
        double estimated = 0, truth = 0;
        // Two decisions, each reward 0 or 1: 16 sessions.
        for (int code = 0; code < 16; code++)
        {
            int a = code & 1, b = code >> 1 & 1, r1 = code >> 2 & 1, r2 = code >> 3 & 1, after = After(1, a);
            double rewards = Chance(Earns(1, a), r1) * Chance(Earns(after, b), r2);
            SessionStep[] session = [Step(Inputs[0, 1], a, [0.5, 0.5], r1), Step(Inputs[1, after], b, [0.8, 0.2], r2)];
            estimated += 0.5 * (b == 0 ? 0.8 : 0.2) * rewards * SlateEstimators.CascadeDr([SessionEvaluation.Sample(session, uneven, discount)])[0];
            truth += uneven.Distribute(Inputs[0, 1], 0).Probabilities[a] * uneven.Distribute(Inputs[1, after], 0).Probabilities[b] * rewards * (r1 + discount * r2);
        }

        Assert.Equal(truth, estimated, 1e-12);
    }

    [Fact]
    public void The_comparison_on_held_out_sessions_says_so_too()
    {
        (string, PolicySettings)[] policies = [("greedy", Settings with { Discount = 0 }), ("ahead", Settings)];
        PolicyComparison comparison = SessionEvaluation.Compare(Log(8000, seed: 2), policies, discount: 1, default, seed: 1);
        Assert.Equal((4000, "session"), (comparison.Decisions, comparison.Unit));
        PolicyEstimate greedy = comparison.Policies[0], ahead = comparison.Policies[1];
        Assert.Null(ahead.Verdict);
        // 1 % of the decisions are bad by chance; what is always best earns 2.95, always bait 1.45.
        Assert.InRange(2.9, ahead.Decisive!.Normal.Lower, ahead.Decisive.Normal.Upper);
        Assert.InRange(1.46, greedy.Decisive!.Normal.Lower, greedy.Decisive.Normal.Upper);
        Assert.True(DoubleCondition.Judge(ahead, greedy).Better);
        Assert.False(DoubleCondition.Judge(greedy, ahead).Better);
        Assert.Contains("# Policies on 4000 held-out sessions", ComparisonReport.ToMarkdown(comparison), StringComparison.Ordinal);
        Assert.Contains("sessions are too few", SessionEvaluation.Compare(Log(20, seed: 2), policies, 1, default, 1).Policies[1].Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void Sessions_are_found_in_the_log_by_their_key()
    {
        DateTimeOffset at = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
        JoinedDecision[] log = [Joined("e1", at.AddMinutes(2), "s1"), Joined("e2", at.AddMinutes(1), "s2"), Joined("e3", at, "s1"), Joined("e4", at, null)];
        IReadOnlyList<IReadOnlyList<SessionStep>> sessions = SessionStep.Sessions(log);
        Assert.Equal([2, 1], sessions.Select(session => session.Count));
        Assert.Equal([0.0, 2.0], sessions[0].Select(step => step.Reward));

        JoinedDecision Joined(string id, DateTimeOffset time, string? session) => new(
            new DecisionEntry(id, time, RawJson.Of(session is null ? "[{}]" : $$"""[{"_session":"{{session}}"}]"""),
                [new LoggedAction("a", null)], [new LoggedSlot([0], [1], 0, 0)], "p"), [(time - at).TotalMinutes], true);
    }

    private static SessionStep Step(DecisionInput input, int chosen, double[] probabilities, double reward) => new("e", default, input, chosen, probabilities, reward);

    private static double Value(DecisionPolicy q)
    {
        double value = 0;
        for (int t = 0, interest = 1; t < Length; t++)
        {
            int action = Exploration.Best(q.Distribute(Inputs[t, interest], 0).Means);
            value += Earns(interest, action);
            interest = After(interest, action);
        }

        return value;
    }

    private static double Earns(int interest, int action) => 0.25 * interest + (action == Bait ? 0.2 : 0);

    private static int After(int interest, int action) => action == Bait ? Math.Max(0, interest - 1) : Math.Min(2, interest + 1);

    private static double Chance(double p, int outcome) => outcome == 1 ? p : 1 - p;

    private static IReadOnlyList<IReadOnlyList<SessionStep>> Log(int sessions, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, sessions).Select(IReadOnlyList<SessionStep> (_) =>
        {
            var steps = new SessionStep[Length];
            for (int t = 0, interest = 1; t < Length; t++)
            {
                int action = random.Next(2);
                steps[t] = Step(Inputs[t, interest], action, [0.5, 0.5], random.NextDouble() < Earns(interest, action) ? 1 : 0);
                interest = After(interest, action);
            }

            return steps;
        })];
    }

    private static DecisionInput[,] MakeInputs()
    {
        var inputs = new DecisionInput[Length, 3];
        for (int t = 0; t < Length; t++)
        {
            for (int interest = 0; interest < 3; interest++)
                inputs[t, interest] = DecisionInput.Of(
                    FeatureReader.Read(RawJson.Of($$"""[{"state":"t{{t}}-i{{interest}}"}]""")),
                    [DecisionAction.Read("bait", null), DecisionAction.Read("deep", null)], [0, 1]);
        }

        return inputs;
    }
}
