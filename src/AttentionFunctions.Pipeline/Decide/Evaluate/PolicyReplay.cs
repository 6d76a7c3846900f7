namespace AttentionFunctions.Decide;

/// <summary>Policies that go through a log decision by decision, each judged on a decision before it learns from it.</summary>
internal sealed class PolicyReplay
{
    private readonly List<Contender> _contenders;
    private readonly DecisionPolicy _rewards = new(new PolicySettings { Learner = Learner.SquareCb });
    private readonly DecisionPolicy _slateRewards = new(new PolicySettings { Learner = Learner.SquareCb });
    private readonly List<Sample> _logged = [];
    private readonly List<(DateTimeOffset At, Sample Logged)> _explored = [];
    private double _smallestPropensity = 1;
    private DateTimeOffset? _from, _to;
    private int _decisions, _unexplored;

    public PolicyReplay(IReadOnlyList<(string Name, PolicySettings Settings)> policies) =>
        _contenders = [.. policies.Select(policy => new Contender(policy.Name, new DecisionPolicy(policy.Settings)))];

    public void Add(JoinedDecision joined)
    {
        DecisionEntry entry = joined.Decision;
        _decisions++;
        _from = _from < entry.At ? _from : entry.At;
        _to = _to > entry.At ? _to : entry.At;
        DecisionInput[] inputs = [.. Enumerable.Range(0, entry.Slots.Count).Select(s => Slots.Input(entry, s))];
        bool slate = entry.Slots[0].Id is not null;
        if (slate) AddSlate(joined, inputs);
        else AddSingle(joined, inputs[0]);

        double rest = 0;
        double[] earned = joined.Earned;
        for (int s = entry.Slots.Count - 1; s >= 0; s--)
        {
            LoggedSlot slot = entry.Slots[s];
            rest += earned[s];
            (slate ? _slateRewards : _rewards).Learn(inputs[s], slot.Chosen, slot.Propensity, rest);
        }

        foreach (Contender contender in _contenders) FitPolicy.Teach(contender.Policy, joined, inputs);
    }

    public PolicyComparison Compare(DateTimeOffset at, int seed) => new(
        at, _decisions, _unexplored, _from, _to, PolicyEstimate.Of("logged", _logged.ToArray(), 1, seed),
        [.. _contenders.Select(c => PolicyEstimate.Of(c.Name, c.Samples.ToArray(), 1 / _smallestPropensity, seed))],
        [.. _contenders.Where(contender => contender.Slates.Count > 0).Select(contender => PolicyEstimate.OfSlates(contender.Name, contender.Slates, seed))]);

    /// <summary>Of the single decisions that explored: the older half of them, and the newer one.</summary>
    public (PolicyComparison Older, PolicyComparison Newer) CompareHalves(DateTimeOffset at, int seed)
    {
        int half = _explored.Count / 2;
        return (Part(..half), Part(half..));

        PolicyComparison Part(Range range)
        {
            (DateTimeOffset At, Sample Logged)[] part = [.. _explored[range]];
            return new PolicyComparison(
                at, part.Length, 0, part.Length > 0 ? part[0].At : null, part.Length > 0 ? part[^1].At : null,
                PolicyEstimate.Of("logged", [.. part.Select(one => one.Logged)], 1, seed),
                [.. _contenders.Select(c => PolicyEstimate.Of(c.Name, c.Samples[range].ToArray(), 1 / _smallestPropensity, seed))], []);
        }
    }

    private void AddSingle(JoinedDecision joined, DecisionInput input)
    {
        LoggedSlot slot = joined.Decision.Slots[0];
        double reward = joined.Rewards[0];
        DecisionDistribution model = _rewards.Distribute(input, 0);
        _logged.Add(new Sample(1, reward, reward, reward));
        // Where an action could not be chosen, nothing tells what it would have earned: no weight can make up for that.
        if (slot.Probabilities.Min() is var least && least <= 0)
        {
            _unexplored++;
            return;
        }

        _explored.Add((joined.Decision.At, _logged[^1]));
        _smallestPropensity = Math.Min(_smallestPropensity, least);
        foreach (Contender contender in _contenders) contender.Samples.Add(Judge(contender.Policy, joined.Decision.Id, input, slot, reward, model));
    }

    private void AddSlate(JoinedDecision joined, DecisionInput[] inputs)
    {
        DecisionDistribution[] models = [.. inputs.Select(input => _slateRewards.Distribute(input, 0))];
        double[] earned = joined.Earned;
        foreach (Contender contender in _contenders)
        {
            Sample[] slots = [.. joined.Decision.Slots.Select((slot, s) =>
                Judge(contender.Policy, $"{joined.Decision.Id}/{slot.Id}", inputs[s], slot, earned[s], models[s]))];
            contender.Slates.Add(new SlateSample(
                [.. slots.Select(s => s.Weight)], [.. slots.Select(s => s.Reward)], [.. slots.Select(s => s.Predicted)], [.. slots.Select(s => s.Expected)]));
        }
    }

    private static Sample Judge(DecisionPolicy policy, string chance, DecisionInput input, LoggedSlot slot, double reward, DecisionDistribution model)
    {
        DecisionDistribution distribution = policy.Distribute(input, Decider.ThompsonSeed(chance));
        int chosen = Array.IndexOf(slot.Allowed, slot.Chosen);
        double expected = 0;
        for (int i = 0; i < distribution.Probabilities.Length; i++) expected += distribution.Probabilities[i] * model.Means[i];
        return new Sample(distribution.Probabilities[chosen] / slot.Propensity, reward, model.Means[chosen], expected);
    }

    private sealed record Contender(string Name, DecisionPolicy Policy)
    {
        public List<Sample> Samples { get; } = [];

        public List<SlateSample> Slates { get; } = [];
    }
}
