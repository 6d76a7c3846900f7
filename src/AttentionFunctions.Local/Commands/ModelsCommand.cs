using System.CommandLine;
using System.Globalization;
using AttentionFunctions.Train;
using Spectre.Console;

namespace AttentionFunctions.Local.Commands;

/// <summary><c>attention models list|promote</c></summary>
internal static class ModelsCommand
{
    private static readonly Argument<string> Version = new("version") { Description = "As listed." };

    public static Command Create()
    {
        Command list = new Command("list", "Stored versions, newest first; the serving one is marked.").WithState();
        list.SetAction(async (result, cancel) =>
        {
            await using ServiceProvider pipeline = result.Pipeline();
            var models = pipeline.GetRequiredService<ModelStore>();
            string? current = (await models.ReadPointerAsync(cancel))?.Current;
            Table table = new Table().AddColumns("", "version", "interactions", "NDCG validation", "NDCG test", "gate").Border(TableBorder.Rounded);
            foreach (ModelManifest manifest in await models.ListAsync(cancel))
            {
                ModelQuality served = manifest.Quality[^1];
                table.AddRow(
                    manifest.Version == current ? "*" : "", manifest.Version, $"{manifest.Data.Interactions}",
                    Figure(served.Validation.Ndcg), Figure(served.Test.Ndcg), Markup.Escape(manifest.Gate.Reason));
            }

            AnsiConsole.Write(table);
            return 0;
        });

        Command promote = new Command("promote", "Make a stored version the serving one; an older one is a rollback.") { Version }.WithState();
        promote.SetAction(async (result, cancel) =>
        {
            await using ServiceProvider pipeline = result.Pipeline();
            var models = pipeline.GetRequiredService<ModelStore>();
            string version = result.GetRequiredValue(Version);
            if (!await models.ExistsAsync(version, cancel))
            {
                Complaint.Error($"There is no version '{version}'. See: attention models list");
                return CommandLine.No;
            }

            ModelPointer pointer = await models.PromoteAsync(version, "promoted by hand", cancel);
            AnsiConsole.MarkupLineInterpolated($"Serving: {pointer.Current}");
            return 0;
        });
        return new Command("models", "Model versions.") { list, promote };
    }

    private static string Figure(double value) => value.ToString("F4", CultureInfo.InvariantCulture);
}
