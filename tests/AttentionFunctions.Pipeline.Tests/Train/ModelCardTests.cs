using System.Globalization;
using System.Xml.Linq;
using AttentionFunctions.Store;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AttentionFunctions.Train;

public sealed class ModelCardTests : IDisposable
{
    private static readonly LearningPoint[] Curve = [new(1, 7.5, null), new(2, 6.25, 0.05), new(3, 6.0, 0.0625)];

    private readonly string _folder = Directory.CreateTempSubdirectory("card-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Says_what_was_learnt_from_how_well_and_what_was_decided()
    {
        var (manifest, report) = Example();

        var card = ModelCard.Of(manifest, report, Curve).Markdown;

        Assert.Contains("# Model 20260101-000000-abcdef", card, StringComparison.Ordinal);
        Assert.Contains("320 interactions of 40 users with 25 items, 2026-01-01 to 2026-01-01", card, StringComparison.Ordinal);
        Assert.Contains("Not promoted. Not surely better", card, StringComparison.Ordinal);
        Assert.Contains(report.ToMarkdown(), card, StringComparison.Ordinal);
        Assert.Contains("tail targets", card, StringComparison.Ordinal);
        Assert.Contains("with seed 7, the first version", card, StringComparison.Ordinal);
        Assert.Contains("\"unobservedRatio\": 5", card, StringComparison.Ordinal);
        Assert.Contains("(curve.svg)", card, StringComparison.Ordinal);
        Assert.All(report.BlendWeights.Keys, name => Assert.Contains($"| {name}", card, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_line_of_a_table_has_as_many_cells_as_its_heading()
    {
        var (manifest, report) = Example();
        var columns = 0;
        foreach (var line in ModelCard.Of(manifest, report, Curve).Markdown.Split('\n'))
        {
            var cells = line.StartsWith('|') ? line.Count(letter => letter == '|') : 0;
            Assert.True(cells == 0 || columns == 0 || cells == columns, line);
            columns = cells;
        }
    }

    [Fact]
    public void Without_epochs_there_is_no_curve()
    {
        var (manifest, report) = Example();

        var card = ModelCard.Of(manifest, report, []);

        Assert.Null(card.CurveSvg);
        Assert.DoesNotContain("curve", card.Markdown, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_curve_is_well_formed_and_within_its_frame()
    {
        var svg = XDocument.Parse(LearningCurve.Svg(Curve));
        XNamespace space = "http://www.w3.org/2000/svg";
        var lines = svg.Descendants(space + "polyline").Select(line => line.Attribute("points")!.Value.Split(' ')
            .Select(point => point.Split(',').Select(value => double.Parse(value, CultureInfo.InvariantCulture)).ToArray()).ToArray()).ToArray();

        Assert.Equal([3, 2], lines.Select(line => line.Length));
        Assert.All(lines.SelectMany(line => line), point => Assert.True(point is [>= 0 and <= 640, >= 0 and <= 320]));

        // The loss falls, so its line goes down, which is up in y; the NDCG rises.
        Assert.True(lines[0][0][1] < lines[0][1][1] && lines[0][1][1] < lines[0][2][1]);
        Assert.True(lines[1][0][1] > lines[1][1][1]);
        Assert.Equal(lines[0][1][0], lines[1][0][0]);
    }

    [Fact]
    public void A_curve_of_one_epoch_or_of_no_number_still_is_a_picture()
    {
        XDocument.Parse(LearningCurve.Svg([new(1, 5, 0.1)]));
        XDocument.Parse(LearningCurve.Svg([new(1, double.NaN, null), new(2, double.PositiveInfinity, double.NaN)]));
    }

    [Fact]
    public async Task Is_stored_beside_the_manifest()
    {
        var store = new FolderBlobStore(_folder);
        var (manifest, report) = Example();
        var card = ModelCard.Of(manifest, report, Curve);

        await new ModelStore(store, new FakeTimeProvider()).SaveAsync(manifest, new byte[] { 1 }, card);

        Assert.Equal(card.Markdown, System.Text.Encoding.UTF8.GetString((await store.ReadAsync("models/v1/20260101-000000-abcdef/card.md"))!.Content.Span));
        Assert.Equal(card.CurveSvg, System.Text.Encoding.UTF8.GetString((await store.ReadAsync("models/v1/20260101-000000-abcdef/curve.svg"))!.Content.Span));
        Assert.Single(await new ModelStore(store, new FakeTimeProvider()).ListAsync());
    }

    private static (ModelManifest Manifest, EvaluationReport Report) Example()
    {
        var set = Sequences.Ring(users: 40, items: 25, length: 8, chance: 0.3, seed: 1);
        var options = new TrainingOptions { Ials = new() { Factors = 8, Sweeps = 2 } };
        var report = Evaluation.Run(Splits.LeaveLastOut(set), options, seed: 7);
        return (new()
        {
            Version = "20260101-000000-abcdef",
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(Sequences.StartMs),
            Seed = 7,
            Data = TrainingData.Of(set),
            Split = report.Split,
            Options = options,
            Quality = [.. report.Rows.Select(ModelQuality.Of)],
            BlendWeights = report.BlendWeights,
            Gate = new(false, "Not surely better than the incumbent."),
            ContentHash = "0",
        }, report);
    }
}
