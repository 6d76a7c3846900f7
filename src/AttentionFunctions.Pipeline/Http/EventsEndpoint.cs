using AttentionFunctions.Events;
using AttentionFunctions.Ingest;
using Microsoft.AspNetCore.Http;

namespace AttentionFunctions.Http;

/// <summary><c>POST /api/events</c>: validates, completes ids and times, and hands the events to the queue.</summary>
public sealed class EventsEndpoint(IEventQueue queue, Problem problem, TimeProvider time)
{
    public const int MaxBodyBytes = 1024 * 1024;
    public const int MaxEvents = 5000;

    /// <summary>202 once the queue has stored every accepted event; 400 when none is valid; 413 over the limits.</summary>
    public Task<IResult> PostAsync(HttpRequest request, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        ReadOnlyMemory<byte> body = await ReadBodyAsync(request, cancel);
        EventBatch batch = EventReader.Read(body, time.GetUtcNow());
        int entries = batch.Events.Count + batch.Rejections.Count;
        if (entries == 0) throw ApiException.BadRequest("The body holds no event. Send a JSON object, a JSON array, or one JSON object per line.");
        if (entries > MaxEvents) throw ApiException.TooLarge($"The body holds {entries} events; at most {MaxEvents} fit one request.");

        (IReadOnlyList<OutgoingMessage> messages, IReadOnlyList<int> tooLarge) = EventMessages.Pack(batch.Events);
        ProblemError[] rejected = [.. batch.Rejections.Select(rejection => new ProblemError(rejection.Index, rejection.Reasons)),
            .. tooLarge.Select(i => new ProblemError(null, [$"event '{batch.Events[i].Id}' takes more than {EventMessages.MaxBytes / 1024} KiB in a queue message, where every quote and backslash takes two bytes"]))];
        if (messages.Count == 0) throw ApiException.BadRequest("No entry of the body is a valid event.", rejected);

        await queue.SendAsync(messages, cancel);
        return ApiJson.Ok(new EventsAccepted(batch.Events.Count - tooLarge.Count, rejected), StatusCodes.Status202Accepted);
    });

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength > MaxBodyBytes) throw TooLarge();
        using var body = new MemoryStream((int)(request.ContentLength ?? 4096));
        byte[] buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancel)) > 0;)
        {
            if (body.Length + read > MaxBodyBytes) throw TooLarge();
            body.Write(buffer, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);

        static ApiException TooLarge() =>
            ApiException.TooLarge($"A body may have {MaxBodyBytes / 1024} KiB. Send the events in several requests.");
    }
}

/// <param name="Accepted">Events that the queue has stored.</param>
/// <param name="Rejected">Entries that are no valid event; nothing of them was kept.</param>
public sealed record EventsAccepted(int Accepted, IReadOnlyList<ProblemError> Rejected);
