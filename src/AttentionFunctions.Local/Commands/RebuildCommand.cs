using System.CommandLine;
using AttentionFunctions.Ingest;
using AttentionFunctions.Plan;
using Spectre.Console;

namespace AttentionFunctions.Local.Commands;

/// <summary><c>attention rebuild</c></summary>
internal static class RebuildCommand
{
    private const int LeastMegabytes = 100;

    private static readonly Option<int> Memory = new("--memory")
    {
        Description = "Megabytes that profiles may take at a time; a log that needs more is read in several passes.",
        DefaultValueFactory = _ => RebuildFromLog.DefaultMegabytes,
    };

    public static Command Create()
    {
        Command command = new Command("rebuild", "Make profiles and catalogue again from the event log, while everything goes on serving.") { Memory }.WithState();
        command.SetAction(async (result, cancel) =>
        {
            int megabytes = result.GetValue(Memory);
            if (megabytes < LeastMegabytes) throw new ArgumentException($"--memory takes {LeastMegabytes} megabytes or more, not {megabytes}.");
            await using ServiceProvider pipeline = result.Pipeline();
            RebuildReport report = await AnsiConsole.Progress().AutoClear(true).StartAsync(progress => RunAsync(pipeline, megabytes, progress, cancel));
            switch (report.Outcome)
            {
                case RebuildOutcome.NoLog:
                    Complaint.Error("There is no event log here, so nothing was changed. Name the folder (--data) or the storage (--storage) that holds events/v1.");
                    return CommandLine.Failed;
                case RebuildOutcome.AlreadyRunning:
                    Complaint.Error("A retrain, a tidy run or another rebuild is at work; nothing was changed. Try again when it is done.");
                    return CommandLine.No;
                case RebuildOutcome.LeaseLost:
                    Complaint.Error("Something else took over while this rebuild was held up. What it wrote is right; run it again for the rest.");
                    return CommandLine.No;
            }

            await pipeline.GetRequiredService<LearnPopulation>().RunAsync(cancel);
            AnsiConsole.MarkupLineInterpolated(
                $"{report.Events} events of {report.People} people: {report.Changed} profiles changed, {report.Removed} removed; {report.Items} items.");
            return 0;
        });
        return command;
    }

    private static Task<RebuildReport> RunAsync(ServiceProvider pipeline, int megabytes, ProgressContext progress, CancellationToken cancel)
    {
        ProgressTask? task = null;
        var gate = new Lock();
        return pipeline.GetRequiredService<RebuildFromLog>().RunAsync(
            megabytes,
            new SynchronousProgress<RebuildProgress>(at =>
            {
                lock (gate)
                {
                    if (task?.Description != at.Step)
                    {
                        task?.Value(task.MaxValue);
                        task = progress.AddTask(at.Step);
                    }

                    task.MaxValue(at.Total);
                    task.Value(Math.Max(task.Value, at.Done));
                }
            }),
            cancel);
    }
}
