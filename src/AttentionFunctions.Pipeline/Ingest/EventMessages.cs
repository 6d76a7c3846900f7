using AttentionFunctions.Client;
using AttentionFunctions.Events;

namespace AttentionFunctions.Ingest;

/// <summary>Events packed into as few messages as the queue's size limit allows.</summary>
public static class EventMessages
{
    public const int MaxBytes = EventPacking.MaxMessageBytes;

    /// <returns>The messages, and the positions of events too large for any message.</returns>
    public static (IReadOnlyList<OutgoingMessage> Messages, IReadOnlyList<int> TooLarge) Pack(IReadOnlyList<AttentionEvent> events)
    {
        (IReadOnlyList<QueuedMessage> messages, IReadOnlyList<int> tooLarge) = EventPacking.Pack(
            events.Select(@event => (ReadOnlyMemory<byte>)EventWriter.Write(@event)));
        return ([.. messages.Select(message => new OutgoingMessage(message.MessageId, message.Body))], tooLarge);
    }
}
