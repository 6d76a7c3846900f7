using System.Net;
using AttentionFunctions.Http;
using AttentionFunctions.Ingest;
using AttentionFunctions.Local.Queue;
using AttentionFunctions.Local.Timers;
using AttentionFunctions.Plan;
using AttentionFunctions.Train;

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

        WebApplication app = builder.Build();
        if (serve.ApiKey is { } key) app.Use(new ApiKey(key).InvokeAsync);
        app.UseStatusCodePages(async context => await Problem.Of(
            context.HttpContext.Response.StatusCode, "The request cannot be served",
            $"{context.HttpContext.Request.Method} {context.HttpContext.Request.Path} is not part of the API; see /api/openapi.json.")
            .ExecuteAsync(context.HttpContext));
        app.MapAttentionApi();
        return app;
    }

    private sealed class BackgroundWork(
        QueuePump pump, RetrainModel retrain, TidyStore tidy, LearnPopulation population, ServeOptions serve, TimeProvider time,
        ILogger<CronTimer> log) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
            pump.RunAsync(stoppingToken),
            new CronTimer("retrain", serve.RetrainSchedule, stop => retrain.RunAsync(new RetrainRequest(), cancel: stop), time, log)
                .RunAsync(stoppingToken),
            new CronTimer("tidy", serve.TidySchedule, TidyAsync, time, log).RunAsync(stoppingToken));

        private async Task TidyAsync(CancellationToken stop)
        {
            await tidy.RunAsync(stop);
            await population.RunAsync(stop);
        }
    }
}

/// <param name="ApiKey">Null: no key is asked for, which only loopback allows.</param>
/// <param name="RetrainSchedule">Six-field NCRONTAB, UTC, as in Azure Functions.</param>
internal sealed record ServeOptions(IPAddress Address, int Port, string? ApiKey, string RetrainSchedule, string TidySchedule)
{
    public const int DefaultPort = 7071;
    public const string DefaultRetrainSchedule = "0 0 3 * * *";
    public const string DefaultTidySchedule = "0 30 2 * * *";
}
