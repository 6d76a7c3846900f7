using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using AttentionFunctions.Local.Queue;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>Gives every link that a client attaches its end, by the address that the client names.</summary>
internal sealed class Links(SqliteQueue queue, EndpointOptions options, TimeProvider time) : ILinkProcessor
{
    private const string Cbs = "$cbs";
    private const string ManagementSuffix = "/$management";
    private const string DeadLetterSuffix = "/$deadletterqueue";
    private const string SessionFilter = "com.microsoft:session-filter";

    /// <summary>Transfers that a sender may have under way.</summary>
    private const int SenderCredit = 1000;

    private const int RequestCredit = 100;

    private readonly Entity waiting = new(queue, options.Queue, isDeadLetters: false, time);
    private readonly Entity deadLetters = new(queue, options.Queue, isDeadLetters: true, time);
    private readonly ReplyLinks replies = new();
    private readonly Admission admission = new(options, time);

    public void Process(AttachContext attachContext)
    {
        Attach attach = attachContext.Attach;
        bool isSender = !attach.Role; // AMQP: true is the receiver's end.
        string address = Path(isSender ? (attach.Target as Target)?.Address : (attach.Source as Source)?.Address);
        attach.MaxMessageSize = (ulong)options.MaxMessageBytes; // The library answers with the client's own attach.

        if (address.Equals(Cbs, StringComparison.OrdinalIgnoreCase)) AttachRequests(attachContext, isSender, admission.Answer);
        else if (!admission.IsAdmitted(attachContext.Link.Session.Connection)) Refuse(attachContext, ErrorCode.UnauthorizedAccess, "Put a token at $cbs first.");
        else if (Find(address, out bool isManagement) is not { } entity)
            Refuse(attachContext, ErrorCode.NotFound, $"The messaging entity '{address}' could not be found. There is the queue '{options.Queue}'.");
        else if (isManagement) AttachRequests(attachContext, isSender, (request, _) => Management.Answer(entity, request));
        else if (isSender && entity.IsDeadLetters) Refuse(attachContext, ErrorCode.NotAllowed, "Dead letters cannot be sent to.");
        else if (isSender) attachContext.Complete(new IncomingLink(entity, options.MaxMessageBytes), SenderCredit);
        else if ((attach.Source as Source)?.FilterSet?.Any(filter => filter.Key.ToString() == SessionFilter) == true)
            Refuse(attachContext, ErrorCode.NotImplemented, "The local queue has no sessions.");
        else
        {
            bool deletes = attach.SndSettleMode == SenderSettleMode.Settled;
            attachContext.Complete(new OutgoingLink(entity, attachContext.Link, deletes, options.PollInterval, time), 0);
        }
    }

    private void AttachRequests(AttachContext context, bool isSender, Func<Message, Connection, Answer> answer)
    {
        if (isSender) context.Complete(new RequestLink(replies, answer), RequestCredit);
        else context.Complete(replies.Add(context.Link, (context.Attach.Target as Target)?.Address ?? context.Attach.LinkName), 0);
    }

    private static void Refuse(AttachContext context, string condition, string description) =>
        context.Complete(new Error(condition) { Description = description });

    private Entity? Find(string address, out bool isManagement)
    {
        isManagement = Cut(ref address, ManagementSuffix);
        bool isDeadLetters = Cut(ref address, DeadLetterSuffix);
        return !address.Equals(options.Queue, StringComparison.OrdinalIgnoreCase) ? null : isDeadLetters ? deadLetters : waiting;
    }

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
