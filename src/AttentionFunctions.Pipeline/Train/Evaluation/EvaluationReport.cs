using System.Globalization;
using System.Text;

namespace AttentionFunctions.Train;

/// <param name="FitSeconds">Fitting on the test slice's training part; of the blend, finding its weights.</param>
public sealed record EvaluationRow(string Model, double FitSeconds, Measurement Validation, Measurement Test);

/// <param name="Split">Kind of the split.</param>
/// <param name="Rows">Baselines first, the blend last.</param>
/// <param name="BlendWeights">By name of the model; chosen on the validation slice.</param>
/// <param name="TestBlend">The candidate as the gate sees it: it has learnt nothing of the test slice.</param>
public sealed record EvaluationReport(
    string Split, IReadOnlyList<EvaluationRow> Rows, IReadOnlyDictionary<string, float> BlendWeights, BlendModel TestBlend)
{
    /// <summary>The sequence model as it was validated, with its learning curve; null where there is none.</summary>
    internal TrainedSequence? Validated { get; init; }

    /// <summary>The same as it was tested.</summary>
    internal TrainedSequence? Tested { get; init; }

    /// <summary>A Markdown table; plain text that lines up as well.</summary>
    public string ToMarkdown()
    {
        var k = Rows[0].Test.Cutoff;
        string[][] table =
        [
            ["model", "slice", $"HR@{k}", $"NDCG@{k}", "MRR", "coverage", "novelty", "fit s"],
            .. Rows.SelectMany(row => new[] { Cells(row.Model, "validation", row.Validation, row.FitSeconds), Cells(row.Model, "test", row.Test, row.FitSeconds) }),
        ];
        int[] widths = [.. table[0].Select((_, column) => table.Max(cells => cells[column].Length))];
        var text = new StringBuilder();
        foreach (var (line, cells) in table.Index())
        {
            // Names to the left, figures to the right.
            text.Append("| ").AppendJoin(" | ", cells.Select((cell, i) => i < 2 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).Append(" |\n");
            if (line == 0)
            {
                text.Append('|').AppendJoin('|', widths.Select((width, i) => i < 2 ? new string('-', width + 2) : new string('-', width + 1) + ':')).Append("|\n");
            }
        }

        return text.ToString();
    }

    private static string[] Cells(string model, string slice, Measurement m, double fitSeconds) =>
        [model, slice, Digits(m.HitRate, "F4"), Digits(m.Ndcg, "F4"), Digits(m.Mrr, "F4"), Digits(m.Coverage, "F3"), Digits(m.Novelty, "F2"), Digits(fitSeconds, "F2")];

    private static string Digits(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
