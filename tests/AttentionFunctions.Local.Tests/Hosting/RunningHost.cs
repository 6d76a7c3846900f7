using System.Net;
using AttentionFunctions.Local.Hosting;
using AttentionFunctions.Local.Queue;
using AttentionFunctions.Local.ServiceBus;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AttentionFunctions.Local;

/// <summary>The whole local host on a folder and a port of its own.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private RunningHost(WebApplication app, DirectoryInfo folder)
    {
        (App, _folder) = (app, folder);
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public WebApplication App { get; }

    public HttpClient Http { get; }

    public static async Task<RunningHost> StartAsync(string? apiKey = null, EndpointOptions? serviceBus = null)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("attention-test-");
        WebApplication app = LocalHost.Build(
            new LocalOptions(folder.FullName),
            new ServeOptions(IPAddress.Loopback, 0, apiKey, ServeOptions.DefaultRetrainSchedule, ServeOptions.DefaultTidySchedule)
            {
                ServiceBus = serviceBus,
            });
        await app.StartAsync();
        return new RunningHost(app, folder);
    }

    public Task<HttpResponseMessage> PostEventsAsync(string body) => Http.PostAsync(new Uri("/api/events", UriKind.Relative), new StringContent(body));

    /// <summary>Until everything that was sent is stored.</summary>
    public async Task DrainedAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await App.Services.GetRequiredService<QueuePump>().DrainedAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
