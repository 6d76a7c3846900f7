using System.CommandLine;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Embed;
using AttentionFunctions.Events;
using AttentionFunctions.Local.Hosting;
using AttentionFunctions.Store;
using AttentionFunctions.Train;
using Spectre.Console;

namespace AttentionFunctions.Local.Commands;

/// <summary><c>attention evaluate [PATH]</c></summary>
internal static class EvaluateCommand
{
    private static readonly Argument<string?> Source = new("path")
    {
        Description = "A MovieLens-100K folder or a folder with sequences.txt; without it, the stored event log.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string> Split = new("--split")
    {
        Description = "How targets are held out.",
        DefaultValueFactory = _ => "leave-last-out",
    };

    private static readonly Option<int> Seed = new("--seed") { Description = "Makes a run repeatable.", DefaultValueFactory = _ => 1 };

    private static readonly Option<bool> Refit = new("--refit")
    {
        Description = "Fit again for the test, with the validation items, as a retrain does. Published figures mostly do not.",
    };

    static EvaluateCommand() => Split.AcceptOnlyFromAmong("leave-last-out", "time");

    public static Command Create()
    {
        Command command = new Command("evaluate", "Fit every model on a data set and print how each ranks what was held out.") { Source, Split, Refit, Seed }
            .WithState();
        command.SetAction(async (result, cancel) =>
        {
            var progress = new SynchronousProgress<string>(step => AnsiConsole.MarkupLineInterpolated($"[grey]{step}[/]"));
            SequenceSet set = await ReadAsync(result, progress, cancel);
            DataSplit split = result.GetRequiredValue(Split) == "time" ? Splits.ByTime(set) : Splits.LeaveLastOut(set, result.GetValue(Refit));
            AnsiConsole.MarkupLineInterpolated($"{set.Users.Length} users, {set.ItemIds.Length} items, {set.InteractionCount} interactions, {split.Kind}");
            EvaluationReport report = await Task.Run(() => Evaluation.Run(
                split, LocalOptions.EnvironmentTraining(), result.GetValue(Seed), progress, cancel), cancel);
            Console.WriteLine(report.ToMarkdown());
            Console.WriteLine(report.SegmentsToMarkdown());
            Console.WriteLine("Blend: " + string.Join(", ", report.BlendWeights.Select(
                pair => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value:F2}"))));
            using var process = System.Diagnostics.Process.GetCurrentProcess();
            Console.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{process.TotalProcessorTime.TotalSeconds:F0} s of computing, {process.PeakWorkingSet64 / 1e6:F0} MB at most"));
            return 0;
        });
        return command;
    }

    private static async Task<SequenceSet> ReadAsync(ParseResult result, IProgress<string> progress, CancellationToken cancel)
    {
        if (result.GetValue(Source) is { } folder)
        {
            ITextEncoder encoder = TextEncoders.Load(new EncoderOptions { Folder = result.GetValue(CommonOptions.Encoder) });
            return await Task.Run(() => DatasetFolder.Sequences(folder, encoder, progress, cancel), cancel);
        }

        await using ServiceProvider pipeline = result.Pipeline();
        ItemCatalogue catalogue = await pipeline.GetRequiredService<CatalogueStore>().CurrentAsync(cancel);
        SequenceSet set = await TrainingSet.FromLogAsync(
            pipeline.GetRequiredService<EventLog>(), pipeline.GetRequiredService<AttentionWeight>(), catalogue,
            pipeline.GetRequiredService<TrainingOptions>().Sequence.DrawsWordings ? pipeline.GetRequiredService<ParaphraseStore>() : null, cancel);
        return set.InteractionCount > 0 ? set : throw new InvalidDataException(
            "The event log holds no interactions. Import a data set first, or name its folder: attention evaluate PATH");
    }
}
