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

    private static readonly Option<double?> Sessions = new("--sessions")
    {
        Description = "Discount from 0 to 1: compare by whole sessions (decisions whose context has the key _session). Without it, policies that look ahead are compared so by their own discount.",
    };

    private static readonly Option<bool> Choose = new("--choose")
    {
        Description = "Choose settings on the older half of the log, and judge the choice on the newer half.",
    };

    private static readonly Option<bool> Recommendations = new("--recommendations")
    {
        Description = "Evaluate recommendations: what slates with exploration were worth, and would have been with more or less of it.",
    };

    private static readonly Option<double[]> Shares = new("--share")
    {
        Description = "With --recommendations: a share of slots filled by chance, 0 to 1, to estimate beside none and all. May be repeated.",
        AllowMultipleArgumentsPerToken = false,
    };

    private static readonly Option<string> Format = new("--format") { Description = "markdown, json or svg.", DefaultValueFactory = _ => "markdown" };

    private static readonly Option<FileInfo?> Output = new("--output") { Description = "File to write instead of the screen." };

    public static Command Create()
    {
        Command command = new Command("evaluate-policy", "What would policies have earned? Estimates from the logged decisions. Exits with 2 when the log is too small for a verdict.")
        {
            Policies, From, To, Sessions, Choose, Recommendations, Shares, Format, Output,
        }.WithState();
        command.SetAction(async (result, cancel) =>
        {
            await using ServiceProvider pipeline = result.Pipeline();
            try
            {
                (string text, bool isSettled) = result.GetValue(Choose)
                    ? Text(await pipeline.GetRequiredService<ChoosePolicy>().RunAsync(result.GetValue(From), result.GetValue(To), cancel), result.GetRequiredValue(Format))
                    : Text(await CompareAsync(result, pipeline, cancel), result.GetRequiredValue(Format));
                if (result.GetValue(Output) is { } file) await File.WriteAllTextAsync(file.FullName, text, cancel);
                else Console.WriteLine(text);
                return isSettled ? 0 : CommandLine.No;
            }
            catch (InvalidDecisionException e)
            {
                throw new ArgumentException(e.Message, e);
            }
        });
        return command;
    }

    private static async Task<PolicyComparison> CompareAsync(ParseResult result, ServiceProvider pipeline, CancellationToken cancel) => result.GetValue(Recommendations)
        ? (await pipeline.GetRequiredService<EvaluateSlates>().RunAsync(result.GetValue(From) ?? DateTimeOffset.MinValue, result.GetValue(Shares), cancel)).ToComparison()
        : await pipeline.GetRequiredService<EvaluatePolicies>().RunAsync(
            (result.GetValue(Policies) ?? []).Select(Parse).ToDictionary(), result.GetValue(From), result.GetValue(To), result.GetValue(Sessions), cancel);

    private static (string Text, bool IsSettled) Text(PolicyComparison comparison, string format) => (format switch
    {
        "markdown" => ComparisonReport.ToMarkdown(comparison),
        "json" => JsonSerializer.Serialize(comparison, JsonSerializerOptions.Web),
        "svg" => ComparisonReport.ToSvg(comparison),
        string other => throw new ArgumentException($"--format takes markdown, json or svg, not '{other}'."),
    }, comparison.Logged.Verdict is null);

    private static (string Text, bool IsSettled) Text(PolicyChoice choice, string format) => (format switch
    {
        "markdown" => ComparisonReport.ToMarkdown(choice),
        "json" => JsonSerializer.Serialize(choice, JsonSerializerOptions.Web),
        string other => throw new ArgumentException($"--format takes markdown or json for a choice, not '{other}'."),
    }, choice.Chosen is not null);

    private static KeyValuePair<string, PolicySettings> Parse(string candidate) => candidate.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
        ? new(candidate[..at], PolicyArguments.Parse(candidate[(at + 1)..]))
        : throw new ArgumentException($"--policy takes NAME=ARGUMENTS, not '{candidate}'.");
}
