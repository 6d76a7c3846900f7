using System.Globalization;

namespace AttentionFunctions.Train;

/// <param name="FitSeconds">Fitting on the test slice's training part; of the blend, finding its weights.</param>
public sealed record EvaluationRow(string Model, double FitSeconds, Measurement Validation, Measurement Test)
{
    /// <summary>Of the mean NDCG on the test slice.</summary>
    public BootstrapInterval TestNdcg { get; } = BootstrapInterval.Of(Test.NdcgPerUser());
}

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

    /// <summary>Every model on both slices. Intervals are of the test slice's NDCG, 95 % by bootstrap.</summary>
    public string ToMarkdown()
    {
        var k = Rows[0].Test.Cutoff;
        return MarkdownTable.Of(
        [
            ["model", "slice", $"HR@{k}", $"recall@{k}", $"NDCG@{k}", "95 %", "MRR", "coverage", "novelty", "pop. bias", "miscal.", "fit s"],
            .. Rows.SelectMany(row => new[]
            {
                Cells(row, "validation", row.Validation, ""),
                Cells(row, "test", row.Test, $"{Digits(row.TestNdcg.Lower, "F4")}–{Digits(row.TestNdcg.Upper, "F4")}"),
            }),
        ], names: 2);
    }

    /// <summary>The last row's test slice by kinds of users and targets.</summary>
    public string SegmentsToMarkdown() => MarkdownTable.Of(
    [
        [$"{Rows[^1].Model}, test", "cases", $"HR@{Rows[^1].Test.Cutoff}", $"NDCG@{Rows[^1].Test.Cutoff}"],
        .. Rows[^1].Test.Segments.Select(segment => new[] { segment.Segment, Digits(segment.Cases, "F0"), Digits(segment.HitRate, "F4"), Digits(segment.Ndcg, "F4") }),
    ], names: 1);

    internal static string Digits(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string[] Cells(EvaluationRow row, string slice, Measurement m, string interval) =>
    [
        MarkdownTable.Name(row.Model), slice, Digits(m.HitRate, "F4"), Digits(m.Recall, "F4"), Digits(m.Ndcg, "F4"), interval, Digits(m.Mrr, "F4"), Digits(m.Coverage, "F3"),
        Digits(m.Novelty, "F2"), Digits(m.Exposure.PopularityBias, "F3"), Digits(m.Exposure.Miscalibration, "F3"), Digits(row.FitSeconds, "F2"),
    ];
}
