namespace AttentionFunctions.Decide;

/// <summary>Everything the log says about one policy.</summary>
/// <param name="Policy">Name.</param>
/// <param name="Decisions">Logged decisions.</param>
/// <param name="EffectiveSampleSize">(Σw)²/Σw².</param>
/// <param name="LargestWeight">Of one decision.</param>
/// <param name="MeanWeight">1 in expectation: far from it, the logged propensities are wrong or the policies hardly overlap.</param>
/// <param name="Estimates">One per estimator; none from less than two decisions.</param>
/// <param name="Verdict">Null when the estimates can be relied on; otherwise why not. Then nothing may be decided by them.</param>
/// <param name="Warnings">For people.</param>
public sealed record PolicyEstimate(
    string Policy, int Decisions, double EffectiveSampleSize, double LargestWeight, double MeanWeight, IReadOnlyList<Estimate> Estimates,
    string? Verdict, IReadOnlyList<string> Warnings)
{
    /// <summary>The one to decide by: of the unbiased ones, that of the least variance. Null without decisions.</summary>
    public Estimate? Decisive => Estimates.FirstOrDefault(estimate => estimate.Estimator is "DR" or "cascade-DR" or "PDIS");

    /// <summary>Fewer independent decisions than this say nothing about a small difference.</summary>
    internal const double MinEffectiveSampleSize = 100;

    /// <summary>One decision has no spread, so nothing can be said about its mean.</summary>
    private const int MinForInterval = 2;

    /// <summary>Below, the normal interval is not to be trusted.</summary>
    internal const int MinDecisions = 300;

    /// <param name="largestPossibleWeight">1 / smallest logged probability of any allowed action; for the Bernstein interval.</param>
    internal static PolicyEstimate Of(string policy, ReadOnlySpan<Sample> samples, double largestPossibleWeight, int seed)
    {
        double ess = Estimators.EffectiveSampleSize(samples), largest = 0, sum = 0;
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (ref readonly Sample sample in samples)
        {
            largest = Math.Max(largest, sample.Weight);
            sum += sample.Weight;
            low = Math.Min(low, Math.Min(sample.Reward, Math.Min(sample.Predicted, sample.Expected)));
            high = Math.Max(high, Math.Max(sample.Reward, Math.Max(sample.Predicted, sample.Expected)));
        }

        double spread = samples.Length == 0 ? 0 : high - low, ipsRange = Math.Max(Math.Abs(low), Math.Abs(high)) * largestPossibleWeight;
        double drRange = spread * (1 + 2 * largestPossibleWeight);
        Estimate[] estimates = samples.Length < MinForInterval ? [] :
        [
            Estimate.Of("IPS", Estimators.Ips(samples), ipsRange, seed),
            Estimate.Of("SNIPS", Estimators.Snips(samples), null, seed),
            Estimate.Of("DM", Estimators.Dm(samples), spread, seed),
            Estimate.Of("DR", Estimators.Dr(samples), drRange, seed),
            Estimate.Of("SNDR", Estimators.Sndr(samples), null, seed),
            Estimate.Of("Switch-DR", Estimators.SwitchDr(samples), drRange, seed),
            Estimate.Of("DRos", Estimators.DrOs(samples), drRange, seed),
        ];
        double mean = samples.Length == 0 ? 0 : sum / samples.Length;
        return new PolicyEstimate(policy, samples.Length, ess, largest, mean, estimates, Refusal(samples.Length, ess), Warn(samples, ess, mean, largest, sum));
    }

    internal static PolicyEstimate OfSlates(string policy, IReadOnlyList<SlateSample> slates, int seed) => OfSequences(
        policy, slates, seed, "decisions", whole => Estimators.EffectiveSampleSize(whole), ("RIPS", SlateEstimators.Rips), ("cascade-DR", SlateEstimators.CascadeDr));

    /// <param name="sessions">
    /// Without predictions: then cascade-DR is per-decision importance sampling (Precup et al., "Eligibility Traces for Off-Policy Policy Evaluation",
    /// 2000, section 3), and RIPS the weighted one.
    /// </param>
    internal static PolicyEstimate OfSessions(string policy, IReadOnlyList<SlateSample> sessions, int seed) => OfSequences(
        policy, sessions, seed, "sessions", _ => SlateEstimators.EffectiveSampleSize(sessions), ("PDIS", SlateEstimators.CascadeDr), ("WPDIS", SlateEstimators.Rips));

    private static PolicyEstimate OfSequences(
        string policy, IReadOnlyList<SlateSample> sequences, int seed, string unit, Func<Sample[], double> effective,
        params ReadOnlySpan<(string Name, Func<IReadOnlyList<SlateSample>, double[]> Contributions)> estimators)
    {
        Sample[] whole = [.. sequences.Select(one => new Sample(one.Weights.Aggregate(1.0, (product, w) => product * w), one.Rewards.Sum(), 0, 0))];
        double ess = effective(whole), largest = 0, sum = 0;
        foreach (ref readonly Sample sample in whole.AsSpan())
        {
            largest = Math.Max(largest, sample.Weight);
            sum += sample.Weight;
        }

        var estimates = new List<Estimate>();
        if (whole.Length >= MinForInterval)
        {
            estimates.Add(Estimate.Of("IPS", Estimators.Ips(whole), null, seed));
            foreach ((string name, Func<IReadOnlyList<SlateSample>, double[]> contributions) in estimators) estimates.Add(Estimate.Of(name, contributions(sequences), null, seed));
        }

        double mean = whole.Length > 0 ? sum / whole.Length : 0;
        return new PolicyEstimate(policy, whole.Length, ess, largest, mean, estimates, Refusal(whole.Length, ess, unit), Warn(whole, ess, mean, largest, sum));
    }

    private static string? Refusal(int decisions, double ess, string unit = "decisions") =>
        decisions < MinDecisions ? $"{decisions} {unit} are too few: at least {MinDecisions} are needed."
        : ess < MinEffectiveSampleSize ? FormattableString.Invariant(
            $"The log tells as much as {ess:F0} {unit} of this policy; at least {MinEffectiveSampleSize} are needed. Collect more, or explore more.")
        : null;

    private static List<string> Warn(ReadOnlySpan<Sample> samples, double ess, double mean, double largest, double sum)
    {
        var warnings = new List<string>();
        if (samples.Length == 0) return warnings;
        if (ess < 0.1 * samples.Length) warnings.Add(FormattableString.Invariant($"The policies hardly overlap: {samples.Length} decisions count as {ess:F0}."));
        if (largest > 0.05 * sum) warnings.Add(FormattableString.Invariant($"One decision carries {largest / sum:P0} of the weight."));

        double squares = 0;
        foreach (ref readonly Sample s in samples) squares += (s.Weight - mean) * (s.Weight - mean);
        double error = Math.Sqrt(squares / samples.Length / samples.Length);
        if (Math.Abs(mean - 1) > 3 * error + 1e-9)
            warnings.Add(FormattableString.Invariant($"The mean weight is {mean:F3}, not 1: the logged propensities may be wrong, or actions are missing from the log."));
        return warnings;
    }
}

/// <param name="Estimator">IPS, SNIPS, DM, DR, SNDR, Switch-DR, DRos; RIPS, cascade-DR for slates; PDIS, WPDIS for sessions.</param>
/// <param name="Value">Reward a decision (of a slate: all its slots).</param>
/// <param name="Bernstein">Absent where the theorem does not apply: self-normalised estimators are no means of independent terms.</param>
public sealed record Estimate(string Estimator, double Value, Interval Normal, Interval Bootstrap, Interval? Bernstein)
{
    internal static Estimate Of(string estimator, double[] contributions, double? range, int seed) => new(
        estimator, Intervals.Moments(contributions).Mean, Intervals.Normal(contributions), Intervals.Bootstrap(contributions, seed),
        range is { } length ? Intervals.EmpiricalBernstein(contributions, length) : null);
}
