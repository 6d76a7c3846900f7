using System.Collections.Concurrent;
using Amqp.Types;
using AttentionFunctions.Local.Queue;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>What is at an address of the endpoint: the queue, or its dead letters. Knows the lock tokens that are out.</summary>
/// <param name="queueName">As receivers of dead letters are told.</param>
/// <param name="sessions">Where the queue requires sessions: its messages are had by session, only its dead letters by all.</param>
internal sealed class Entity(SqliteQueue queue, string queueName, bool isDeadLetters, HeldSessions? sessions, TimeProvider time) : IMessageSource
{
    private const int KeptBeforeSweep = 4096;

    private static readonly Symbol LockLost = new("com.microsoft:message-lock-lost");

    private readonly BrokeredMessages messages = isDeadLetters ? queue.BrokeredDeadLetters : queue.Brokered;
    private readonly ConcurrentDictionary<Guid, BrokeredDelivery> held = new();
    private int sweepAt = KeptBeforeSweep;

    public bool IsDeadLetters => isDeadLetters;

    /// <summary>Null where messages are had without.</summary>
    public HeldSessions? Sessions => sessions;

    public Task NextArrival => queue.NextArrival;

    public DateTimeOffset? Ends => null;

    public Symbol Lost => LockLost;

    /// <inheritdoc cref="SqliteQueue.Send"/>
    public IReadOnlyList<long> Send(IReadOnlyList<BrokeredMessage> sent) => queue.Send(sent);

    public bool CancelScheduled(long sequence) => messages.CancelScheduled(sequence);

    /// <param name="session">Null for messages of all.</param>
    public IEnumerable<DeliveredMessage> Peek(long fromSequence, int max, string? session) =>
        (session is null ? messages.Peek(fromSequence, max) : queue.Sessions.Peek(session, fromSequence, max)).Select(Open);

    public IEnumerable<DeliveredMessage> ReceiveAndDelete(int max) => messages.ReceiveAndDelete(max).Select(Open);

    public IEnumerable<DeliveredMessage> Receive(int max)
    {
        IReadOnlyList<BrokeredDelivery> received = messages.Receive(max);
        foreach (BrokeredDelivery delivery in received) held[delivery.Locked.Lock] = delivery;
        if (held.Count >= sweepAt) Sweep();
        return received.Select(Open);
    }

    public bool Complete(Guid token) => held.TryRemove(token, out BrokeredDelivery? delivery) && messages.Complete(delivery.Locked);

    public bool Abandon(Guid token, IEnumerable<KeyValuePair<string, object>> changes) =>
        held.TryRemove(token, out BrokeredDelivery? delivery) && messages.Abandon(delivery.Locked, Envelope.With(delivery, changes));

    public bool DeadLetter(Guid token, string? reason, string? description, IEnumerable<KeyValuePair<string, object>> changes) =>
        !isDeadLetters && held.TryRemove(token, out BrokeredDelivery? delivery)
        && queue.DeadLetter([delivery.Locked], reason ?? "", description, Envelope.With(delivery, changes)) == 1;

    /// <returns>Until when the lock now holds; null when it was no longer held.</returns>
    public DateTimeOffset? Renew(Guid token)
    {
        if (!held.TryGetValue(token, out BrokeredDelivery? delivery) || messages.Renew(delivery.Locked) is not { } renewed) return null;
        held.TryUpdate(token, delivery with { Locked = renewed }, delivery);
        return renewed.LockedUntil;
    }

    private DeliveredMessage Open(BrokeredDelivery delivery) => Envelope.Open(delivery, isDeadLetters ? queueName : null);

    /// <summary>Forgets locks that ended without a word of their holders.</summary>
    private void Sweep()
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach ((Guid token, BrokeredDelivery delivery) in held)
            if (delivery.Locked.LockedUntil <= now) held.TryRemove(token, out _);
        sweepAt = Math.Max(KeptBeforeSweep, held.Count * 2);
    }
}
