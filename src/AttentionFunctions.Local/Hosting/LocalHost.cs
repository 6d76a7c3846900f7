using System.Net;
using AttentionFunctions.Decide;
using AttentionFunctions.Economy;
using AttentionFunctions.Http;
using AttentionFunctions.Local.Queue;
using AttentionFunctions.Local.ServiceBus;
using AttentionFunctions.Local.Timers;
using AttentionFunctions.Rank;
using AttentionFunctions.Train;
using AttentionFunctions.Watch;

namespace AttentionFunctions.Local.Hosting;

/// <summary>The whole system in one process: the API on Kestrel, the queue's pump, and the timers.</summary>
internal static class LocalHost
{
    public static WebApplication Build(LocalOptions local, ServeOptions serve)
    {
        if (serve.ApiKey is null && !IPAddress.IsLoopback(serve.Address))
            throw new InvalidOperationException($"Listening on {serve.Address} needs a key: pass --api-key, or listen on 127.0.0.1.");

        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("AttentionFunctions", LogLevel.Information);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(serve.Address, serve.Port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = EventsEndpoint.MaxBodyBytes + 1;
        });
        builder.Services.AddLocalPipeline(local);
        builder.Services.AddSingleton(serve);
        builder.Services.AddHostedService<BackgroundWork>();
        builder.Services.AddHostedService<WarmUp>();
        if (serve.ServiceBus?.Validated() is { } serviceBus)
        {
            builder.Services.AddSingleton(provider => new BusQueues(
                serviceBus, provider.GetRequiredService<SqliteQueue>(), local.SessionQueueFile, provider.GetRequiredService<TimeProvider>()));
            builder.Services.AddSingleton(provider => new ServiceBusEndpoint(
                provider.GetRequiredService<BusQueues>().ByName, serviceBus, provider.GetRequiredService<TimeProvider>()));
        }

        WebApplication app = builder.Build();
        // Publishers over REST sign with the Service Bus key, when there is one, instead of sending the API's.
        PathString[] signed = serve.ServiceBus is { Key: not null } signing ? [.. signing.Names.Select(MessagesOf)] : [];
        if (serve.ApiKey is { } key)
            app.UseWhen(context => !signed.Contains(context.Request.Path), branch => branch.Use(next => context => new ApiKey(key).InvokeAsync(context, next)));
        app.Use(next => context => context.Request.Path == "/" && HttpMethods.IsGet(context.Request.Method)
            ? ConsoleFiles.Serve(context.Request, null).ExecuteAsync(context)
            : next(context));
        app.UseStatusCodePages(async context => await Problem.Of(
            context.HttpContext.Response.StatusCode, "The request cannot be served",
            $"{context.HttpContext.Request.Method} {context.HttpContext.Request.Path} is not part of the API; see /api/openapi.json.")
            .ExecuteAsync(context.HttpContext));
        app.MapAttentionApi();
        if (serve.ServiceBus is not null) MapServiceBus(app, serve.ServiceBus);
        return app;
    }

    private static void MapServiceBus(WebApplication app, EndpointOptions options)
    {
        foreach ((string name, SqliteQueue queue) in app.Services.GetRequiredService<BusQueues>().ByName)
        {
            RestSend rest = new(name, queue, options, app.Services.GetRequiredService<TimeProvider>());
            app.MapPost(MessagesOf(name), (HttpRequest request, CancellationToken cancel) => rest.HandleAsync(request, cancel));
        }

        app.Services.GetRequiredService<ServiceBusEndpoint>(); // Listens from now on, or says why it cannot.
    }

    private static PathString MessagesOf(string queue) => $"/{queue}/messages";

    private sealed class BackgroundWork(
        QueuePump pump, RetrainModel retrain, DailyUpkeep upkeep, WriteEconomyReports economy, LearnFromDecisions learn, SettleClicks settle, ServeOptions serve, TimeProvider time,
        ILogger<CronTimer> log) : BackgroundService
    {
        /// <summary>Made with the host, which therefore does not start on a schedule that is not valid.</summary>
        private readonly CronTimer[] timers =
        [
            new("retrain", serve.RetrainSchedule, stop => retrain.RunAsync(new RetrainRequest(), cancel: stop), time, log),
            new("economy", serve.EconomySchedule, economy.RunAsync, time, log),
            new("tidy", serve.TidySchedule, upkeep.RunAsync, time, log),
            new("learn", serve.LearnSchedule, stop => learn.RunAsync(stop), time, log),
            new("settle", serve.SettleSchedule, stop => settle.RunAsync(stop), time, log),
        ];

        protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
            Task.WhenAll(timers.Select(timer => timer.RunAsync(stoppingToken)).Prepend(pump.RunAsync(stoppingToken)));
    }
}

/// <param name="ApiKey">Null: no key is asked for, which only loopback allows.</param>
/// <param name="RetrainSchedule">Six-field NCRONTAB, UTC, as in Azure Functions.</param>
internal sealed record ServeOptions(IPAddress Address, int Port, string? ApiKey, string RetrainSchedule, string TidySchedule,
    string LearnSchedule = ServeOptions.DefaultLearnSchedule)
{
    /// <summary>Null: the queue speaks no Service Bus.</summary>
    public EndpointOptions? ServiceBus { get; init; }

    public const int DefaultPort = 7071;
    public const string DefaultRetrainSchedule = "0 0 3 * * *";
    public const string DefaultTidySchedule = "0 30 2 * * *";
    public const string DefaultEconomySchedule = "0 0 4 * * *";
    public const string DefaultLearnSchedule = "*/15 * * * * *";
    public const string DefaultSettleSchedule = "30 * * * * *";

    /// <summary>When the economy reports of settled weeks are written.</summary>
    public string EconomySchedule { get; init; } = DefaultEconomySchedule;

    /// <summary>When clicks on sponsored places are charged.</summary>
    public string SettleSchedule { get; init; } = DefaultSettleSchedule;
}
