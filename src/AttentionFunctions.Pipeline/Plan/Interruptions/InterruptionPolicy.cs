namespace AttentionFunctions.Plan;

/// <summary>Now, in a batch, or not at all: the value of knowing against what it costs, both in minutes of undisturbed work.</summary>
/// <remarks>
/// <code>
/// cost(now)      = depth·focus·(switching + recovery)
/// gain(now)      = b_now·(value − seconds/60·focus) − c·cost(now)
/// gain(batch)    = b_batch·(value·(1 − loss)^hours until the digest − seconds/60·focus at the digest)
/// gain(suppress) = b_suppress·(the same as in the digest)
/// </code>
/// The verdict of highest gain, except that in quiet hours nothing is shown now; an emergency is shown now while exceptions last, in quiet
/// hours too. With probability ε the verdict is drawn evenly from those allowed, see <see cref="Draw"/>. After Horvitz, Jacobs &amp; Hovel, "Attention-sensitive
/// alerting" (UAI 1999): expected cost of interruption against expected cost of delay. The rule has b_now = b_batch = c = 1 and b_suppress = 0;
/// see <see cref="Corrections"/> for what experience makes of them.
/// </remarks>
internal static class InterruptionPolicy
{
    /// <summary>0.1 at the usual ε; at the largest, 0.2, the best verdict still has 0.4.</summary>
    private const double TrialPerExploration = 2;

    public static double CostMinutes(double depth, double focus, double switching, double recovery) => depth * focus * (switching + recovery);

    /// <summary>What waiting for the digest leaves of the value.</summary>
    public static double ValueAtDigest(Notice notice, double hours) => notice.Value * Math.Pow(1 - notice.LossPerHour, hours);

    /// <param name="learned">What experience says; null when there is none.</param>
    /// <param name="decides">Whether that decides, or the rule.</param>
    public static (Verdict Verdict, double Propensity, string Reason) Decide(
        Notice notice, Moment moment, double exploration, Random random, Corrections? learned = null, bool decides = false)
    {
        if (notice.Emergency && moment.ExceptionsLeft > 0) return (Verdict.Now, 1, "an emergency, within the exceptions of the day");

        Gains byRule = GainsOf(notice, moment, Corrections.None), byLearned = GainsOf(notice, moment, learned ?? Corrections.None);
        Verdict rule = Best(byRule, moment.IsQuiet), experience = Best(byLearned, moment.IsQuiet);
        (Verdict best, Verdict other, Gains gains) = decides ? (experience, rule, byLearned) : (rule, experience, byRule);
        (Verdict chosen, double propensity) = Draw(best, other, moment.IsQuiet, exploration, random);
        string reason = chosen == best ? Reason(best, notice, moment, gains) + (decides && learned is { } known ? Experience(known, best) : "")
            : chosen == other ? "tried, to learn whether experience or the rule knows better"
            : "drawn at random, to learn what it brings";
        return (chosen, propensity, reason);
    }

    /// <summary>
    /// Mostly the best verdict; with probability ε one drawn evenly, and with twice that the verdict of the policy that does not decide: where the
    /// two differ, that tells which is right much sooner than even draws.
    /// </summary>
    public static (Verdict Verdict, double Propensity) Draw(Verdict best, Verdict other, bool isQuiet, double exploration, Random random)
    {
        Verdict[] allowed = Allowed(isQuiet);
        double u = random.NextDouble(), trial = TrialPerExploration * exploration;
        Verdict chosen = u < exploration ? allowed[random.Next(allowed.Length)] : u < exploration + trial ? other : best;
        return (chosen, exploration / allowed.Length + (chosen == best ? 1 - exploration - trial : 0) + (chosen == other ? trial : 0));
    }

    public static Gains GainsOf(Notice notice, Moment moment, Corrections corrections)
    {
        double minutes = notice.Seconds / 60, later = ValueAtDigest(notice, moment.HoursToDigest);
        return new Gains(
            corrections.Now * notice.Value - corrections.Cost * moment.CostMinutes - corrections.Now * minutes * moment.Focus,
            corrections.Batch * later - corrections.Batch * minutes * moment.DigestFocus,
            corrections.Suppress * (later - minutes * moment.DigestFocus));
    }

    public static Verdict Best(Gains gains, bool isQuiet) =>
        !isQuiet && gains.Now >= gains.Batch && gains.Now > gains.Suppress ? Verdict.Now : gains.Batch > gains.Suppress ? Verdict.Batch : Verdict.Suppress;

    /// <summary>With which the policy of this best verdict would give a verdict, alone and with ε.</summary>
    public static double Probability(Verdict verdict, Verdict best, bool isQuiet, double exploration) =>
        isQuiet && verdict == Verdict.Now ? 0 : exploration / Allowed(isQuiet).Length + (verdict == best ? 1 - exploration : 0);

    private static Verdict[] Allowed(bool isQuiet) => isQuiet ? [Verdict.Batch, Verdict.Suppress] : [Verdict.Now, Verdict.Batch, Verdict.Suppress];

    private static string Reason(Verdict best, Notice notice, Moment moment, Gains gains)
    {
        string spent = notice.Emergency ? "; the exceptions of the day are used up" : "";
        return FormattableString.Invariant(best switch
        {
            Verdict.Now => $"worth {gains.Now:0.#} min more than it costs now",
            Verdict.Batch when moment.IsQuiet => $"quiet hours; worth {gains.Batch:0.#} min later{spent}",
            Verdict.Batch => $"waiting costs less than breaking off: {gains.Batch:0.#} min in the digest against {gains.Now:0.#} now{spent}",
            _ => (FormattableString)$"takes more attention than it is worth, now and later{spent}",
        });
    }

    private static string Experience(Corrections known, Verdict best) => FormattableString.Invariant(
        $" (learned: {100 * known.Of(best == Verdict.Suppress ? Verdict.Batch : best):0} % of the value is drawn, an interruption costs {100 * known.Cost:0} % of the usual)");
}

/// <summary>Minutes of undisturbed work that each verdict is expected to bring.</summary>
internal readonly record struct Gains(double Now, double Batch, double Suppress)
{
    public double Of(Verdict verdict) => verdict switch
    {
        Verdict.Now => Now,
        Verdict.Batch => Batch,
        _ => Suppress,
    };
}

/// <param name="Focus">Supply at this moment, 0 to 1.</param>
/// <param name="DigestFocus">Supply at the digest.</param>
internal sealed record Moment(double CostMinutes, double Focus, double HoursToDigest, double DigestFocus, bool IsQuiet, int ExceptionsLeft);
