using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using AttentionFunctions.Embed;
using AttentionFunctions.Http;
using AttentionFunctions.Local.Queue;
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

    /// <summary>
    /// After Ctrl+C the pump may finish the batch in hand, and the host needs a moment to close; only then is the process cut off. The two
    /// seconds that System.CommandLine gives would make the next start wait for locks to run out.
    /// </summary>
    private static readonly TimeSpan Closing = new QueuePumpOptions().GracePeriod + TimeSpan.FromSeconds(15);

    /// <summary>Characters of a line where nobody sees lines: files and pipes get every table row and message unbroken.</summary>
    private const int Unbroken = 10_000;

    public static RootCommand Root() => new("AttentionFunctions on this machine: events in, recommendations out. State lives in --data.")
    {
        RunCommand.Create(), DemoCommand.Create(), PublishCommand.Create(), ImportCommand.Create(), RetrainCommand.Create(),
        EvaluateCommand.Create(), EvaluatePolicyCommand.Create(), RecommendCommand.Create(), QuarantineCommand.Create(), ModelsCommand.Create(),
        EncoderCommand.Create(), EconomyCommand.Create(), AllocateCommand.Create(),
    };

    public static async Task<int> RunAsync(string[] args)
    {
        if (!AnsiConsole.Profile.Out.IsTerminal) AnsiConsole.Profile.Width = Unbroken;
        try
        {
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = Closing };
            return await Root().Parse(args).InvokeAsync(configuration);
        }
        catch (OperationCanceledException)
        {
            Complaint.Print("Stopped.");
            return Interrupted;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or InvalidOperationException
            or ArgumentException or FormatException or HttpRequestException or EncoderConfigurationException or SqliteException or ApiException
            or ValidationException or Azure.RequestFailedException or AggregateException { InnerException: Azure.RequestFailedException })
        {
            Complaint.Error(e.Message);
            return Failed;
        }
    }
}
