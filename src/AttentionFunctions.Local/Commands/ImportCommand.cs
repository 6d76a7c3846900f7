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
            int total = source.Entries.Count(), sent = 0;
            await AnsiConsole.Progress().StartAsync(async context =>
            {
                ProgressTask task = context.AddTask("import", maxValue: total);
                await WorkOff.WhileAsync(
                    pipeline,
                    async () => sent = await importer.RunAsync(source, new SynchronousProgress<int>(done => task.Value = done), cancel),
                    cancel);
                task.Value = total;
            });
            AnsiConsole.MarkupLineInterpolated($"{sent} of {total} entries sent and stored from {source.Name}");
            return ReportDeadLetters(pipeline.GetRequiredService<SqliteQueue>());
        });
        return command;
    }

    private static int ReportDeadLetters(SqliteQueue queue)
    {
        long dead = queue.Count().DeadLetters;
        if (dead == 0) return 0;
        AnsiConsole.MarkupLineInterpolated($"[red]{dead} messages could not be handled and lie in the dead letters of the queue.[/]");
        return CommandLine.Failed;
    }
}
