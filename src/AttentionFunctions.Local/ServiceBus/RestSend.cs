using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Amqp;
using Amqp.Framing;
using Amqp.Types;
using AttentionFunctions.Local.Queue;
using Microsoft.Net.Http.Headers;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>
/// <c>POST /{queue}/messages</c> as the real service takes it: one message, or a batch.
/// https://learn.microsoft.com/rest/api/servicebus/send-message-to-queue, …/send-message-batch
/// </summary>
internal sealed class RestSend(string name, SqliteQueue queue, EndpointOptions options, TimeProvider time)
{
    public const string BatchType = "application/vnd.microsoft.servicebus.json";

    public async Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancel)
    {
        if (options.Key is { } key && !SharedAccessSignature.Opens(request.Headers.Authorization, key, name, time.GetUtcNow()))
            return Refused(StatusCodes.Status401Unauthorized, "The SharedAccessSignature in the header Authorization is missing, wrong, or has expired.");
        if (await ReadAsync(request, cancel) is not { } body)
            return Refused(StatusCodes.Status413PayloadTooLarge, $"A message and a batch may have {options.MaxMessageBytes} bytes.");

        List<BrokeredMessage> messages;
        try
        {
            messages = request.ContentType == BatchType ? [.. Batch(body).Select(Envelope.Close)] : [Envelope.Close(Single(request, body))];
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException)
        {
            return Refused(StatusCodes.Status400BadRequest, fault.Message);
        }

        try
        {
            queue.Send(messages);
        }
        catch (MessageRefusedException refused)
        {
            return Refused(StatusCodes.Status400BadRequest, refused.Message);
        }

        return Results.StatusCode(StatusCodes.Status201Created);
    }

    private static IResult Refused(int status, string what) => Http.Problem.Of(status, "The queue does not take this", what);

    /// <returns>Null when it is too large.</returns>
    private async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        ReadResult read = await request.BodyReader.ReadAtLeastAsync(options.MaxMessageBytes + 1, cancel);
        byte[]? body = read.Buffer.Length > options.MaxMessageBytes ? null : read.Buffer.ToArray();
        request.BodyReader.AdvanceTo(read.Buffer.End);
        return body;
    }

    private static Message Single(HttpRequest request, byte[] body)
    {
        Message message = new() { BodySection = new Data { Binary = body }, Properties = new Properties() };
        if (request.ContentType is { } type) message.Properties.ContentType = new Symbol(type);
        if (request.Headers["BrokerProperties"].FirstOrDefault() is { } properties) Apply(JsonElement.Parse(properties), message);
        return message;
    }

    private static IEnumerable<Message> Batch(byte[] body)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        if (document.RootElement.ValueKind != JsonValueKind.Array) throw new FormatException("A batch is a JSON array of messages.");
        foreach (JsonElement entry in document.RootElement.EnumerateArray())
        {
            string text = entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("Body", out JsonElement value)
                ? value.GetString() ?? ""
                : throw new FormatException("Every message of a batch is an object with a Body.");
            Message message = new() { BodySection = new Data { Binary = Encoding.UTF8.GetBytes(text) }, Properties = new Properties() };
            if (entry.TryGetProperty("BrokerProperties", out JsonElement properties)) Apply(properties, message);
            if (entry.TryGetProperty("UserProperties", out JsonElement own)) message.ApplicationProperties = Own(own);
            yield return message;
        }
    }

    private static void Apply(JsonElement properties, Message message)
    {
        foreach (JsonProperty property in properties.EnumerateObject())
        {
            string text = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText();
            switch (property.Name)
            {
                case "MessageId":
                    message.Properties.MessageId = text;
                    break;
                case "CorrelationId":
                    message.Properties.CorrelationId = text;
                    break;
                case "SessionId":
                    message.Properties.GroupId = text;
                    break;
                case "Label":
                    message.Properties.Subject = text;
                    break;
                case "ContentType":
                    message.Properties.ContentType = new Symbol(text);
                    break;
                case "ScheduledEnqueueTimeUtc":
                    message.MessageAnnotations = new MessageAnnotations
                    {
                        [new Symbol("x-opt-scheduled-enqueue-time")] = HeaderUtilities.TryParseDate(text, out DateTimeOffset due)
                            ? due.UtcDateTime
                            : throw new FormatException("ScheduledEnqueueTimeUtc has the form of an HTTP date: Tue, 24 Nov 2026 08:00:00 GMT."),
                    };
                    break;
            }
        }
    }

    private static ApplicationProperties Own(JsonElement properties)
    {
        ApplicationProperties own = new();
        foreach (JsonProperty property in properties.EnumerateObject())
        {
            own[property.Name] = property.Value.ValueKind switch
            {
                JsonValueKind.True or JsonValueKind.False => property.Value.GetBoolean(),
                JsonValueKind.Number when property.Value.TryGetInt64(out long whole) => whole,
                JsonValueKind.Number => property.Value.GetDouble(),
                _ => property.Value.ToString(),
            };
        }

        return own;
    }
}
