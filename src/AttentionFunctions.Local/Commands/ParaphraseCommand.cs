using System.CommandLine;
using System.Globalization;
using AttentionFunctions.Catalogue;
using Spectre.Console;

namespace AttentionFunctions.Local.Commands;

/// <summary><c>attention paraphrase</c>: one run of what the tidy timer does, for instance to pay for a first catalogue at once.</summary>
internal static class ParaphraseCommand
{
    public static Command Create()
    {
        Command command = new Command(
            "paraphrase", "Say item texts in other words with the assistant's model, within the budget; with Paraphrases__Count=0, take that back.").WithState();
        command.SetAction(async (result, cancel) =>
        {
            await using ServiceProvider pipeline = result.Pipeline();
            if (pipeline.GetRequiredService<ParaphraseOptions>().Count > 0 && pipeline.GetService<IParaphraser>() is null)
                throw new InvalidOperationException("There is no model to ask: set Assistant__Model with Assistant__Endpoint or Assistant__Key (docs/assistant.md).");
            ParaphraseReport report = await pipeline.GetRequiredService<ParaphraseCatalogue>().RunAsync(cancel);
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
                $"{report.Items} items have new vectors; {report.Asked} texts were asked for, {report.Tokens} tokens; {report.Waiting} items wait.");
            return report.Waiting == 0 ? 0 : CommandLine.No;
        });
        return command;
    }
}
