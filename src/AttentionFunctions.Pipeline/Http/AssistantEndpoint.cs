using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using AttentionFunctions.Assist;
using AttentionFunctions.Events;
using Microsoft.AspNetCore.Http;

namespace AttentionFunctions.Http;

/// <summary>The assistant of one user: a message and its answer, its reminders, and forgetting both.</summary>
public sealed class AssistantEndpoint(
    AskAssistant assistant, ConversationStore conversations, ReminderStore reminders, Pseudonyms pseudonyms, Problem problem, TimeProvider time)
{
    private const int MaxBodyBytes = 16 * 1024;
    private const string EventStream = "text/event-stream";

    /// <summary>
    /// <c>POST /api/users/{userId}/assistant</c>: JSON, or with <c>Accept: text/event-stream</c> the events <c>tool</c> (a tool starts),
    /// <c>text</c> (a checked piece of the answer), <c>answer</c> (all of it, as JSON) and <c>error</c> (a problem document).
    /// </summary>
    public Task<IResult> AskAsync(HttpRequest request, string userId, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        string id = RequestValues.Id(userId, nameof(userId));
        AssistantRequest asked = await RequestBody.ReadAsync<AssistantRequest>(request, MaxBodyBytes, cancel);
        Check(asked);
        return request.Headers.Accept.Any(accept => accept?.Contains(EventStream, StringComparison.OrdinalIgnoreCase) == true)
            ? TypedResults.ServerSentEvents(StreamAsync(request, id, asked, cancel))
            : ApiJson.Ok(await assistant.HandleAsync(id, asked, cancel: cancel));
    });

    /// <summary><c>DELETE /api/users/{userId}/assistant</c>: forgets the user's conversations and reminders.</summary>
    public Task<IResult> EraseAsync(HttpRequest request, string userId, CancellationToken cancel) => problem.GuardAsync(request, async () =>
        ApiJson.Ok(new AssistantErased(await conversations.EraseAsync(pseudonyms.Of(RequestValues.Id(userId, nameof(userId))), cancel))));

    /// <summary><c>GET /api/users/{userId}/reminders</c>, earliest first.</summary>
    public Task<IResult> RemindersAsync(HttpRequest request, string userId, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        DateTimeOffset now = time.GetUtcNow();
        return ApiJson.Ok(new UserReminders(
            [.. (await reminders.ListAsync(pseudonyms.Of(RequestValues.Id(userId, nameof(userId))), cancel))
                .Select(reminder => new UserReminder(reminder.Id, reminder.Text, reminder.At, reminder.At <= now))]));
    });

    private static void Check(AssistantRequest asked)
    {
        if (string.IsNullOrWhiteSpace(asked.Message) || asked.Message.Length > AssistantRequest.MaxMessage)
            throw ApiException.BadRequest($"message must have 1 to {AssistantRequest.MaxMessage} characters.");
        if (asked.ConversationId is { } conversation && !ConversationStore.IsId(conversation))
            throw ApiException.BadRequest("conversationId must be one that an earlier answer gave; leave it out to begin anew.");
        if (asked.Language is { } language && !Enum.IsDefined(language)) throw ApiException.BadRequest("language must be en or zh.");
    }

    private async IAsyncEnumerable<SseItem<string>> StreamAsync(
        HttpRequest request, string userId, AssistantRequest asked, [EnumeratorCancellation] CancellationToken cancel)
    {
        Channel<string> started = Channel.CreateUnbounded<string>();
        Task<(AssistantAnswer? Answer, IResult? Failed)> answering = AnswerAsync(request, userId, asked, started.Writer, cancel);
        await foreach (string tool in started.Reader.ReadAllAsync(cancel)) yield return Event("tool", new { tool });

        (AssistantAnswer? answer, IResult? failed) = await answering;
        if (answer is null)
        {
            // Too late for a status: the response has begun.
            yield return Event("error", (failed as IValueHttpResult)?.Value ?? new { status = StatusCodes.Status500InternalServerError });
            yield break;
        }

        foreach (string line in answer.Text.Split('\n')) yield return Event("text", new { text = line + "\n" });
        yield return Event("answer", answer);
    }

    private async Task<(AssistantAnswer? Answer, IResult? Failed)> AnswerAsync(
        HttpRequest request, string userId, AssistantRequest asked, ChannelWriter<string> started, CancellationToken cancel)
    {
        AssistantAnswer? answer = null;
        try
        {
            IResult result = await problem.GuardAsync(request, async () =>
            {
                answer = await assistant.HandleAsync(userId, asked, tool => started.TryWrite(tool), cancel);
                return Results.Empty;
            });
            return (answer, result);
        }
        finally
        {
            started.Complete();
        }
    }

    private static SseItem<string> Event(string type, object data) => new(JsonSerializer.Serialize(data, ApiJson.Options), type);
}

/// <param name="Erased">Blobs that were deleted.</param>
public sealed record AssistantErased(int Erased);

public sealed record UserReminders(IReadOnlyList<UserReminder> Reminders);

/// <param name="Due">Its time has come. A reminder stays in the list for seven days after that.</param>
public sealed record UserReminder(string Id, string Text, DateTimeOffset At, bool Due);
