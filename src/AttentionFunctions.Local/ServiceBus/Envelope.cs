using System.Text;
using Amqp;
using Amqp.Framing;
using Amqp.Types;
using AttentionFunctions.Local.Queue;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>
/// Messages of AMQP as the queue keeps them: the body as the pipeline reads it, and around it an envelope with everything else: a version
/// byte, a byte that says whether the body is in the envelope, and a message in AMQP's own encoding.
/// </summary>
internal static class Envelope
{
    private const byte Version = 1;
    private const int HeadBytes = 2;
    private const string ScheduledTime = "x-opt-scheduled-enqueue-time";
    private const string SequenceNumber = "x-opt-sequence-number";
    private const string EnqueuedTime = "x-opt-enqueued-time";
    private const string LockedUntil = "x-opt-locked-until";
    private const string State = "x-opt-message-state";
    private const string DeadLetterSource = "x-opt-deadletter-source";

    /// <summary>The application properties that tell a reader of dead letters why.</summary>
    public const string DeadLetterReason = "DeadLetterReason";

    public const string DeadLetterErrorDescription = "DeadLetterErrorDescription";

    public static BrokeredMessage Close(Message message)
    {
        Properties properties = message.Properties ??= new Properties();
        object? id = properties.GetMessageId();
        // Clients renew locks only of messages that have an id. Ids that grow stay together in the queue's index of them.
        if (id is null) properties.MessageId = Guid.CreateVersion7().ToString("N");
        DateTimeOffset? scheduled = message.MessageAnnotations?[new Symbol(ScheduledTime)] is DateTime time
            ? new DateTimeOffset(time.ToUniversalTime(), TimeSpan.Zero)
            : null;
        return new BrokeredMessage(
            id?.ToString() ?? properties.MessageId, Body(message.BodySection), Encode(message), scheduled, properties.GroupId);
    }

    /// <summary>A message within a message, as batches and requests hold them.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Message Decode(byte[] bytes)
    {
        try
        {
            return Message.Decode(new ByteBuffer(bytes, 0, bytes.Length, bytes.Length));
        }
        catch (Exception fault) when (fault is AmqpException or InvalidOperationException or ArgumentException or InvalidCastException
            or IndexOutOfRangeException or OverflowException or NullReferenceException)
        {
            // The library's decoder throws whatever it stumbles over.
            throw new FormatException($"There is no message of AMQP 1.0 in {bytes.Length} bytes: {fault.Message}", fault);
        }
    }

    /// <summary>A new message for the wire.</summary>
    /// <param name="source">The queue that a dead letter comes from; null in the queue itself.</param>
    public static DeliveredMessage Open(BrokeredDelivery delivery, string? source)
    {
        LockedMessage locked = delivery.Locked;
        DeliveredMessage message = new(locked.Lock);
        Fill(message, delivery);
        message.Header ??= new Header();
        message.Header.DeliveryCount = (uint)(locked.DeliveryCount - 1);
        message.MessageAnnotations ??= new MessageAnnotations();
        message.MessageAnnotations[new Symbol(SequenceNumber)] = locked.Sequence;
        message.MessageAnnotations[new Symbol(EnqueuedTime)] = locked.Message.Enqueued.UtcDateTime;
        if (locked.LockedUntil != default) message.MessageAnnotations[new Symbol(LockedUntil)] = locked.LockedUntil.UtcDateTime;
        if (delivery.State != MessageState.Active) message.MessageAnnotations[new Symbol(State)] = (int)delivery.State;
        if (source is not null) message.MessageAnnotations[new Symbol(DeadLetterSource)] = source;
        Set(message, DeadLetterReason, delivery.DeadLetterReason);
        Set(message, DeadLetterErrorDescription, delivery.DeadLetterDescription);
        return message;
    }

    /// <summary>The envelope with application properties added or replaced; null when there is nothing to change.</summary>
    public static byte[]? With(BrokeredDelivery delivery, IEnumerable<KeyValuePair<string, object>> changes)
    {
        KeyValuePair<string, object>[] properties = [.. changes];
        if (properties.Length == 0) return null;
        Message message = new();
        Fill(message, delivery);
        message.ApplicationProperties ??= new ApplicationProperties();
        foreach ((string name, object value) in properties) message.ApplicationProperties[name] = value;
        return Encode(message);
    }

    private static void Set(Message message, string name, string? value)
    {
        if (string.IsNullOrEmpty(value)) return;
        message.ApplicationProperties ??= new ApplicationProperties();
        message.ApplicationProperties[name] = value;
    }

    private static void Fill(Message message, BrokeredDelivery delivery)
    {
        if (delivery.Envelope is { } envelope)
        {
            if (envelope[0] != Version)
                throw new InvalidDataException($"Message {delivery.Locked.Sequence} has envelope format {envelope[0]}, this program knows {Version}.");
            Message stored = Decode(envelope[HeadBytes..]);
            (message.Header, message.MessageAnnotations, message.Properties) = (stored.Header, stored.MessageAnnotations, stored.Properties);
            (message.ApplicationProperties, message.Footer) = (stored.ApplicationProperties, stored.Footer);
            if (envelope[1] != 0) message.BodySection = stored.BodySection;
        }

        message.Properties ??= new Properties { MessageId = delivery.Locked.Message.MessageId };
        message.BodySection ??= new Data { Binary = delivery.Locked.Message.Body.ToArray() };
    }

    /// <summary>All but the body, when the body is plain bytes, which the queue keeps as they are.</summary>
    private static byte[] Encode(Message message)
    {
        bool holdsBody = message.BodySection is not Data;
        Message envelope = new()
        {
            Header = message.Header,
            MessageAnnotations = message.MessageAnnotations,
            Properties = message.Properties,
            ApplicationProperties = message.ApplicationProperties,
            BodySection = holdsBody ? message.BodySection : null,
            Footer = message.Footer,
        };
        ByteBuffer encoded = envelope.Encode();
        return [Version, (byte)(holdsBody ? 1 : 0), .. encoded.Buffer.AsSpan(encoded.Offset, encoded.Length)];
    }

    /// <summary>What the pipeline reads: bytes and texts as they are; anything else as a text that it will set aside.</summary>
    private static byte[] Body(RestrictedDescribed? section) => section switch
    {
        DataList list => [.. Enumerable.Range(0, list.Count).SelectMany(i => list[i].Binary)],
        Data data => data.Binary,
        AmqpValue { Value: byte[] bytes } => bytes,
        AmqpValue { Value: { } value } => Encoding.UTF8.GetBytes(value.ToString() ?? ""),
        null => [],
        _ => Encoding.UTF8.GetBytes(section.ToString() ?? ""),
    };
}

/// <param name="token">The lock token, which becomes the delivery's tag.</param>
internal sealed class DeliveredMessage(Guid token) : Message
{
    public Guid Token { get; } = token;
}
