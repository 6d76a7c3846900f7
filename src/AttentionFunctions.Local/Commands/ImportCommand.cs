using System.CommandLine;
using AttentionFunctions.Local.Hosting;
using AttentionFunctions.Local.Import;
using AttentionFunctions.Local.Queue;
using Spectre.Console;

namespace AttentionFunctions.Local.Commands;

/// <summary><c>attention import PATH</c></summary>
internal static class ImportCommand
{
    private static readonly Argument<string> Source = new("path")
    {
        Description = "A MovieLens-100K folder, a folder with sequences.txt (user item item …), or a file with one JSON event per line.",
    };

    public static Command Create()
    {
        Command command = new Command(
            "import", "Send a data set through the queue and store it. A stopped import goes on where it was; a repeated one adds nothing.") { Source }
            .WithState();
        command.SetAction(async (result, cancel) =>
        {
            LocalOptions local = result.LocalOptions();
            ImportSource source = ImportSource.Open(result.GetRequiredValue(Source));
            await using ServiceProvider pipeline = local.Pipeline();
            var importer = new Importer(
                pipeline.GetRequiredService<SqliteQueue>(), local.ImportsFolder, pipeline.GetRequiredService<TimeProvider>());
            int total = source.Entries.Count();
            ImportReport report = null!;
            await AnsiConsole.Progress().StartAsync(async context =>
            {
                ProgressTask task = context.AddTask("import", maxValue: total);
                await WorkOff.WhileAsync(
                    pipeline,
                    async () => report = await importer.RunAsync(source, new SynchronousProgress<int>(done => task.Value = done), cancel),
                    cancel);
                task.Value = total;
            });
            AnsiConsole.MarkupLineInterpolated($"{report.Sent} of {report.Entries} entries sent and stored from {source.Name}");
            int rejected = Report(report), dead = ReportDeadLetters(pipeline.GetRequiredService<SqliteQueue>());
            return dead != 0 ? dead : rejected;
        });
        return command;
    }

    /// <summary>As <c>publish</c> does: the good ones are stored, but the answer is not a plain yes.</summary>
    private static int Report(ImportReport report)
    {
        if (report.SetAside == 0) return 0;
        Complaint.Print($"{report.SetAside} entries are no valid events and were set aside; see: attention quarantine list");
        foreach (ImportRejection rejection in report.First) Complaint.Print($"  {rejection.Origin}: {string.Join("; ", rejection.Reasons)}");
        if (report.SetAside > report.First.Count) Complaint.Print($"  and {report.SetAside - report.First.Count} more");
        return CommandLine.No;
    }

    private static int ReportDeadLetters(SqliteQueue queue)
    {
        long dead = queue.Count().DeadLetters;
        if (dead == 0) return 0;
        Complaint.Error($"{dead} messages could not be handled and lie in the dead letters of the queue.");
        return CommandLine.Failed;
    }
}
