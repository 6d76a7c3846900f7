using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using AttentionFunctions.Local.Queue;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>Gives every link that a client attaches its end, by the address that the client names.</summary>
internal sealed class Links : ILinkProcessor
{
    private const string Cbs = "$cbs";
    private const string ManagementSuffix = "/$management";
    private const string DeadLetterSuffix = "/$deadletterqueue";

    /// <summary>Transfers that a sender may have under way.</summary>
    private const int SenderCredit = 1000;

    private const int RequestCredit = 100;

    private readonly EndpointOptions options;
    private readonly TimeProvider time;
    private readonly Dictionary<string, (string Queue, Entity Entity)> entities = new(StringComparer.OrdinalIgnoreCase);
    private readonly ReplyLinks replies = new();
    private readonly Admission admission;

    /// <param name="queues">By name.</param>
    public Links(IReadOnlyDictionary<string, SqliteQueue> queues, EndpointOptions options, TimeProvider time)
    {
        (this.options, this.time) = (options, time);
        admission = new Admission([.. queues.Keys], options.Key, time);
        foreach ((string name, SqliteQueue queue) in queues)
        {
            entities[name] = (name, Entity.Of(queue, options, time));
            entities[name + DeadLetterSuffix] = (name, Entity.OfDeadLetters(queue, name, time));
        }
    }

    public void Process(AttachContext attachContext)
    {
        Attach attach = attachContext.Attach;
        bool isSender = !attach.Role; // AMQP: true is the receiver's end.
        string address = Path(isSender ? (attach.Target as Target)?.Address : (attach.Source as Source)?.Address);
        attach.MaxMessageSize = (ulong)options.MaxMessageBytes; // The library answers with the client's own attach.

        if (address.Equals(Cbs, StringComparison.OrdinalIgnoreCase))
        {
            AttachRequests(attachContext, isSender, admission.Answer);
            return;
        }

        bool isManagement = Cut(ref address, ManagementSuffix);
        if (!entities.TryGetValue(address, out (string Queue, Entity Entity) found))
            Refuse(attachContext, ErrorCode.NotFound, $"The messaging entity '{address}' could not be found. There is {string.Join(", ", entities.Keys)}.");
        else if (!admission.IsAdmitted(attachContext.Link.Session.Connection, found.Queue))
            Refuse(attachContext, ErrorCode.UnauthorizedAccess, "Put a token for this queue at $cbs first.");
        else if (isManagement)
            AttachRequests(attachContext, isSender, (request, asker) => Management.Answer(found.Entity, request, asker));
        else if (isSender)
            AttachSender(attachContext, found.Entity);
        else
            AttachReceiver(attachContext, found.Entity);
    }

    private void AttachRequests(AttachContext context, bool isSender, Func<Message, Connection, Answer> answer)
    {
        if (isSender) context.Complete(new RequestLink(replies, answer), RequestCredit);
        else context.Complete(replies.Add(context.Link, (context.Attach.Target as Target)?.Address ?? context.Attach.LinkName), 0);
    }

    private void AttachSender(AttachContext context, Entity entity)
    {
        if (entity.IsDeadLetters) Refuse(context, ErrorCode.NotAllowed, "Dead letters cannot be sent to.");
        else context.Complete(new IncomingLink(entity, options.MaxMessageBytes), SenderCredit);
    }

    private void AttachReceiver(AttachContext context, Entity entity)
    {
        SessionRequest? wanted = SessionRequest.Of(context.Attach);
        if (wanted is not null && entity.Sessions is null)
            Refuse(context, ErrorCode.NotAllowed, "The entity does not require sessions: its messages are received without accepting one.");
        else if (wanted is null && entity.Sessions is not null)
            Refuse(context, ErrorCode.NotAllowed, "The entity requires sessions: accept one to receive its messages.");
        else if (wanted is not null)
            _ = AttachSessionAsync(context, wanted, entity.Sessions!);
        else
            Receive(context, entity);
    }

    /// <summary>A client that takes any session waits for one before its link is attached.</summary>
    private async Task AttachSessionAsync(AttachContext context, SessionRequest wanted, HeldSessions sessions)
    {
        ListenerLink link = context.Link;
        Connection holder = link.Session.Connection;
        CancellationTokenSource gone = new();
        link.Closed += (_, _) => gone.Cancel();
        try
        {
            if (await sessions.AcceptAsync(holder, wanted.Name, wanted.Patience, gone.Token) is not { } session)
            {
                Refuse(context, wanted.Refusal, wanted.Name is null
                    ? "No session came to be had in the time given."
                    : $"The session '{wanted.Name}' is held by another receiver.");
                return;
            }

            gone.Token.Register(() => sessions.Release(holder, session));
            wanted.Grant(session);
            Receive(context, session);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The client no longer waits.
        }
        catch (Exception fault) when (fault is AmqpException or InvalidDataException or ObjectDisposedException or Microsoft.Data.Sqlite.SqliteException)
        {
            if (!link.IsClosed) link.Close(TimeSpan.Zero, new Error(ErrorCode.InternalError) { Description = fault.Message });
        }
    }

    private void Receive(AttachContext context, IMessageSource source)
    {
        bool deletes = context.Attach.SndSettleMode == SenderSettleMode.Settled;
        context.Complete(new OutgoingLink(source, context.Link, deletes, options.PollInterval, time), 0);
    }

    private static void Refuse(AttachContext context, string condition, string description) =>
        context.Complete(new Error(condition) { Description = description });

    private static bool Cut(ref string address, string suffix)
    {
        if (!address.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)) return false;
        address = address[..^suffix.Length];
        return true;
    }

    /// <summary>Some clients name the entity alone, others its whole address.</summary>
    private static string Path(string? address) => Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme is "amqp" or "amqps" or "sb"
        ? new Uri(address!).AbsolutePath.Trim('/')
        : (address ?? "").Trim('/');
}
