using System.Security.Cryptography;

namespace AttentionFunctions.Client;

/// <summary>Events in JSON packed into as few messages as the queue's limits allow.</summary>
public static class EventPacking
{
    /// <summary>
    /// Bytes of a message's body once it is written as a JSON text, as the batches of Service Bus hold it: every quote and backslash takes
    /// two. A Standard-tier Service Bus takes 256 KiB per message and per batch, headers included.
    /// </summary>
    public const int MaxMessageBytes = 192 * 1024;

    /// <summary>So that one message stays a small unit of work: a lock is held until all of it is stored.</summary>
    public const int MaxEvents = 500;

    private const int IdBytes = 16;

    /// <summary>Of a line break inside a JSON text.</summary>
    private const int LineBreakBytes = 2;

    /// <param name="events">One JSON object each, on one line.</param>
    /// <returns>
    /// The messages, in order, one event a line; and the positions of events too large for any. A message's id is derived from all of its
    /// content: the queue takes the same events sent again for a duplicate, and never one batch for another that begins alike.
    /// </returns>
    public static (IReadOnlyList<QueuedMessage> Messages, IReadOnlyList<int> TooLarge) Pack(IEnumerable<ReadOnlyMemory<byte>> events)
    {
        var messages = new List<QueuedMessage>();
        var tooLarge = new List<int>();
        var body = new MemoryStream();
        int count = 0;
        int encoded = 0;
        int position = -1;
        foreach (ReadOnlyMemory<byte> json in events)
        {
            position++;
            int bytes = ServiceBusBatches.EncodedLength(json.Span) + LineBreakBytes;
            if (bytes > MaxMessageBytes)
            {
                tooLarge.Add(position);
                continue;
            }

            if (count == MaxEvents || encoded + bytes > MaxMessageBytes) Flush();
            encoded += bytes;
            body.Write(json.Span);
            body.WriteByte((byte)'\n');
            count++;
        }

        Flush();
        return (messages, tooLarge);

        void Flush()
        {
            if (count == 0) return;
            byte[] bytes = body.ToArray();
            messages.Add(new QueuedMessage(Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, IdBytes)), bytes));
            body.SetLength(0);
            (count, encoded) = (0, 0);
        }
    }
}
