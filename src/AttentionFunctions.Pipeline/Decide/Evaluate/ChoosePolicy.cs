using System.Globalization;

namespace AttentionFunctions.Decide;

/// <summary>Chooses a policy's settings by what the log says they would have earned.</summary>
/// <remarks>
/// The best of many estimates is too high: among the candidates, luck wins with skill. So the choice is made on the older half of the log, by the
/// lower end of the interval, and what is said about it comes from the newer half, which had no part in it. Both halves are replayed progressively,
/// so a candidate is judged as it would have gone on learning.
/// </remarks>
public sealed class ChoosePolicy(DecisionLog log, DecisionStore store, TimeProvider time)
{
    private const int Seed = 7;

    /// <exception cref="InvalidDecisionException">What serves looks ahead over sessions, which is not chosen so.</exception>
    public async Task<PolicyChoice> RunAsync(DateTimeOffset? from = null, DateTimeOffset? to = null, CancellationToken cancel = default)
    {
        PolicySettings serving = (await store.ReadStateAsync(cancel)).Serving.Settings;
        if (serving.Refits) throw new InvalidDecisionException("Settings are chosen among policies that learn decision by decision; the serving one learns from sessions.");
        Dictionary<string, PolicySettings> candidates = Candidates(serving);
        var replay = new PolicyReplay([.. candidates.Select(pair => (pair.Key, pair.Value))]);
        await foreach (JoinedDecision joined in log.ReadJoinedAsync(from, to, cancel)) replay.Add(joined);
        (PolicyComparison older, PolicyComparison newer) = replay.CompareHalves(time.GetUtcNow(), Seed);

        PolicyEstimate? chosen = older.Policies.Where(policy => policy.Verdict is null).MaxBy(policy => policy.Decisive!.Normal.Lower);
        PolicyEstimate? judged = newer.Policies.FirstOrDefault(policy => policy.Policy == chosen?.Policy);
        (bool better, string reason) = chosen?.Policy == PolicyComparison.Serving
            ? (false, "nothing beats the serving settings on the older half")
            : chosen is null
                ? (false, older.Policies[0].Verdict!)
                : DoubleCondition.Judge(judged, newer.Policies.First(policy => policy.Policy == PolicyComparison.Serving));
        return new PolicyChoice(chosen?.Policy, chosen is null ? null : candidates[chosen.Policy], better, reason, older, newer);
    }

    /// <summary>What serves, and what differs from it in one respect.</summary>
    internal static Dictionary<string, PolicySettings> Candidates(PolicySettings serving)
    {
        var named = new Dictionary<string, PolicySettings>(StringComparer.Ordinal) { [PolicyComparison.Serving] = serving };
        PolicySettings plain = serving with { Tree = null, FullCovariance = false };
        Add($"interactions {(serving.Interactions ? "off" : "on")}", plain with { Interactions = !serving.Interactions });
        foreach (double epsilon in new[] { 0.01, 0.02, 0.05, 0.1 }) Add(Text($"epsilon {epsilon}"), plain with { Epsilon = epsilon });
        foreach (double factor in new[] { 0.3, 3 }) Add(Text($"rate {factor * serving.Rate}"), plain with { Rate = Math.Clamp(factor * serving.Rate, 0.001, 10) });
        foreach (Learner learner in new[] { Learner.EpsilonGreedy, Learner.LinUcb, Learner.LinearThompson, Learner.LogisticThompson })
            Add(learner.ToString(), plain with { Learner = learner });
        foreach (double gamma in new[] { 3.0, 10, 30, 100 }) Add(Text($"SquareCb gamma {gamma}"), plain with { Learner = Learner.SquareCb, Gamma = gamma });
        return named;

        void Add(string name, PolicySettings settings)
        {
            bool isLearnt = settings.Learns && (!name.StartsWith("rate", StringComparison.Ordinal) || settings.Learner is Learner.EpsilonGreedy or Learner.SquareCb);
            if (isLearnt && !named.ContainsValue(settings)) named.Add(name, settings);
        }

        static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}

/// <param name="Chosen">Name of the candidate with the best lower bound on the older half; null when the log is too small for a choice.</param>
/// <param name="Settings">Its settings, to be tried (<c>POST /api/decisions/trial</c>).</param>
/// <param name="Better">Whether it is better than what serves, by the double condition, on the newer half.</param>
/// <param name="Reason">For people, with the figures of the newer half.</param>
/// <param name="Older">What the choice was made on.</param>
/// <param name="Newer">What it is judged on.</param>
public sealed record PolicyChoice(string? Chosen, PolicySettings? Settings, bool Better, string Reason, PolicyComparison Older, PolicyComparison Newer);
