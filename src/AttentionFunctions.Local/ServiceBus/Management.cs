using System.Collections;
using Amqp;
using Amqp.Types;
using AttentionFunctions.Local.Queue;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>The operations of <c>$management</c>: https://learn.microsoft.com/azure/service-bus-messaging/service-bus-amqp-request-response</summary>
internal static class Management
{
    /// <summary>Messages of one peek; also the most that the real service returns for its size limit.</summary>
    private const int MostPeeked = 250;

    /// <summary>That of a message.</summary>
    private const int MostStateBytes = 256 * 1024;

    private const string SessionId = "session-id";
    private const string SessionState = "session-state";

    private static readonly Answer SessionLost = new(410, "The session is not held by this client, or no longer.", HeldSession.LockLost);

    /// <param name="asker">Sessions are renewed and their states had by who holds them.</param>
    public static Answer Answer(Entity entity, Message request, Connection asker)
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
                "com.microsoft:receive-by-sequence-number" => ReceiveDeferred(Session(entity, body, asker) ?? (IMessageSource)entity, body),
                "com.microsoft:update-disposition" => Settle(Session(entity, body, asker) ?? (IMessageSource)entity, body),
                "com.microsoft:renew-session-lock" => RenewSession(Session(entity, body, asker)),
                "com.microsoft:get-session-state" => ReadState(Session(entity, body, asker)),
                "com.microsoft:set-session-state" => WriteState(Session(entity, body, asker), body),
                _ => ServiceBus.Answer.Unsupported(operation),
            };
        }
        catch (MessageRefusedException refused)
        {
            return new Answer(400, refused.Message, ErrorCode.NotAllowed);
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException)
        {
            return ServiceBus.Answer.Malformed(fault.Message);
        }
    }

    private static Answer Renew(Entity entity, Map body)
    {
        List<DateTime> expirations = [];
        foreach (Guid token in Tokens(body))
        {
            if (Either(token, entity.Renew) is not { } until) return ServiceBus.Answer.LockLost(entity);
            expirations.Add(until.UtcDateTime);
        }

        return ServiceBus.Answer.Ok(new Map { ["expirations"] = expirations.ToArray() });
    }

    private static Answer Schedule(Entity entity, Map body)
    {
        IEnumerable<Message> messages = Values<Map>(body, "messages").Select(entry => Envelope.Decode(Required<byte[]>(entry, "message")));
        return ServiceBus.Answer.Ok(new Map { ["sequence-numbers"] = entity.Send([.. messages.Select(Envelope.Close)]).ToArray() });
    }

    private static Answer Cancel(Entity entity, Map body)
    {
        bool all = true;
        foreach (long sequence in Values<long>(body, "sequence-numbers")) all &= entity.CancelScheduled(sequence);
        return all ? ServiceBus.Answer.Ok() : new Answer(404, "A message is not scheduled, or no longer.", "com.microsoft:message-not-found");
    }

    private static Answer Peek(Entity entity, Map body)
    {
        int max = Math.Clamp(Required<int>(body, "message-count"), 1, MostPeeked);
        List<Map> found = [.. entity.Peek(Required<long>(body, "from-sequence-number"), max, body[SessionId] as string)
            .Select(message => new Map { ["message"] = Bytes(message) })];
        return found.Count > 0 ? ServiceBus.Answer.Ok(new Map { ["messages"] = found }) : new Answer(204, "There are no more messages.");
    }

    private static Answer ReceiveDeferred(IMessageSource source, Map body)
    {
        bool deletes = Required<uint>(body, "receiver-settle-mode") == 0;
        if (source.ReceiveDeferred([.. Values<long>(body, "sequence-numbers")], deletes) is not { } found)
            return new Answer(404, "A message is not deferred, or it is locked.", "com.microsoft:message-not-found");
        return ServiceBus.Answer.Ok(new Map
        {
            ["messages"] = found.Select(message => new Map { ["message"] = Bytes(message), ["lock-token"] = message.Token }).ToList(),
        });
    }

    /// <summary>How a client settles deferred messages, and others when the link that it received on is gone.</summary>
    private static Answer Settle(IMessageSource source, Map body)
    {
        string? status = body["disposition-status"] as string;
        KeyValuePair<string, object>[] changes = body["properties-to-modify"] is Map map
            ? [.. map.Select(pair => KeyValuePair.Create(pair.Key.ToString()!, pair.Value))]
            : [];
        Func<Guid, bool>? settle = status switch
        {
            "completed" => source.Complete,
            "abandoned" => token => source.Abandon(token, changes),
            "defered" => token => source.Defer(token, changes), // The protocol's own spelling.
            "suspended" => token => source.DeadLetter(token, body["deadletter-reason"] as string, body["deadletter-description"] as string, changes),
            _ => null,
        };
        if (settle is null) return ServiceBus.Answer.Unsupported($"update-disposition: {status}");
        return Tokens(body).All(token => settle(token) || settle(Swapped(token))) ? ServiceBus.Answer.Ok() : ServiceBus.Answer.LockLost(source);
    }

    private static Answer RenewSession(HeldSession? session) => session?.Renew() == true
        ? ServiceBus.Answer.Ok(new Map { ["expiration"] = session.LockedUntil.UtcDateTime })
        : SessionLost;

    private static Answer ReadState(HeldSession? session)
    {
        byte[]? state = null;
        return session?.TryReadState(out state) == true ? ServiceBus.Answer.Ok(new Map { [SessionState] = state }) : SessionLost;
    }

    private static Answer WriteState(HeldSession? session, Map body)
    {
        byte[]? state = body[SessionState] is null ? null : Required<byte[]>(body, SessionState);
        if (state?.Length > MostStateBytes) return ServiceBus.Answer.Malformed($"A session's state has at most {MostStateBytes} bytes.");
        return session?.WriteState(state) == true ? ServiceBus.Answer.Ok() : SessionLost;
    }

    /// <returns>Null when the request names none, or one that the asker does not hold.</returns>
    private static HeldSession? Session(Entity entity, Map body, Connection asker) =>
        body[SessionId] is string name ? entity.Sessions?.Find(asker, name) : null;

    private static IEnumerable<Guid> Tokens(Map body) => Values<Guid>(body, "lock-tokens");

    private static IEnumerable<T> Values<T>(Map body, string key) => Required<IEnumerable>(body, key).Cast<object>().Select(value => As<T>(value, key));

    private static T Required<T>(Map body, string key) => As<T>(body[key], key);

    /// <exception cref="FormatException">It is something else.</exception>
    private static T As<T>(object? value, string key) =>
        value is T wanted ? wanted : throw new FormatException($"The request's {key} is no {typeof(T).Name}.");

    /// <summary>Delivery tags are Guids in the byte order of .NET. Clients that take them for big-endian ones send them back swapped.</summary>
    private static DateTimeOffset? Either(Guid token, Func<Guid, DateTimeOffset?> use) => use(token) ?? use(Swapped(token));

    private static Guid Swapped(Guid token) => new(token.ToByteArray(bigEndian: true));

    private static byte[] Bytes(Message message)
    {
        ByteBuffer encoded = message.Encode();
        return encoded.Buffer.AsSpan(encoded.Offset, encoded.Length).ToArray();
    }
}
