using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AttentionFunctions.Train;

/// <summary>What a person wants to know of a model version before trusting it (Mitchell et al. 2019), stored beside its manifest.</summary>
/// <param name="Markdown">Refers to the picture by its file name.</param>
/// <param name="CurveSvg">Null where nothing was trained by epochs.</param>
public sealed record ModelCard(string Markdown, string? CurveSvg)
{
    /// <summary>The picture's name, relative to the card.</summary>
    internal const string CurveFileName = "curve.svg";

    /// <param name="curve">Empty where nothing was trained by epochs.</param>
    public static ModelCard Of(ModelManifest manifest, EvaluationReport report, IReadOnlyList<LearningPoint> curve) =>
        new(Render(manifest, report, curve), curve.Count == 0 ? null : LearningCurve.Svg(curve));

    private static string Render(ModelManifest manifest, EvaluationReport report, IReadOnlyList<LearningPoint> curve)
    {
        var (card, data, test) = (new StringBuilder(), manifest.Data, report.Rows[^1].Test);
        Line($"# Model {manifest.Version}");
        Line($"");
        Line($"Made {manifest.CreatedAt:u} with seed {manifest.Seed}{(manifest.Parent is { } parent ? $"; {parent} served then" : ", the first version")}.");
        Line($"It recommends the item that somebody is most likely to turn to next, from what held their attention before.");

        Heading("Data");
        Line($"{data.Interactions} interactions of {data.Users} users with {data.Items} items{Span(data)}.");
        Line($"Evaluated by the split \"{manifest.Split}\": {report.Rows[^1].Validation.Ranks.Length} validation cases, on which weights were chosen, and {test.Ranks.Length} test cases, on which nothing was.");

        Heading("Decision");
        Line($"{(manifest.Gate.Promote ? "Promoted" : "Not promoted")}. {manifest.Gate.Reason}");

        Heading("Quality");
        Line($"Every item is ranked, items seen before are left out. The interval is that of NDCG@{test.Cutoff}, 95 % by bootstrap over users. Popularity bias is the mean popularity percentile of what is shown less that of what was chosen; miscalibration is how far the mix of popular and rare items differs from each user's history, 0 to 1 bit.");
        Line($"");
        card.Append(report.ToMarkdown());

        Heading("For whom");
        card.Append(report.SegmentsToMarkdown());

        Heading("Blend");
        card.Append(MarkdownTable.Of(
        [
            ["model", "weight"],
            .. report.BlendWeights.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => new[] { MarkdownTable.Name(pair.Key), EvaluationReport.Digits(pair.Value, "F2") }),
        ], names: 1));

        if (curve.Count > 0)
        {
            Heading("Learning curve");
            Line($"![Training loss and validation NDCG by epoch]({CurveFileName})");
            Line($"");
            card.Append(MarkdownTable.Of(
            [
                ["epoch", "loss", "validation NDCG"],
                .. curve.Select(point => new[]
                {
                    EvaluationReport.Digits(point.Epoch, "F0"), EvaluationReport.Digits(point.Loss, "F4"), point.ValidationNdcg is { } ndcg ? EvaluationReport.Digits(ndcg, "F4") : "",
                }),
            ], names: 0));
        }

        Heading("Options");
        Line($"```json");
        Line($"{JsonSerializer.Serialize(manifest.Options, ModelJson.Default.TrainingOptions)}");
        Line($"```");
        return card.ToString();

        void Heading(string title) => card.Append('\n').Append("## ").Append(title).Append("\n\n");

        void Line(FormattableString text) => card.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Span(TrainingData data) => data is { From: { } from, To: { } to }
        ? string.Create(CultureInfo.InvariantCulture, $", {from:yyyy-MM-dd} to {to:yyyy-MM-dd}")
        : ", in order but without clock times";
}
