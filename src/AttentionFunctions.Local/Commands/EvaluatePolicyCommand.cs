using System.CommandLine;
using System.Text.Json;
using AttentionFunctions.Decide;

namespace AttentionFunctions.Local.Commands;

/// <summary><c>attention evaluate-policy [--policy NAME=ARGUMENTS]…</c></summary>
internal static class EvaluatePolicyCommand
{
    private static readonly Option<string[]> Policies = new("--policy")
    {
        Description = "A candidate as NAME=ARGUMENTS, for example \"ts=--thompson logistic --width 0.5 -q ::\". May be repeated.",
        AllowMultipleArgumentsPerToken = false,
    };

    private static readonly Option<DateTimeOffset?> From = new("--from") { Description = "Only decisions at or after this time." };

    private static readonly Option<DateTimeOffset?> To = new("--to") { Description = "Only decisions before this time." };

    private static readonly Option<string> Format = new("--format") { Description = "markdown, json or svg.", DefaultValueFactory = _ => "markdown" };

    private static readonly Option<FileInfo?> Output = new("--output") { Description = "File to write instead of the screen." };

    public static Command Create()
    {
        Command command = new Command("evaluate-policy", "What would policies have earned? Estimates from the logged decisions. Exits with 2 when the log is too small for a verdict.")
        {
            Policies, From, To, Format, Output,
        }.WithState();
        command.SetAction(async (result, cancel) =>
        {
            await using ServiceProvider pipeline = result.Pipeline();
            try
            {
                PolicyComparison comparison = await pipeline.GetRequiredService<EvaluatePolicies>().RunAsync(
                    (result.GetValue(Policies) ?? []).Select(Parse).ToDictionary(), result.GetValue(From), result.GetValue(To), cancel);
                string text = result.GetRequiredValue(Format) switch
                {
                    "markdown" => ComparisonReport.ToMarkdown(comparison),
                    "json" => JsonSerializer.Serialize(comparison, JsonSerializerOptions.Web),
                    "svg" => ComparisonReport.ToSvg(comparison),
                    string other => throw new ArgumentException($"--format takes markdown, json or svg, not '{other}'."),
                };
                if (result.GetValue(Output) is { } file) await File.WriteAllTextAsync(file.FullName, text, cancel);
                else Console.WriteLine(text);
                return comparison.Logged.Verdict is null ? 0 : CommandLine.No;
            }
            catch (InvalidDecisionException e)
            {
                throw new ArgumentException(e.Message, e);
            }
        });
        return command;
    }

    private static KeyValuePair<string, PolicySettings> Parse(string candidate) => candidate.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
        ? new(candidate[..at], PolicyArguments.Parse(candidate[(at + 1)..]))
        : throw new ArgumentException($"--policy takes NAME=ARGUMENTS, not '{candidate}'.");
}
