using AttentionFunctions.Decide;

namespace AttentionFunctions.Plan;

/// <summary>The log from its beginning: every verdict is predicted before its outcome is learnt, and both policies are judged on it.</summary>
/// <remarks>
/// Off-policy: r is what the logged verdict brought, p its probability, q what was predicted for each verdict without having seen r. Both
/// policies explore as much as the log did. Doubly robust (Dudík et al. 2011), and compared verdict by verdict, so that what is easy or hard for
/// both cancels. Verdicts of one person on one day hang together, so the interval is that of the sums of days (Liang and Zeger 1986). It is
/// looked at every day, so it holds at all times at once: an asymptotic confidence sequence (Waudby-Smith et al., "Time-uniform central limit
/// theory and asymptotic confidence sequences", Annals of Statistics 2024, theorem 2.2), a good half wider than an interval for one look.
/// </remarks>
internal sealed class InterruptionReplay
{
    private const double Error = 0.05;

    /// <summary>Days of people at which the interval is tightest: a few weeks of some dozens. By section 2.3 of the same paper.</summary>
    private const double TightestAt = 500;

    /// <summary>Notices shown as the learned policy wants it and the rule does not, at least: few large weights have no normal sum.</summary>
    public const int MinTrials = 30;

    /// <summary>Days of people: an interval from fewer is too narrow.</summary>
    public const int MinDays = 30;

    private readonly List<Sample> _learnt = [], _rule = [];
    private readonly List<(string UserKey, DateOnly Date)> _days = [];
    private int _changed, _trials;

    public LearntBenefit Benefit { get; } = new();

    public int Notices { get; private set; }

    public int Answered { get; private set; }

    public void Add(JudgedNotice judged)
    {
        Notices++;
        if (judged.Reaction != Reaction.Ignored) Answered++;
        if (judged.Situation.Exploration > 0) Judge(judged);
        Benefit.Learn(judged);
    }

    public InterruptionEvaluation Evaluate()
    {
        Sample[] learnt = [.. _learnt], rule = [.. _rule];
        int n = learnt.Length;
        double[] byLearnt = Estimators.Dr(learnt), byRule = Estimators.Dr(rule);
        var days = new Dictionary<(string, DateOnly), (double Sum, int Count)>();
        for (int i = 0; i < n; i++)
        {
            (double sum, int count) = days.GetValueOrDefault(_days[i]);
            days[_days[i]] = (sum + byLearnt[i] - byRule[i], count + 1);
        }

        double mean = n == 0 ? 0 : days.Values.Sum(day => day.Sum) / n;
        double squares = days.Values.Sum(day => Math.Pow(day.Sum - day.Count * mean, 2));
        double half = days.Count < 2 ? 0 : Width(days.Count) * Math.Sqrt(squares * days.Count / (days.Count - 1)) / n;
        double ess = Math.Min(Estimators.EffectiveSampleSize(learnt), Estimators.EffectiveSampleSize(rule));
        return new InterruptionEvaluation(
            n, days.Count, ess, _trials, n == 0 ? 0 : (double)_changed / n, n == 0 ? 0 : byRule.Average(), n == 0 ? 0 : byLearnt.Average(), mean, mean - half, mean + half,
            Refusal(n, days.Count, ess, _trials));
    }

    /// <summary>Of the interval in standard errors of the mean of n days: √(2(nρ² + 1)/(nρ²)·ln(√(nρ² + 1)/α)).</summary>
    private static double Width(int n)
    {
        double log = -2 * Math.Log(Error), scale = n * (log + Math.Log(log) + 1) / TightestAt;
        return Math.Sqrt(2 * (scale + 1) / scale * Math.Log(Math.Sqrt(scale + 1) / Error));
    }

    private void Judge(JudgedNotice judged)
    {
        Moment moment = judged.Situation.ToMoment();
        Gains predicted = InterruptionPolicy.GainsOf(judged.Notice, moment, Benefit.Of(judged.UserKey, judged.Situation, judged.Notice));
        Verdict learnt = InterruptionPolicy.Best(predicted, moment.IsQuiet);
        Verdict rule = InterruptionPolicy.Best(InterruptionPolicy.GainsOf(judged.Notice, moment, Corrections.None), moment.IsQuiet);
        if (learnt != rule) _changed++;
        if (learnt != rule && judged.Verdict == learnt) _trials++;
        _learnt.Add(Of(learnt));
        _rule.Add(Of(rule));
        _days.Add((judged.UserKey, DateOnly.FromDateTime(judged.At.UtcDateTime)));

        Sample Of(Verdict best)
        {
            double Probability(Verdict verdict) => InterruptionPolicy.Probability(verdict, best, moment.IsQuiet, judged.Situation.Exploration);
            double expected = Enum.GetValues<Verdict>().Sum(verdict => Probability(verdict) * predicted.Of(verdict));
            return new Sample(Probability(judged.Verdict) / judged.Propensity, judged.Reward, predicted.Of(judged.Verdict), expected);
        }
    }

    private static string? Refusal(int notices, int days, double ess, int trials) =>
        notices < PolicyEstimate.MinDecisions ? $"{notices} verdicts are too few: at least {PolicyEstimate.MinDecisions} are needed."
        : days < MinDays ? $"{days} days of people are too few: at least {MinDays} are needed."
        : ess < PolicyEstimate.MinEffectiveSampleSize ? FormattableString.Invariant(
            $"The log tells as much as {ess:F0} verdicts of these policies; at least {PolicyEstimate.MinEffectiveSampleSize} are needed. Collect more, or explore more.")
        : trials < MinTrials ? $"Only {trials} notices were shown as the learned policy wants it where the rule does not; at least {MinTrials} are needed. Collect more, or explore more."
        : null;
}

/// <summary>What the log says about the learned policy against the rule, in minutes of undisturbed work for each notice.</summary>
/// <param name="Notices">With a chance for each verdict.</param>
/// <param name="Days">Of people.</param>
/// <param name="EffectiveNotices">As many notices of the policy itself would tell as much: the smaller of both policies.</param>
/// <param name="Trials">Notices shown as the learned policy wants it and the rule does not.</param>
/// <param name="Changed">Share of the notices for which the policies differ.</param>
/// <param name="Gain">Learned less rule.</param>
/// <param name="Lower">Lower end of the gain's 95 % interval, which holds at every look.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="Verdict">Null when the estimates can be relied on; otherwise why not.</param>
public sealed record InterruptionEvaluation(
    int Notices, int Days, double EffectiveNotices, int Trials, double Changed, double Rule, double Learned, double Gain, double Lower, double Upper, string? Verdict)
{
    /// <summary>
    /// The learned policy takes over when the whole interval of its gain is above 0, and hands back when the estimate is no longer: between the
    /// two it stays as it is, so that chance does not turn it every day.
    /// </summary>
    internal (bool Serves, string Reason) Judge(bool served)
    {
        if (Verdict is { } verdict) return (false, verdict);
        string figures = FormattableString.Invariant($"{Gain:F3} min for each notice [{Lower:F3}, {Upper:F3}]");
        return (Lower > 0, Gain > 0 && served) switch
        {
            (true, _) => (true, $"the learned policy brings more: {figures}"),
            (_, true) => (true, $"the learned policy still seems to bring more: {figures}"),
            _ => (false, $"it is not proven that the learned policy brings more: {figures}"),
        };
    }
}
