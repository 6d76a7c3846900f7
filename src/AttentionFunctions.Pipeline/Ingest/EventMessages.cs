using AttentionFunctions.Events;

namespace AttentionFunctions.Ingest;

/// <summary>Events packed into as few messages as the queue's size limit allows.</summary>
public static class EventMessages
{
    /// <summary>
    /// Bytes of a message's body once it is written as a JSON text, as the batches of Service Bus hold it: every quote and backslash takes
    /// two. The Standard tier takes 256 KB per message and per batch, headers included.
    /// </summary>
    public const int MaxBytes = 192 * 1024;

    /// <summary>Of a line break inside a JSON text.</summary>
    private const int LineBreakBytes = 2;

    /// <summary>So that one message stays a small unit of work: a lock is held until all of it is stored.</summary>
    public const int MaxEvents = 500;

    /// <returns>The messages, and the positions of events too large for any message.</returns>
    public static (IReadOnlyList<OutgoingMessage> Messages, IReadOnlyList<int> TooLarge) Pack(IReadOnlyList<AttentionEvent> events)
    {
        var messages = new List<OutgoingMessage>();
        var tooLarge = new List<int>();
        var body = new MemoryStream();
        string firstId = "";
        int count = 0, encoded = 0;
        for (int i = 0; i < events.Count; i++)
        {
            byte[] json = EventWriter.Write(events[i]);
            int bytes = ServiceBusBatches.EncodedLength(json) + LineBreakBytes;
            if (bytes > MaxBytes)
            {
                tooLarge.Add(i);
                continue;
            }

            if (count == MaxEvents || encoded + bytes > MaxBytes) Flush();
            encoded += bytes;
            if (count++ == 0) firstId = events[i].Id;
            body.Write(json);
            body.WriteByte((byte)'\n');
        }

        Flush();
        return (messages, tooLarge);

        void Flush()
        {
            if (count == 0) return;
            messages.Add(new OutgoingMessage(firstId, body.ToArray()));
            body.SetLength(0);
            (count, encoded) = (0, 0);
        }
    }
}
