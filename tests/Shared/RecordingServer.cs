using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Testing;

/// <summary>An HTTP server on a free port that keeps what it gets and answers as it is told.</summary>
internal sealed class RecordingServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> planned = new();
    private readonly List<RecordedRequest> requests = [];

    private RecordingServer(Func<HttpContext, Task> usual)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            requests.Add(new RecordedRequest(
                context.Request.Method,
                context.Request.Path + context.Request.QueryString,
                context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                body.ToArray()));
            await (planned.TryDequeue(out Func<HttpContext, Task>? answer) ? answer : usual)(context);
        });
    }

    public Uri Address => new(app.Urls.Single());

    public HttpClient Client { get; } = new();

    /// <summary>Senders under test wait for every answer, so requests come one by one.</summary>
    public IReadOnlyList<RecordedRequest> Requests => requests;

    /// <param name="usual">The answer when none is planned.</param>
    public static async Task<RecordingServer> StartAsync(Func<HttpContext, Task> usual)
    {
        var server = new RecordingServer(usual);
        await server.app.StartAsync();
        return server;
    }

    public static Func<HttpContext, Task> Answer(int status, string body = "", string? retryAfter = null) => async context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = retryAfter;
        await context.Response.WriteAsync(body);
    };

    /// <summary>The connection breaks before there is an answer.</summary>
    public static Task Break(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    public RecordingServer Plan(params Func<HttpContext, Task>[] answers)
    {
        foreach (Func<HttpContext, Task> answer in answers) planned.Enqueue(answer);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }
}

internal sealed record RecordedRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}
