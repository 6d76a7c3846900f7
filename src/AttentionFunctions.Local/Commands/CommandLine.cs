using System.CommandLine;
using AttentionFunctions.Embed;
using Microsoft.Data.Sqlite;
using Spectre.Console;

namespace AttentionFunctions.Local.Commands;

/// <summary>
/// <c>attention</c> and its verbs. Exit codes: 0 done, 1 failed with a message that says what to do, 2 done but the answer is "no"
/// (not promoted, not found), 130 stopped by Ctrl+C.
/// </summary>
internal static class CommandLine
{
    public const int Failed = 1;
    public const int No = 2;
    private const int Interrupted = 130;

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("AttentionFunctions on this machine: events in, recommendations out. State lives in --data.")
        {
            RunCommand.Create(), DemoCommand.Create(), PublishCommand.Create(), ImportCommand.Create(), RetrainCommand.Create(),
            EvaluateCommand.Create(), EvaluatePolicyCommand.Create(), RecommendCommand.Create(), QuarantineCommand.Create(), ModelsCommand.Create(),
            EncoderCommand.Create(), EconomyCommand.Create(), AllocateCommand.Create(), PlanCommand.Create(),
        };
        try
        {
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
            return await root.Parse(args).InvokeAsync(configuration);
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or InvalidOperationException
            or ArgumentException or FormatException or HttpRequestException or EncoderConfigurationException or SqliteException
            or Azure.RequestFailedException)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]error:[/] {e.Message}");
            return Failed;
        }
    }
}
