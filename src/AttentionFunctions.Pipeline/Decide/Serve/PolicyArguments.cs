using System.Globalization;
using System.Text;

namespace AttentionFunctions.Decide;

/// <summary>A policy's settings as Personalizer writes them: the command line of its learner, with two options of ours.</summary>
/// <remarks>
/// <c>--cb_explore_adf --epsilon 0.05</c> is ε-greedy; <c>--squarecb --gamma_scale 10</c>, <c>--linucb</c>, <c>--thompson linear|logistic</c>,
/// <c>--fitted_q --discount 0.9</c>, <c>--uniform</c> and <c>--baseline</c> choose the others. <c>-q ::</c> (or any <c>-q</c>) asks for interactions. What cannot be honoured is refused.
/// </remarks>
internal static class PolicyArguments
{
    /// <exception cref="InvalidDecisionException">Names the argument that is not known, or lacks its value.</exception>
    public static PolicySettings Parse(string arguments)
    {
        var settings = new PolicySettings { Interactions = false };
        string[] words = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        for (int i = 0; i < words.Length; i++)
        {
            settings = words[i] switch
            {
                // What the learner below does anyway, or has no meaning for it: a learning rate belongs to its own rule of updating, and Personalizer's
                // 0.001 would all but stop this one.
                "--cb_explore_adf" or "--cb_adf" or "--json" or "--quiet" => settings,
                "--cb_type" or "--power_t" or "--l1" or "--l2" or "-l" or "--learning_rate" => Skip(settings, Next(ref i)),
                // As Personalizer means it, the same from the first decision on.
                "--epsilon" => settings with { Epsilon = Number(Next(ref i)), EarlyDecisions = 0 },
                "--early_decisions" => settings with { EarlyDecisions = Number(Next(ref i)) },
                "--squarecb" => settings with { Learner = Learner.SquareCb },
                "--gamma_scale" => settings with { Gamma = Number(Next(ref i)) },
                "--linucb" => settings with { Learner = Learner.LinUcb },
                "--thompson" => settings with { Learner = Next(ref i) == "logistic" ? Learner.LogisticThompson : Learner.LinearThompson },
                "--uniform" => settings with { Learner = Learner.Uniform },
                "--baseline" => settings with { Learner = Learner.Baseline },
                "--fitted_q" => settings with { Learner = Learner.FittedQ },
                "--discount" => settings with { Discount = Number(Next(ref i)) },
                "--rounds" => settings with { Rounds = (int)Number(Next(ref i)) },
                "--width" => settings with { Width = Number(Next(ref i)) },
                "--rate" => settings with { Rate = Number(Next(ref i)) },
                "-b" or "--bit_precision" => settings with { Bits = (int)Number(Next(ref i)) },
                "-q" or "--quadratic" or "--interactions" => Skip(settings with { Interactions = true }, Next(ref i)),
                string unknown => throw new InvalidDecisionException($"The argument '{unknown}' is not known. See docs/migrate-from-personalizer.md."),
            };
        }

        return settings.Checked();

        string Next(ref int i) => ++i < words.Length ? words[i] : throw new InvalidDecisionException($"The argument '{words[i - 1]}' needs a value.");
    }

    public static string Format(PolicySettings settings)
    {
        var text = new StringBuilder("--cb_explore_adf");
        text.Append(settings.Learner switch
        {
            Learner.SquareCb => string.Create(CultureInfo.InvariantCulture, $" --squarecb --gamma_scale {settings.Gamma}"),
            Learner.LinUcb => string.Create(CultureInfo.InvariantCulture, $" --linucb --width {settings.Width}"),
            Learner.LinearThompson => string.Create(CultureInfo.InvariantCulture, $" --thompson linear --width {settings.Width}"),
            Learner.LogisticThompson => string.Create(CultureInfo.InvariantCulture, $" --thompson logistic --width {settings.Width}"),
            Learner.FittedQ => string.Create(CultureInfo.InvariantCulture, $" --fitted_q --discount {settings.Discount} --rounds {settings.Rounds}"),
            Learner.Tree => " --tree",
            Learner.Uniform => " --uniform",
            Learner.Baseline => " --baseline",
            _ => "",
        });
        text.Append(CultureInfo.InvariantCulture, $" --epsilon {settings.Epsilon} --early_decisions {settings.EarlyDecisions} --rate {settings.Rate} -b {settings.Bits}");
        return text.Append(settings.Interactions ? " -q ::" : "").ToString();
    }

    private static PolicySettings Skip(PolicySettings settings, string _) => settings;

    private static double Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        ? value
        : throw new InvalidDecisionException($"'{text}' is no number.");
}
