using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AttentionFunctions.Testing;
using Microsoft.AspNetCore.Http;

namespace AttentionFunctions.Assist;

/// <summary>A server of chat completions, streamed, that answers as it is told and misbehaves when it is told to.</summary>
internal sealed class ChatServer : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly RecordingServer _server;

    private ChatServer(RecordingServer server) => _server = server;

    public AssistantOptions Options => new()
    {
        Endpoint = new Uri(_server.Address, "v1").ToString(),
        Model = "test-model",
        Key = "test-key",
        SilenceSeconds = 60,
        InputPrice = 1,
        OutputPrice = 4,
    };

    public IReadOnlyList<RecordedRequest> Requests => _server.Requests;

    /// <summary>Everything that left the system.</summary>
    public string Sent => string.Join('\n', Requests.Select(request => $"{request.Path} {string.Join(' ', request.Headers.Values)} {Decoded(request)}"));

    /// <param name="model">From the request's messages to what the model does.</param>
    public static async Task<ChatServer> StartAsync(Func<ChatTurn, Func<HttpContext, Task>> model)
    {
        RecordingServer? server = null;
        server = await RecordingServer.StartAsync(context => model(new ChatTurn(JsonNode.Parse(server!.Requests[^1].Body)!))(context));
        return new ChatServer(server);
    }

    public static Task<ChatServer> StartAsync() => StartAsync(_ => Say("Fine."));

    public ChatServer Plan(params Func<HttpContext, Task>[] answers)
    {
        _server.Plan(answers);
        return this;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>A text, a few characters at a time.</summary>
    public static Func<HttpContext, Task> Say(string text, bool usage = true, string finish = "stop") => Stream(
        [.. text.Chunk(7).Select(part => Chunk(new { content = new string(part) })), Chunk(new { }, finish), .. usage ? [Usage] : Array.Empty<string>(), "[DONE]"]);

    /// <summary>Calls of tools, their arguments in pieces.</summary>
    public static Func<HttpContext, Task> Call(params (string Name, object Arguments)[] calls) => Stream(
        [
            .. calls.SelectMany((call, index) => new[]
            {
                Chunk(new { tool_calls = new[] { new { index, id = $"call-{index}", type = "function", function = new { name = call.Name, arguments = "" } } } }),
            }.Concat((call.Arguments as string ?? JsonSerializer.Serialize(call.Arguments, Json)).Chunk(9).Select(part =>
                Chunk(new { tool_calls = new[] { new { index, function = new { arguments = new string(part) } } } })))),
            Chunk(new { }, "tool_calls"), Usage, "[DONE]",
        ]);

    public static Func<HttpContext, Task> Refuse(string reason) => Stream([Chunk(new { refusal = reason }), Chunk(new { }, "stop"), Usage, "[DONE]"]);

    public static Func<HttpContext, Task> Throttle(string? retryAfter) =>
        RecordingServer.Answer(429, """{"error":{"message":"Rate limit reached","type":"requests","code":"rate_limit_exceeded"}}""", retryAfter);

    public static Func<HttpContext, Task> FilterPrompt { get; } = RecordingServer.Answer(
        400, """{"error":{"message":"The response was filtered","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation"}}}""");

    public static Func<HttpContext, Task> Fail(int status) => RecordingServer.Answer(status, """{"error":{"message":"no"}}""");

    /// <summary>Says nothing until the client goes away.</summary>
    public static async Task Hang(HttpContext context)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The client went away, as it should.
        }
    }

    /// <summary>Half an answer, and the connection breaks.</summary>
    public static async Task Break(HttpContext context)
    {
        await Stream([Chunk(new { content = "You should look at " })])(context);
        context.Abort();
    }

    /// <summary>Half an answer that ends as if it were all.</summary>
    public static Func<HttpContext, Task> Stop { get; } = Stream([Chunk(new { content = "You should look at " })]);

    public static Func<HttpContext, Task> Garbage { get; } = Stream([Chunk(new { content = "You should" }), "{\"choices\":[{\"delta\":"]);

    public static Func<HttpContext, Task> UnknownFinish { get; } = Stream([Chunk(new { content = "Fine." }), Chunk(new { }, "because"), "[DONE]"]);

    public static Task Page(HttpContext context)
    {
        context.Response.ContentType = "text/html";
        return context.Response.WriteAsync("<html><body>Sign in to the network</body></html>");
    }

    /// <summary>An answer without an end.</summary>
    public static async Task Babble(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        string line = $"data: {Chunk(new { content = new string('a', 500) })}\n\n";
        try
        {
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.WriteAsync(line, context.RequestAborted);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client had enough.
        }
    }

    private static string Usage => """{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":200,"completion_tokens":20,"total_tokens":220}}""";

    private static string Chunk(object delta, string? finish = null) => JsonSerializer.Serialize(
        new { id = "c", @object = "chat.completion.chunk", created = 1, model = "m", choices = new[] { new { index = 0, delta, finish_reason = finish } } }, Json);

    private static Func<HttpContext, Task> Stream(string[] events) => async context =>
    {
        context.Response.ContentType = "text/event-stream";
        foreach (string each in events)
        {
            await context.Response.WriteAsync($"data: {each}\n\n");
            await context.Response.Body.FlushAsync();
        }
    };

    private static string Decoded(RecordedRequest request) => request.Body.Length == 0 ? "" : JsonNode.Parse(request.Body)!.ToJsonString(Json);
}

/// <summary>A request as a model reads it.</summary>
internal sealed class ChatTurn(JsonNode request)
{
    public IReadOnlyList<(string Role, string Content)> Messages { get; } =
        [.. request["messages"]!.AsArray().Select(message => (message!["role"]!.GetValue<string>(), TextOf(message["content"])))];

    public string LastRole => Messages[^1].Role;

    /// <summary>What the person asked last.</summary>
    public string Question => Messages.Last(message => message.Role == "user").Content;

    /// <summary>Of the tools called since then.</summary>
    public IReadOnlyList<JsonNode> Results =>
        [.. Messages.Reverse().TakeWhile(message => message.Role != "user").Where(message => message.Role == "tool").Select(message => JsonNode.Parse(message.Content)!)];

    public bool MayCall => request["tool_choice"]?.ToString() != "none";

    public IReadOnlyList<string> Tools => [.. (request["tools"]?.AsArray() ?? []).Select(tool => tool!["function"]!["name"]!.GetValue<string>())];

    private static string TextOf(JsonNode? content) => content switch
    {
        null => "",
        JsonArray parts => string.Concat(parts.Select(part => part!["text"]?.GetValue<string>())),
        _ => content.GetValue<string>(),
    };
}
