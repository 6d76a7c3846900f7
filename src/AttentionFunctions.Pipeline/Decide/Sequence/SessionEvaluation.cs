using System.Globalization;
using System.Text;

namespace AttentionFunctions.Decide;

/// <summary>What policies would have earned a session, from the log of another.</summary>
internal static class SessionEvaluation
{
    private const int Rounds = 10;

    /// <summary>
    /// Per-decision importance sampling (Precup et al., "Eligibility Traces for Off-Policy Policy Evaluation", 2000, section 3): a reward is weighed by the choices up
    /// to it, and not by later ones. Unbiased.
    /// </summary>
    /// <param name="policy">Probabilities of the allowed actions.</param>
    /// <returns>One contribution per session: their mean is the estimate.</returns>
    public static double[] PerDecision(IReadOnlyList<IReadOnlyList<SessionStep>> sessions, Func<DecisionInput, double[]> policy, double discount) =>
    [
        .. sessions.Select(session =>
        {
            double value = 0, weight = 1, factor = 1;
            foreach (SessionStep step in session)
            {
                weight *= policy(step.Input)[step.Chosen] / step.Probabilities[step.Chosen];
                value += factor * weight * step.Reward;
                factor *= discount;
            }

            return value;
        }),
    ];

    /// <summary>Fits a greedy bandit and fitted Q iteration on every other session and compares them on the rest, as a Markdown table.</summary>
    public static string Compare(IReadOnlyList<IReadOnlyList<SessionStep>> sessions, PolicySettings settings, double discount, double epsilon)
    {
        IReadOnlyList<SessionStep>[] fit = [.. sessions.Where((_, i) => i % 2 == 0)], held = [.. sessions.Where((_, i) => i % 2 == 1)];
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {sessions.Count} sessions, discount {discount}\n\n");
        if (held.Length < PolicyEstimate.MinDecisions)
            return text.Append(CultureInfo.InvariantCulture, $"**No verdict:** {held.Length} held-out sessions are too few: at least {PolicyEstimate.MinDecisions} are needed.\n").ToString();
        FittedQ bandit = FittedQ.Fit(fit, settings, 0, 1), q = FittedQ.Fit(fit, settings, discount, Rounds);
        text.Append("| policy | discounted reward a session | 95 %, normal |\n|---|---|---|\n");
        Row("logged", [.. held.Select(session => session.Select((step, t) => Math.Pow(discount, t) * step.Reward).Sum())]);
        Row("greedy bandit", PerDecision(held, input => bandit.Distribute(input, epsilon), discount));
        Row("fitted Q", PerDecision(held, input => q.Distribute(input, epsilon), discount));
        return text.ToString();

        void Row(string name, double[] contributions)
        {
            Interval interval = Intervals.Normal(contributions);
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {contributions.Average():F4} | {interval.Lower:F4} … {interval.Upper:F4} |\n");
        }
    }
}
