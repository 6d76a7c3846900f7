using System.Globalization;
using System.Text;

namespace AttentionFunctions.Decide;

/// <summary>A comparison for people: Markdown, and a chart of the decisive estimates with their intervals.</summary>
internal static class ComparisonReport
{
    private const int Width = 720, Left = 170, Right = 40, RowHeight = 28, Top = 44;

    public static string ToMarkdown(PolicyComparison comparison)
    {
        var text = new StringBuilder();
        string unit = comparison.Unit;
        text.Append(CultureInfo.InvariantCulture, $"# Policies on {comparison.Decisions} {(comparison.Discount is null ? "logged" : "held-out")} {unit}s\n\n");
        if (comparison.From is { } from && comparison.To is { } to) text.Append(CultureInfo.InvariantCulture, $"{from:u} to {to:u}\n\n");
        if (comparison.Unexplored > 0)
            text.Append(CultureInfo.InvariantCulture, $"{comparison.Unexplored} of them were taken without exploration and say nothing about other policies.\n\n");
        string discounted = comparison.Discount is { } factor ? string.Create(CultureInfo.InvariantCulture, $", discounted by {factor} a decision") : "";
        text.Append(CultureInfo.InvariantCulture, $"Reward a {unit}{discounted}; 95 % intervals: normal, bootstrap, empirical Bernstein.\n\n");
        foreach (PolicyEstimate policy in comparison.Policies.Prepend(comparison.Logged).Concat(comparison.Slates))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"## {policy.Policy}\n\n{policy.Decisions} {unit}s, effective {policy.EffectiveSampleSize:F0}, largest weight {policy.LargestWeight:F1}, mean weight {policy.MeanWeight:F3}\n\n");
            if (policy.Verdict is { } verdict) text.Append(CultureInfo.InvariantCulture, $"**No verdict:** {verdict}\n\n");
            foreach (string warning in policy.Warnings) text.Append(CultureInfo.InvariantCulture, $"- Warning: {warning}\n");
            if (policy.Warnings.Count > 0) text.Append('\n');
            if (policy.Estimates.Count == 0) continue;
            text.Append("| estimator | value | normal | bootstrap | Bernstein |\n|---|---|---|---|---|\n");
            // On the log itself every weight is 1, and all estimators are its mean.
            foreach (Estimate e in ReferenceEquals(policy, comparison.Logged) ? policy.Estimates.Take(1) : policy.Estimates)
            {
                string name = ReferenceEquals(policy, comparison.Logged) ? "mean" : e.Estimator;
                text.Append(CultureInfo.InvariantCulture, $"| {name} | {e.Value:F5} | {Text(e.Normal)} | {Text(e.Bootstrap)} | {Text(e.Bernstein)} |\n");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    public static string ToMarkdown(PolicyChoice choice)
    {
        var text = new StringBuilder("# Choice of settings\n\n");
        string verdict = choice switch
        {
            { Chosen: null } => $"**No choice:** {choice.Reason}",
            { Better: true } => $"**{choice.Chosen}** is better than what serves: {choice.Reason}",
            _ => $"**{choice.Chosen}** had the best lower bound on the older half, and that is no reason to change: {choice.Reason}",
        };
        text.Append(CultureInfo.InvariantCulture, $"{verdict}\n\nChosen on the older {choice.Older.Decisions} decisions, by the lower end of the interval; judged on the newer {choice.Newer.Decisions}, which had no part in the choice.\n\n");
        text.Append("| settings | older half | 95 % | newer half | 95 % |\n|---|---|---|---|---|\n");
        foreach ((PolicyEstimate older, PolicyEstimate newer) in choice.Older.Policies.Zip(choice.Newer.Policies))
        {
            if (older.Decisive is not { } chosenOn || newer.Decisive is not { } judgedOn) continue;
            text.Append(CultureInfo.InvariantCulture, $"| {older.Policy} | {chosenOn.Value:F5} | {Text(chosenOn.Normal)} | {judgedOn.Value:F5} | {Text(judgedOn.Normal)} |\n");
        }

        return text.ToString();
    }

    /// <summary>One row per policy: the point is the decisive estimate, the line its normal interval; grey where there is no verdict.</summary>
    public static string ToSvg(PolicyComparison comparison)
    {
        (PolicyEstimate Policy, Estimate Estimate)[] rows = [.. comparison.Policies.Prepend(comparison.Logged).Concat(comparison.Slates)
            .SelectMany(policy => policy.Decisive is { } decisive ? [(policy, decisive)] : Array.Empty<(PolicyEstimate, Estimate)>())];
        double low = rows.Length == 0 ? 0 : rows.Min(row => row.Estimate.Normal.Lower), high = rows.Length == 0 ? 1 : rows.Max(row => row.Estimate.Normal.Upper);
        double scale = (Width - Left - Right) / Math.Max(1e-12, high - low);
        int height = Top + rows.Length * RowHeight + 34;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{height}\" viewBox=\"0 0 {Width} {height}\" font-family=\"sans-serif\" font-size=\"13\">");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{height}\" fill=\"white\"/><text x=\"16\" y=\"24\" font-size=\"15\">{($"Reward a {comparison.Unit}{(comparison.Discount is null ? "" : ", discounted")}")}, 95 % interval ({comparison.Decisions})</text>");
        for (int i = 0; i < rows.Length; i++)
        {
            (PolicyEstimate policy, Estimate estimate) = rows[i];
            double y = Top + (i + 0.5) * RowHeight;
            string colour = policy.Verdict is null ? "#1f5fa8" : "#9a9a9a";
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 12}\" y=\"{y + 4:F1}\" text-anchor=\"end\">{Escape(policy.Policy)}</text>");
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{X(estimate.Normal.Lower):F1}\" x2=\"{X(estimate.Normal.Upper):F1}\" y1=\"{y:F1}\" y2=\"{y:F1}\" stroke=\"{colour}\" stroke-width=\"2\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{X(estimate.Value):F1}\" cy=\"{y:F1}\" r=\"4\" fill=\"{colour}\"/>");
        }

        double axis = Top + rows.Length * RowHeight + 8;
        svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{axis:F1}\" y2=\"{axis:F1}\" stroke=\"#777\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"{axis + 18:F1}\">{low:G4}</text><text x=\"{Width - Right}\" y=\"{axis + 18:F1}\" text-anchor=\"end\">{high:G4}</text></svg>");
        return svg.ToString();

        double X(double value) => Left + (value - low) * scale;
    }

    private static string Text(Interval? interval) =>
        interval is null ? "–" : string.Create(CultureInfo.InvariantCulture, $"{interval.Lower:F5} … {interval.Upper:F5}");

    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
