using System.Collections.Concurrent;
using Amqp.Types;
using AttentionFunctions.Local.Queue;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>A session that a client accepted, with its messages that are out.</summary>
internal sealed class HeldSession(SqliteQueue queue, SessionLock accepted) : IMessageSource
{
    public static readonly Symbol LockLost = new("com.microsoft:session-lock-lost");

    private readonly ConcurrentDictionary<Guid, BrokeredDelivery> held = new();
    private volatile SessionLock sessionLock = accepted;

    public string Name => sessionLock.Session;

    public DateTimeOffset LockedUntil => sessionLock.LockedUntil;

    public Task NextArrival => queue.NextArrival;

    public DateTimeOffset? Ends => LockedUntil;

    public Symbol Lost => LockLost;

    public IEnumerable<DeliveredMessage> Receive(int max)
    {
        IReadOnlyList<BrokeredDelivery> received = queue.Sessions.Receive(sessionLock, max);
        foreach (BrokeredDelivery delivery in received) held[delivery.Locked.Lock] = delivery;
        return received.Select(delivery => Envelope.Open(delivery, source: null));
    }

    public IEnumerable<DeliveredMessage> ReceiveAndDelete(int max) =>
        queue.Sessions.ReceiveAndDelete(sessionLock, max).Select(delivery => Envelope.Open(delivery, source: null));

    public bool Complete(Guid token) => held.TryRemove(token, out BrokeredDelivery? delivery) && queue.Sessions.Complete(sessionLock, delivery.Locked);

    public bool Abandon(Guid token, IEnumerable<KeyValuePair<string, object>> changes) =>
        held.TryRemove(token, out BrokeredDelivery? delivery)
        && queue.Sessions.Abandon(sessionLock, delivery.Locked, Envelope.With(delivery, changes));

    public bool DeadLetter(Guid token, string? reason, string? description, IEnumerable<KeyValuePair<string, object>> changes) =>
        held.TryRemove(token, out BrokeredDelivery? delivery)
        && queue.Sessions.DeadLetter(sessionLock, delivery.Locked, reason ?? "", description, Envelope.With(delivery, changes));

    /// <returns>False when it is no longer held.</returns>
    public bool Renew()
    {
        if (queue.Sessions.Renew(sessionLock) is not { } until) return false;
        sessionLock = sessionLock with { LockedUntil = until };
        return true;
    }

    /// <inheritdoc cref="QueueSessions.TryReadState"/>
    public bool TryReadState(out byte[]? state) => queue.Sessions.TryReadState(sessionLock, out state);

    /// <inheritdoc cref="QueueSessions.WriteState"/>
    public bool WriteState(byte[]? state) => queue.Sessions.WriteState(sessionLock, state);

    /// <inheritdoc cref="QueueSessions.Release"/>
    public void Release() => queue.Sessions.Release(sessionLock);
}
