using System.CommandLine;
using System.Net;
using AttentionFunctions.Local.Hosting;
using Spectre.Console;

namespace AttentionFunctions.Local.Commands;

/// <summary><c>attention run</c>: the API, the queue and the timers until Ctrl+C.</summary>
internal static class RunCommand
{
    private static readonly Option<string> Listen = new("--listen")
    {
        Description = "Address to listen on. Anything but loopback needs --api-key.",
        DefaultValueFactory = _ => "127.0.0.1",
    };

    private static readonly Option<int> Port = new("--port") { Description = "Port.", DefaultValueFactory = _ => ServeOptions.DefaultPort };

    private static readonly Option<string?> Key = new("--api-key")
    {
        Description = "Key that callers send in the header x-functions-key; also read from ATTENTION_API_KEY.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("ATTENTION_API_KEY"),
    };

    private static readonly Option<string> Retrain = new("--retrain")
    {
        Description = "When to retrain: six-field NCRONTAB, UTC.",
        DefaultValueFactory = _ => ServeOptions.DefaultRetrainSchedule,
    };

    private static readonly Option<string> Tidy = new("--tidy")
    {
        Description = "When to compact the log: six-field NCRONTAB, UTC.",
        DefaultValueFactory = _ => ServeOptions.DefaultTidySchedule,
    };

    private static readonly Option<string> Economy = new("--economy")
    {
        Description = "When to write the economy reports of weeks that ended: six-field NCRONTAB, UTC.",
        DefaultValueFactory = _ => ServeOptions.DefaultEconomySchedule,
    };

    public static Command Create()
    {
        Command command = new Command("run", "Serve the API, work off the queue and retrain on schedule, until Ctrl+C.") { Listen, Port, Key, Retrain, Tidy, Economy }
            .WithState();
        command.SetAction((result, cancel) =>
        {
            if (!IPAddress.TryParse(result.GetRequiredValue(Listen), out IPAddress? address))
                throw new ArgumentException($"--listen takes an IP address, for example 127.0.0.1, not '{result.GetRequiredValue(Listen)}'.");
            return ServeAsync(result.LocalOptions(), new ServeOptions(
                address, result.GetValue(Port), result.GetValue(Key), result.GetRequiredValue(Retrain), result.GetRequiredValue(Tidy))
            {
                EconomySchedule = result.GetRequiredValue(Economy),
            }, cancel);
        });
        return command;
    }

    public static ServeOptions DefaultServe { get; } = new(
        IPAddress.Loopback, ServeOptions.DefaultPort, null, ServeOptions.DefaultRetrainSchedule, ServeOptions.DefaultTidySchedule);

    public static async Task<int> ServeAsync(LocalOptions local, ServeOptions serve, CancellationToken cancel)
    {
        await using WebApplication app = LocalHost.Build(local, serve);
        await app.StartAsync(cancel);
        AnsiConsole.MarkupLineInterpolated($"Listening on [blue]{string.Join(", ", app.Urls)}[/] · API: /api/openapi.json · Ctrl+C stops");
        await app.WaitForShutdownAsync(cancel);
        return 0;
    }
}
