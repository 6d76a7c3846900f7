using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using Amqp.Types;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>A client's receiver: hands out messages as far as the client's credit goes, and settles them as the client says.</summary>
internal sealed class OutgoingLink : LinkEndpoint
{
    /// <summary>Messages locked in one transaction.</summary>
    private const int Batch = 100;

    private static readonly Symbol ReasonKey = new(Envelope.DeadLetterReason);
    private static readonly Symbol DescriptionKey = new(Envelope.DeadLetterErrorDescription);

    private readonly IMessageSource source;
    private readonly ListenerLink link;
    private readonly bool deletes;
    private readonly TimeSpan pollInterval;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private readonly CancellationTokenSource closed = new();
    private TaskCompletionSource flowed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int credit;

    /// <param name="deletes">The client asked for receive-and-delete: messages leave settled and are gone.</param>
    public OutgoingLink(IMessageSource source, ListenerLink link, bool deletes, TimeSpan pollInterval, TimeProvider time)
    {
        (this.source, this.link, this.deletes, this.pollInterval, this.time) = (source, link, deletes, pollInterval, time);
        link.Closed += (_, _) => closed.Cancel();
        _ = WatchAsync();
    }

    public override void OnFlow(FlowContext flowContext)
    {
        lock (gate)
        {
            // Messages is the change of the client's limit. The library forgets its own count when the limit did not grow, so this link
            // keeps one and puts the library's back in step.
            credit = Math.Max(0, credit + flowContext.Messages);
            if (flowContext.Messages <= 0 && credit > 0 && !link.IsDraining) link.SetCredit(credit, false, false);
            if (link.IsDraining) Drain();
        }

        flowed.TrySetResult();
    }

    public override void OnDisposition(DispositionContext dispositionContext)
    {
        // The library makes up a release of what a broken link left unsettled. The real service keeps those locks until they end.
        if (dispositionContext.Message is not DeliveredMessage message || closed.IsCancellationRequested) return;
        DeliveryState? outcome = dispositionContext.DeliveryState;
        bool? held = Settle(message.Token, outcome);
        if (held is null || dispositionContext.Settled) return;
        DeliveryState answer = outcome is Rejected ? new Rejected() : outcome!;
        link.DisposeMessage(message, held.Value ? answer : new Rejected
        {
            Error = new Error(source.Lost)
            {
                Description = "The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.",
            },
        }, settled: true);
    }

    public override void OnLinkClosed(ListenerLink link, Error error) => closed.Cancel();

    /// <returns>Whether the lock was held; null when the outcome is no settlement.</returns>
    private bool? Settle(Guid token, DeliveryState? outcome) => outcome switch
    {
        Accepted => source.Complete(token),
        Released => source.Abandon(token, []),
        Modified { UndeliverableHere: true } deferred => source.Defer(token, Pairs(deferred.MessageAnnotations)),
        Modified modified => source.Abandon(token, Pairs(modified.MessageAnnotations)),
        Rejected { Error.Info: { } info } => source.DeadLetter(
            token, info[ReasonKey] as string, info[DescriptionKey] as string,
            Pairs(info).Where(pair => pair.Key is not (Envelope.DeadLetterReason or Envelope.DeadLetterErrorDescription))),
        Rejected => source.DeadLetter(token, null, null, []),
        _ => null,
    };

    private static IEnumerable<KeyValuePair<string, object>> Pairs(Map? map) =>
        map is null ? [] : map.Select(pair => KeyValuePair.Create(pair.Key.ToString()!, pair.Value));

    /// <summary>Hands out what is there and gives the rest of the credit back.</summary>
    private void Drain()
    {
        HandOut();
        if (credit > 0) link.SetCredit(credit, false, false);
        credit = 0;
        link.CompleteDrain();
        link.SetCredit(0, true, false); // Some clients take a drain as done only when the answer says drain too.
    }

    private void HandOut()
    {
        while (credit > 0 && !closed.IsCancellationRequested)
        {
            int max = Math.Min(credit, Batch);
            int sent = 0;
            foreach (DeliveredMessage message in deletes ? source.ReceiveAndDelete(max) : source.Receive(max))
            {
                credit--;
                sent++;
                link.SendMessage(message);
            }

            if (sent == 0) return;
        }
    }

    /// <returns>How long nothing is to be done unless something happens; null without end.</returns>
    private TimeSpan? NextLook(bool waits)
    {
        TimeSpan? left = source.Ends - time.GetUtcNow();
        TimeSpan? look = waits && !(left < pollInterval) ? pollInterval : left;
        return look < TimeSpan.Zero ? TimeSpan.Zero : look;
    }

    private async Task WatchAsync()
    {
        try
        {
            while (true)
            {
                if (source.Ends <= time.GetUtcNow())
                {
                    link.Close(TimeSpan.Zero, new Error(source.Lost) { Description = "The lock expired: it was not renewed in time." });
                    return;
                }

                Task arrival = source.NextArrival;
                bool waits;
                lock (gate)
                {
                    if (flowed.Task.IsCompleted) flowed = new(TaskCreationOptions.RunContinuationsAsynchronously);
                    HandOut();
                    waits = credit > 0;
                }

                Task flow = flowed.Task;
                await (NextLook(waits) is { } look
                    ? Task.WhenAny(waits ? arrival : flow, flow, Task.Delay(look, time, closed.Token))
                    : flow).WaitAsync(closed.Token);
            }
        }
        catch (OperationCanceledException) when (closed.IsCancellationRequested)
        {
            // The link is gone.
        }
        catch (Exception fault) when (fault is AmqpException or InvalidDataException or ObjectDisposedException
            or InvalidOperationException or Microsoft.Data.Sqlite.SqliteException)
        {
            // What was locked and not sent comes again when its lock ends; the client sees the link close and opens another.
            if (!link.IsClosed) link.Close(TimeSpan.Zero, new Error(ErrorCode.InternalError) { Description = fault.Message });
        }
    }
}
