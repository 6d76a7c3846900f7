using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace AttentionFunctions.Client;

/// <summary>Messages as the JSON batches of Service Bus: https://learn.microsoft.com/rest/api/servicebus/send-message-batch</summary>
internal static class ServiceBusBatches
{
    /// <summary>Bytes of one request. The Standard tier takes 256 KiB, headers of every message included.</summary>
    public const int BatchBytes = 240 * 1024;

    /// <summary>Characters; the service refuses longer ones.</summary>
    private const int MessageIdLength = 128;

    // Bodies are JSON within JSON: escaping more than JSON requires would fill batches with backslashes.
    private static readonly JsonWriterOptions Sparing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Bytes that a body takes as a JSON text, without its quotes.</summary>
    public static int EncodedLength(ReadOnlySpan<byte> body) => JsonEncodedText.Encode(body, Sparing.Encoder).EncodedUtf8Bytes.Length;

    /// <exception cref="ArgumentException">A message is no text, or no batch can hold it.</exception>
    public static List<ReadOnlyMemory<byte>> Pack(IReadOnlyList<QueuedMessage> messages)
    {
        List<ReadOnlyMemory<byte>> batches = [];
        var batch = new ArrayBufferWriter<byte>();
        var one = new ArrayBufferWriter<byte>();
        foreach (QueuedMessage message in messages)
        {
            one.ResetWrittenCount();
            Write(message, one);
            if (batch.WrittenCount > 0 && batch.WrittenCount + 1 + one.WrittenCount + 1 > BatchBytes)
            {
                batch.Write("]"u8);
                batches.Add(batch.WrittenMemory);
                batch = new ArrayBufferWriter<byte>();
            }

            batch.Write(batch.WrittenCount == 0 ? "["u8 : ","u8);
            batch.Write(one.WrittenSpan);
        }

        if (batch.WrittenCount > 0)
        {
            batch.Write("]"u8);
            batches.Add(batch.WrittenMemory);
        }

        return batches;
    }

    private static void Write(QueuedMessage message, ArrayBufferWriter<byte> target)
    {
        if (!Utf8.IsValid(message.Body.Span))
        {
            throw new ArgumentException($"The message '{message.MessageId}' is not UTF-8 text.", nameof(message));
        }

        using (var json = new Utf8JsonWriter(target, Sparing))
        {
            json.WriteStartObject();
            json.WriteString("Body"u8, message.Body.Span);
            json.WriteStartObject("BrokerProperties"u8);
            json.WriteString("MessageId"u8, Fit(message.MessageId));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        if (target.WrittenCount + 2 > BatchBytes)
        {
            throw new ArgumentException(
                $"The message '{message.MessageId}' takes {target.WrittenCount:N0} bytes as JSON, and a Service Bus batch holds {BatchBytes:N0}. " +
                "Put fewer events into it.",
                nameof(message));
        }
    }

    /// <summary>The same short id for the same long one, so that duplicates are still detected.</summary>
    private static string Fit(string messageId) => messageId.Length <= MessageIdLength
        ? messageId
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(messageId)));
}
