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
        Description = "Discount from 0 to 1: compare a greedy bandit with fitted Q iteration on whole sessions (decisions whose context has the key _session) instead.",
    };

    private static readonly Option<string> Format = new("--format") { Description = "markdown, json or svg.", DefaultValueFactory = _ => "markdown" };

    private static readonly Option<FileInfo?> Output = new("--output") { Description = "File to write instead of the screen." };

    public static Command Create()
    {
        Command command = new Command("evaluate-policy", "What would policies have earned? Estimates from the logged decisions. Exits with 2 when the log is too small for a verdict.")
        {
            Policies, From, To, Sessions, Format, Output,
        }.WithState();
        command.SetAction(async (result, cancel) =>
        {
            await using ServiceProvider pipeline = result.Pipeline();
            if (result.GetValue(Sessions) is { } discount) return await CompareSessionsAsync(pipeline, discount, cancel);
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

    private static async Task<int> CompareSessionsAsync(ServiceProvider pipeline, double discount, CancellationToken cancel)
    {
        if (discount is not (>= 0 and <= 1)) throw new ArgumentException("--sessions takes a discount from 0 to 1, for example 0.95.");
        var log = new List<JoinedDecision>();
        await foreach (JoinedDecision joined in pipeline.GetRequiredService<DecisionLog>().ReadJoinedAsync(cancel: cancel)) log.Add(joined);
        string report = SessionEvaluation.Compare(SessionStep.Sessions(log), new PolicySettings { Learner = Learner.LinearThompson }, discount, epsilon: 0.05);
        Console.WriteLine(report);
        return report.Contains("No verdict", StringComparison.Ordinal) ? CommandLine.No : 0;
    }

    private static KeyValuePair<string, PolicySettings> Parse(string candidate) => candidate.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
        ? new(candidate[..at], PolicyArguments.Parse(candidate[(at + 1)..]))
        : throw new ArgumentException($"--policy takes NAME=ARGUMENTS, not '{candidate}'.");
}
