using System.Collections;
using Amqp;
using Amqp.Types;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>The operations of <c>$management</c>: https://learn.microsoft.com/azure/service-bus-messaging/service-bus-amqp-request-response</summary>
internal static class Management
{
    /// <summary>Messages of one peek; also the most that the real service returns for its size limit.</summary>
    private const int MostPeeked = 250;

    public static Answer Answer(Entity entity, Message request)
    {
        string? operation = request.ApplicationProperties?["operation"] as string;
        if (request.Body is not Map body) return ServiceBus.Answer.Malformed("The request has no map for a body.");
        try
        {
            return operation switch
            {
                "com.microsoft:renew-lock" => Renew(entity, body),
                "com.microsoft:schedule-message" when !entity.IsDeadLetters => Schedule(entity, body),
                "com.microsoft:cancel-scheduled-message" => Cancel(entity, body),
                "com.microsoft:peek-message" => Peek(entity, body),
                "com.microsoft:update-disposition" => Settle(entity, body),
                _ => ServiceBus.Answer.Unsupported(operation),
            };
        }
        catch (Exception fault) when (fault is InvalidCastException or AmqpException or ArgumentException or FormatException)
        {
            return ServiceBus.Answer.Malformed(fault.Message);
        }
    }

    private static Answer Renew(Entity entity, Map body)
    {
        List<DateTime> expirations = [];
        foreach (Guid token in Tokens(body))
        {
            if (Either(token, entity.Renew) is not { } until) return ServiceBus.Answer.LockLost;
            expirations.Add(until.UtcDateTime);
        }

        return ServiceBus.Answer.Ok(new Map { ["expirations"] = expirations.ToArray() });
    }

    private static Answer Schedule(Entity entity, Map body)
    {
        IEnumerable<Message> messages = Values(body, "messages").Cast<Map>().Select(entry => (byte[])entry["message"])
            .Select(bytes => Message.Decode(new ByteBuffer(bytes, 0, bytes.Length, bytes.Length)));
        return ServiceBus.Answer.Ok(new Map { ["sequence-numbers"] = entity.Send([.. messages.Select(Envelope.Close)]).ToArray() });
    }

    private static Answer Cancel(Entity entity, Map body)
    {
        bool all = true;
        foreach (long sequence in Values(body, "sequence-numbers").Cast<long>()) all &= entity.CancelScheduled(sequence);
        return all ? ServiceBus.Answer.Ok() : new Answer(404, "A message is not scheduled, or no longer.", "com.microsoft:message-not-found");
    }

    private static Answer Peek(Entity entity, Map body)
    {
        int max = Math.Clamp((int)body["message-count"], 1, MostPeeked);
        List<Map> found = [.. entity.Peek((long)body["from-sequence-number"], max).Select(message => new Map { ["message"] = Bytes(message) })];
        return found.Count > 0 ? ServiceBus.Answer.Ok(new Map { ["messages"] = found }) : new Answer(204, "There are no more messages.");
    }

    /// <summary>How a client settles when the link that it received on is gone.</summary>
    private static Answer Settle(Entity entity, Map body)
    {
        string? status = body["disposition-status"] as string;
        KeyValuePair<string, object>[] changes = body["properties-to-modify"] is Map map
            ? [.. map.Select(pair => KeyValuePair.Create(pair.Key.ToString()!, pair.Value))]
            : [];
        Func<Guid, bool>? settle = status switch
        {
            "completed" => entity.Complete,
            "abandoned" => token => entity.Abandon(token, changes),
            "suspended" => token => entity.DeadLetter(token, body["deadletter-reason"] as string, body["deadletter-description"] as string, changes),
            _ => null,
        };
        if (settle is null) return ServiceBus.Answer.Unsupported($"update-disposition: {status}");
        return Tokens(body).All(token => settle(token) || settle(Swapped(token))) ? ServiceBus.Answer.Ok() : ServiceBus.Answer.LockLost;
    }

    private static IEnumerable<Guid> Tokens(Map body) => Values(body, "lock-tokens").Cast<Guid>();

    private static IEnumerable Values(Map body, string key) =>
        body[key] as IEnumerable ?? throw new FormatException($"The request's body has no {key}.");

    /// <summary>Delivery tags are Guids in the byte order of .NET. Clients that take them for big-endian ones send them back swapped.</summary>
    private static DateTimeOffset? Either(Guid token, Func<Guid, DateTimeOffset?> use) => use(token) ?? use(Swapped(token));

    private static Guid Swapped(Guid token) => new(token.ToByteArray(bigEndian: true));

    private static byte[] Bytes(Message message)
    {
        ByteBuffer encoded = message.Encode();
        return encoded.Buffer.AsSpan(encoded.Offset, encoded.Length).ToArray();
    }
}
