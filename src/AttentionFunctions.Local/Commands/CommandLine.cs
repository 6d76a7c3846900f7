using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using AttentionFunctions.Embed;
using AttentionFunctions.Http;
using Microsoft.Data.Sqlite;
using Spectre.Console;

namespace AttentionFunctions.Local.Commands;

/// <summary>
/// <c>attention</c> and its verbs. Exit codes: 0 done, 1 failed with a message that says what to do, 2 done but the answer is "no"
/// (not promoted, not found), 130 stopped by Ctrl+C, 143 stopped by SIGTERM.
/// </summary>
internal static class CommandLine
{
    public const int Failed = 1;
    public const int No = 2;

    /// <summary>Characters of a line where nobody sees lines: files and pipes get every table row and message unbroken.</summary>
    private const int Unbroken = 10_000;

    public static RootCommand Root() => new("AttentionFunctions on this machine: events in, recommendations out. State lives in --data.")
    {
        RunCommand.Create(), DemoCommand.Create(), PublishCommand.Create(), ImportCommand.Create(), RetrainCommand.Create(),
        EvaluateCommand.Create(), EvaluatePolicyCommand.Create(), RecommendCommand.Create(), QuarantineCommand.Create(), ModelsCommand.Create(),
        EncoderCommand.Create(), RebuildCommand.Create(), ParaphraseCommand.Create(), EconomyCommand.Create(), AllocateCommand.Create(), PlanCommand.Create(),
    };

    public static async Task<int> RunAsync(string[] args)
    {
        if (!AnsiConsole.Profile.Out.IsTerminal) AnsiConsole.Profile.Width = Unbroken;
        using var stop = new StopSignal();
        try
        {
            // No timeout: System.CommandLine would cut the pump off before its grace period, and it hears signals only once the verb waits.
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await Root().Parse(args).InvokeAsync(configuration, stop.Token);
        }
        catch (OperationCanceledException) when (stop.ExitCode is { } code)
        {
            Complaint.Print("Stopped.");
            return code;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or InvalidOperationException
            or ArgumentException or FormatException or HttpRequestException or EncoderConfigurationException or SqliteException or ApiException or OperationCanceledException
            or ValidationException or Azure.RequestFailedException or AggregateException { InnerException: Azure.RequestFailedException })
        {
            Complaint.Error(e.Message);
            return Failed;
        }
    }
}
