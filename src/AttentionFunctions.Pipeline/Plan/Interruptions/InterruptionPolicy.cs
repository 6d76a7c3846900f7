namespace AttentionFunctions.Plan;

/// <summary>Now, in a batch, or not at all: the value of knowing against what it costs, both in minutes of undisturbed work.</summary>
/// <remarks>
/// <code>
/// cost(now)   = depth·focus·(switching + recovery) + seconds/60·focus
/// gain(now)   = value − cost(now)
/// gain(batch) = value·(1 − loss)^hours until the digest − seconds/60·focus at the digest
/// gain(suppress) = 0
/// </code>
/// The verdict of highest gain, except that in quiet hours nothing is shown now; an emergency is shown now while exceptions last, in quiet
/// hours too. With probability ε the verdict is drawn evenly from those allowed. After Horvitz, Jacobs &amp; Hovel, "Attention-sensitive
/// alerting" (UAI 1999): expected cost of interruption against expected cost of delay.
/// </remarks>
internal static class InterruptionPolicy
{
    public static double CostMinutes(double depth, double focus, double switching, double recovery) => depth * focus * (switching + recovery);

    public static (Verdict Verdict, double Propensity, string Reason) Decide(Notice notice, Moment moment, double exploration, Random random)
    {
        if (notice.Emergency && moment.ExceptionsLeft > 0) return (Verdict.Now, 1, "an emergency, within the exceptions of the day");

        double minutes = notice.Seconds / 60;
        double now = notice.Value - moment.CostMinutes - minutes * moment.Focus;
        double batch = notice.Value * Math.Pow(1 - notice.LossPerHour, moment.HoursToDigest) - minutes * moment.DigestFocus;
        Verdict best = !moment.IsQuiet && now >= batch && now > 0 ? Verdict.Now : batch > 0 ? Verdict.Batch : Verdict.Suppress;
        Verdict[] allowed = moment.IsQuiet ? [Verdict.Batch, Verdict.Suppress] : [Verdict.Now, Verdict.Batch, Verdict.Suppress];
        Verdict chosen = random.NextDouble() < exploration ? allowed[random.Next(allowed.Length)] : best;
        double propensity = exploration / allowed.Length + (chosen == best ? 1 - exploration : 0);
        return (chosen, propensity, Reason(chosen, best, notice, moment, now, batch));
    }

    private static string Reason(Verdict chosen, Verdict best, Notice notice, Moment moment, double now, double batch)
    {
        if (chosen != best) return "drawn at random, to learn what it brings";
        string spent = notice.Emergency ? "; the exceptions of the day are used up" : "";
        return FormattableString.Invariant(chosen switch
        {
            Verdict.Now => $"worth {now:0.#} min more than it costs now",
            Verdict.Batch when moment.IsQuiet => $"quiet hours; worth {batch:0.#} min later{spent}",
            Verdict.Batch => $"waiting costs less than breaking off: {batch:0.#} min in the digest against {now:0.#} now{spent}",
            _ => (FormattableString)$"takes more attention than it is worth, now and later{spent}",
        });
    }
}

/// <param name="Focus">Supply at this moment, 0 to 1.</param>
/// <param name="DigestFocus">Supply at the digest.</param>
internal sealed record Moment(double CostMinutes, double Focus, double HoursToDigest, double DigestFocus, bool IsQuiet, int ExceptionsLeft);
