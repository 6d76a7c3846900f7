using System.Collections.Concurrent;
using Amqp;
using Amqp.Listener;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>The links on which answers go back, by the address that the client gave its end.</summary>
internal sealed class ReplyLinks
{
    private readonly ConcurrentDictionary<(Connection Connection, string Address), ListenerLink> links = new();

    public LinkEndpoint Add(ListenerLink link, string address)
    {
        (Connection, string) key = (link.Session.Connection, address);
        links[key] = link;
        link.Closed += (_, _) => links.TryRemove(key, out _);
        return new ReplyLink();
    }

    /// <returns>False when the client has no such link, or no longer.</returns>
    public bool TrySend(Connection connection, string address, Message answer)
    {
        if (!links.TryGetValue((connection, address), out ListenerLink? link)) return false;
        link.SendMessage(answer);
        return true;
    }

    private sealed class ReplyLink : LinkEndpoint
    {
        public override void OnFlow(FlowContext flowContext)
        {
        }

        public override void OnDisposition(DispositionContext dispositionContext)
        {
            if (!dispositionContext.Settled) dispositionContext.Complete();
        }
    }
}

/// <summary>The link on which a client asks: for admission at <c>$cbs</c>, for the rest at <c>{entity}/$management</c>.</summary>
internal sealed class RequestLink(ReplyLinks replies, Func<Message, Connection, Answer> answer) : LinkEndpoint
{
    public override void OnMessage(MessageContext messageContext)
    {
        Message request = messageContext.Message;
        Connection connection = messageContext.Link.Session.Connection;
        messageContext.Complete();
        if (request.Properties?.ReplyTo is { } address) replies.TrySend(connection, address, answer(request, connection).ToMessage(request));
    }

    public override void OnFlow(FlowContext flowContext)
    {
    }

    public override void OnDisposition(DispositionContext dispositionContext)
    {
    }
}
