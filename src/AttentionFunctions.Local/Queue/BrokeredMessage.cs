namespace AttentionFunctions.Local.Queue;

/// <summary>A message as a Service Bus client sends it.</summary>
/// <param name="MessageId">Empty: no duplicate of anything.</param>
/// <param name="Envelope">What is around the body, opaque to the queue; null for a bare body.</param>
/// <param name="Scheduled">Nobody receives it before; null for at once. It also is its enqueued time.</param>
/// <param name="Session">Which messages it is one of; null where it stands alone. Queues that require sessions need it.</param>
internal sealed record BrokeredMessage(
    string MessageId, ReadOnlyMemory<byte> Body, byte[]? Envelope = null, DateTimeOffset? Scheduled = null, string? Session = null);

/// <summary>A message as a Service Bus client receives it.</summary>
/// <param name="Locked">Has a lock of its own; none when it was only looked at or is deleted already.</param>
/// <param name="DeadLetterReason">Set on dead letters only.</param>
internal sealed record BrokeredDelivery(
    LockedMessage Locked, byte[]? Envelope, string? DeadLetterReason, string? DeadLetterDescription, MessageState State);

/// <summary>With the numbers of the protocol.</summary>
internal enum MessageState
{
    Active = 0,
    Deferred = 1,
    Scheduled = 2,
}
