using System.CommandLine;
using System.Globalization;
using AttentionFunctions.Train;
using Spectre.Console;

namespace AttentionFunctions.Local.Commands;

/// <summary><c>attention retrain</c></summary>
internal static class RetrainCommand
{
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Learn and evaluate, but write nothing." };

    private static readonly Option<bool> Full = new("--full") { Description = "Train the sequence model from the start instead of going on from the one that serves." };

    private static readonly Option<bool> Force = new("--force") { Description = "Promote the new version whatever the gate says." };

    private static readonly Option<int> Seed = new("--seed") { Description = "Makes a run repeatable.", DefaultValueFactory = _ => 1 };

    public static Command Create()
    {
        Command command = new Command("retrain", "Learn a new model version from the log; it serves if it passes the gate.") { DryRun, Full, Force, Seed }
            .WithState();
        command.SetAction(async (result, cancel) =>
        {
            await using ServiceProvider pipeline = result.Pipeline();
            var request = new RetrainRequest
            {
                DryRun = result.GetValue(DryRun),
                Full = result.GetValue(Full),
                Force = result.GetValue(Force),
                Seed = result.GetValue(Seed),
            };
            RetrainReport report = await RunAsync(pipeline, request, cancel);
            return report.Outcome is RetrainOutcome.Promoted or RetrainOutcome.DryRun ? 0 : CommandLine.No;
        });
        return command;
    }

    public static async Task<RetrainReport> RunAsync(ServiceProvider pipeline, RetrainRequest request, CancellationToken cancel)
    {
        RetrainReport report = await AnsiConsole.Status().StartAsync("Retraining", status => pipeline.GetRequiredService<RetrainModel>().RunAsync(
            request, new SynchronousProgress<RetrainProgress>(progress => status.Status(Markup.Escape(progress.Step))), cancel));
        if (report.Quality.Count > 0) AnsiConsole.Write(Table(report.Quality));
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{report.Outcome}[/] {report.Version ?? ""}: {report.Reason} ({report.Seconds:F1} s)");
        return report;
    }

    private static Table Table(IReadOnlyList<ModelQuality> quality)
    {
        int k = quality[0].Test.Cutoff;
        Table table = new Table().AddColumns("model", $"HR@{k}", $"NDCG@{k}", "MRR", "coverage", "novelty").Border(TableBorder.Rounded)
            .Title($"How each model ranks the newest held-out item of {quality[0].Test.Cases} users");
        foreach (ModelQuality row in quality)
            table.AddRow(row.Model, Figure(row.Test.HitRate), Figure(row.Test.Ndcg), Figure(row.Test.Mrr), Figure(row.Test.Coverage), Figure(row.Test.Novelty));
        return table;
    }

    private static string Figure(double value) => value.ToString("F4", CultureInfo.InvariantCulture);
}
