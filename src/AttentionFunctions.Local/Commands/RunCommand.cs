using System.CommandLine;
using System.Net;
using AttentionFunctions.Local.Hosting;
using AttentionFunctions.Local.ServiceBus;
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

    private static readonly Option<string> ServiceBus = new("--service-bus")
    {
        Description = "Address and port where the queue speaks Service Bus (AMQP), or off. Anything but loopback needs --service-bus-key.",
        DefaultValueFactory = _ => $"{IPAddress.Loopback}:{EndpointOptions.DefaultPort}",
    };

    private static readonly Option<string?> ServiceBusKey = new("--service-bus-key")
    {
        Description = $"Key that Service Bus clients sign with, as {EndpointOptions.KeyName}; also read from ATTENTION_SERVICE_BUS_KEY. Without one all may.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("ATTENTION_SERVICE_BUS_KEY"),
    };

    private static readonly Option<string?> SessionQueue = new("--service-bus-session-queue")
    {
        Description = "Name of a further Service Bus queue, which requires sessions, for applications to tell each other things; none by default.",
    };

    public static Command Create()
    {
        Command command = new Command("run", "Serve the API, work off the queue and retrain on schedule, until Ctrl+C.")
        {
            Listen, Port, Key, Retrain, Tidy, Economy, ServiceBus, ServiceBusKey, SessionQueue,
        }.WithState();
        command.SetAction((result, cancel) =>
        {
            if (!IPAddress.TryParse(result.GetRequiredValue(Listen), out IPAddress? address))
                throw new ArgumentException($"--listen takes an IP address, for example 127.0.0.1, not '{result.GetRequiredValue(Listen)}'.");
            return ServeAsync(result.LocalOptions(), new ServeOptions(
                address, result.GetValue(Port), result.GetValue(Key), result.GetRequiredValue(Retrain), result.GetRequiredValue(Tidy))
            {
                EconomySchedule = result.GetRequiredValue(Economy),
                ServiceBus = Endpoint(result.GetRequiredValue(ServiceBus), result.GetValue(ServiceBusKey), result.GetValue(SessionQueue)),
            }, cancel);
        });
        return command;
    }

    private static EndpointOptions? Endpoint(string text, string? key, string? sessionQueue) => text == "off" ? null
        : IPEndPoint.TryParse(text, out IPEndPoint? listen)
            ? new EndpointOptions
            {
                Listen = listen.Port > 0 || text.Contains(':') ? listen : new(listen.Address, EndpointOptions.DefaultPort),
                Key = key,
                SessionQueue = sessionQueue,
            }
            : throw new ArgumentException($"--service-bus takes an address and port, for example 127.0.0.1:5672, or off, not '{text}'.");

    public static ServeOptions DefaultServe { get; } = new(
        IPAddress.Loopback, ServeOptions.DefaultPort, null, ServeOptions.DefaultRetrainSchedule, ServeOptions.DefaultTidySchedule);

    public static async Task<int> ServeAsync(LocalOptions local, ServeOptions serve, CancellationToken cancel)
    {
        await using WebApplication app = LocalHost.Build(local, serve);
        await app.StartAsync(cancel);
        AnsiConsole.MarkupLineInterpolated($"Listening on [blue]{string.Join(", ", app.Urls)}[/] · API: /api/openapi.json · Ctrl+C stops");
        if (app.Services.GetService<ServiceBusEndpoint>() is { } serviceBus)
        {
            AnsiConsole.MarkupLineInterpolated(
                $"Service Bus on [blue]{serviceBus.Endpoint}[/] · Endpoint=sb://{serviceBus.Endpoint};SharedAccessKeyName={EndpointOptions.KeyName};SharedAccessKey=…;UseDevelopmentEmulator=true");
        }

        await app.WaitForShutdownAsync(cancel);
        return 0;
    }
}
