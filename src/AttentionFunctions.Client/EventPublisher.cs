using System.Text.Json;

namespace AttentionFunctions.Client;

/// <summary>Publishes events to the queue of AttentionFunctions. Make one and keep it; it may be used by several threads at once.</summary>
/// <remarks>
/// At least once: what was not confirmed is sent again, up to five times, under the same message ids, which the queue recognises for ten
/// minutes, and with the same event ids, which the pipeline recognises for ever.
/// </remarks>
public sealed class EventPublisher(ServiceBusSender sender, TimeProvider? time = null)
{
    private readonly TimeProvider clock = time ?? TimeProvider.System;

    /// <summary>Returns when the queue has stored every event.</summary>
    /// <exception cref="ArgumentException">An event is too large; nothing was sent. The message names it.</exception>
    /// <exception cref="HttpRequestException">The queue did not confirm everything: repeat the call with the same events.</exception>
    public Task SendAsync(IEnumerable<PublishedEvent> events, CancellationToken cancel = default)
    {
        DateTimeOffset now = clock.GetUtcNow();
        return SendJsonAsync(events.Select(@event => (ReadOnlyMemory<byte>)JsonSerializer.SerializeToUtf8Bytes(
            @event.Time is null ? @event with { Time = now } : @event, PublishedEventJson.Default.PublishedEvent)), cancel);
    }

    /// <param name="events">One JSON object each, on one line. Without <c>id</c> and <c>time</c> a repeated call makes new events.</param>
    /// <param name="cancel">Stops between requests: what was confirmed stays.</param>
    /// <inheritdoc cref="SendAsync(IEnumerable{PublishedEvent}, CancellationToken)"/>
    public Task SendJsonAsync(IEnumerable<ReadOnlyMemory<byte>> events, CancellationToken cancel = default)
    {
        (IReadOnlyList<QueuedMessage> messages, IReadOnlyList<int> tooLarge) = EventPacking.Pack(events);
        return tooLarge.Count == 0
            ? sender.SendAsync(messages, cancel)
            : throw new ArgumentException($"Event {tooLarge[0]} (from 0) has more than {EventPacking.MaxMessageBytes / 1024} KiB as JSON.", nameof(events));
    }
}
