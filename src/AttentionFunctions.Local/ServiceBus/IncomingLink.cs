using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using Amqp.Types;
using AttentionFunctions.Local.Queue;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>A client's sender. A transfer, single or a batch, is accepted when all of it is stored.</summary>
internal sealed class IncomingLink(Entity entity, int maxMessageBytes) : LinkEndpoint
{
    /// <summary>The message format of a batch: each data section is one encoded message.</summary>
    private const uint BatchFormat = 0x80013700;

    private static readonly Symbol TooLarge = new("amqp:link:message-size-exceeded");

    public override void OnMessage(MessageContext messageContext)
    {
        Message message = messageContext.Message;
        if (Bytes(message) > maxMessageBytes)
        {
            messageContext.Complete(new Error(TooLarge) { Description = $"A message and a batch may have {maxMessageBytes} bytes." });
            return;
        }

        List<BrokeredMessage> messages;
        try
        {
            messages = message.Format == BatchFormat ? [.. Unpack(message).Select(Envelope.Close)] : [Envelope.Close(message)];
        }
        catch (FormatException fault)
        {
            messageContext.Complete(new Error(ErrorCode.DecodeError) { Description = fault.Message });
            return;
        }

        try
        {
            entity.Send(messages);
        }
        catch (MessageRefusedException refused)
        {
            messageContext.Complete(new Error(ErrorCode.NotAllowed) { Description = refused.Message });
            return;
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or Microsoft.Data.Sqlite.SqliteException)
        {
            messageContext.Complete(new Error(ErrorCode.InternalError) { Description = fault.Message });
            return;
        }

        messageContext.Complete();
    }

    public override void OnFlow(FlowContext flowContext)
    {
    }

    public override void OnDisposition(DispositionContext dispositionContext)
    {
    }

    private static IEnumerable<Message> Unpack(Message batch) => batch.BodySection switch
    {
        DataList list => Enumerable.Range(0, list.Count).Select(i => Envelope.Decode(list[i].Binary)),
        Data one => [Envelope.Decode(one.Binary)],
        _ => throw new FormatException("A batch has one data section for each message."),
    };

    private static long Bytes(Message message) => message.BodySection switch
    {
        DataList list => Enumerable.Range(0, list.Count).Sum(i => (long)list[i].Buffer.Length),
        Data data => data.Buffer.Length,
        AmqpValue { Value: string text } => text.Length,
        AmqpValue { Value: byte[] bytes } => bytes.Length,
        _ => 0,
    };
}
