namespace AttentionFunctions.Ingest;

/// <summary>The sending side of the queue: Service Bus in Azure, a SQLite file locally.</summary>
public interface IEventQueue
{
    /// <summary>Returns when the queue has stored every message; throws when it may not have.</summary>
    Task SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancel = default);

    /// <summary>What waits, or null where the queue does not tell its senders: Service Bus wants the right to manage it for that.</summary>
    ValueTask<QueueDepth?> DepthAsync(CancellationToken cancel = default) => ValueTask.FromResult<QueueDepth?>(null);
}

/// <param name="Waiting">Messages that are not acknowledged yet.</param>
/// <param name="DeadLetters">Messages that were given up.</param>
public sealed record QueueDepth(long Waiting, long DeadLetters);

/// <param name="MessageId">For duplicate detection and traces: the same for the same content, and for no other.</param>
/// <param name="Body">One payload of <see cref="Events.EventReader"/>, at most <see cref="EventMessages.MaxBytes"/> once encoded, so that a Standard-tier batch holds it.</param>
public sealed record OutgoingMessage(string MessageId, ReadOnlyMemory<byte> Body);

/// <summary>A message as a queue hands it to the ingest handler.</summary>
/// <param name="Enqueued">When the queue took it: the time of events that carry none, the same at every redelivery.</param>
public sealed record QueueMessage(ReadOnlyMemory<byte> Body, string MessageId, DateTimeOffset Enqueued);
