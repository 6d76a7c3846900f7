using System.Collections.Concurrent;
using Amqp.Types;
using AttentionFunctions.Local.Queue;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>A session that a client accepted, with its messages that are out.</summary>
internal sealed class HeldSession(SqliteQueue queue, SessionLock accepted, TimeProvider time) : IMessageSource
{
    public static readonly Symbol LockLost = new("com.microsoft:session-lock-lost");

    private readonly ConcurrentDictionary<Guid, BrokeredDelivery> held = new();

    /// <summary>Deferred messages are had one by one, each under a lock of its own, which lasts as long as the session's.</summary>
    private readonly HeldMessages deferred = new(time);

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

    public IReadOnlyList<DeliveredMessage>? ReceiveDeferred(IReadOnlyCollection<long> sequences, bool deletes)
    {
        if (!IsHeld() || queue.BrokeredDeferred.ReceiveThese(sequences, deletes, Name) is not { } found) return null;
        return [.. (deletes ? found : deferred.Hold(found, queue.BrokeredDeferred)).Select(delivery => Envelope.Open(delivery, source: null))];
    }

    public bool Complete(Guid token) => Settle(
        token, delivery => queue.Sessions.Complete(sessionLock, delivery.Locked), mine => mine.Among.Complete(mine.Delivery.Locked));

    public bool Abandon(Guid token, IEnumerable<KeyValuePair<string, object>> changes) => Settle(
        token,
        delivery => queue.Sessions.Abandon(sessionLock, delivery.Locked, Envelope.With(delivery, changes)),
        mine => mine.Among.Abandon(mine.Delivery.Locked, Envelope.With(mine.Delivery, changes)));

    public bool Defer(Guid token, IEnumerable<KeyValuePair<string, object>> changes) => Settle(
        token,
        delivery => queue.Sessions.Defer(sessionLock, delivery.Locked, Envelope.With(delivery, changes)),
        mine => mine.Among.Defer(mine.Delivery.Locked, Envelope.With(mine.Delivery, changes)));

    public bool DeadLetter(Guid token, string? reason, string? description, IEnumerable<KeyValuePair<string, object>> changes) => Settle(
        token,
        delivery => queue.Sessions.DeadLetter(sessionLock, delivery.Locked, reason ?? "", description, Envelope.With(delivery, changes)),
        mine => mine.Among.DeadLetter(mine.Delivery.Locked, reason ?? "", description, Envelope.With(mine.Delivery, changes)));

    /// <returns>False when it is no longer held.</returns>
    public bool Renew()
    {
        if (queue.Sessions.Renew(sessionLock) is not { } until) return false;
        sessionLock = sessionLock with { LockedUntil = until };
        deferred.RenewAll();
        return true;
    }

    /// <inheritdoc cref="QueueSessions.TryReadState"/>
    public bool TryReadState(out byte[]? state) => queue.Sessions.TryReadState(sessionLock, out state);

    /// <inheritdoc cref="QueueSessions.WriteState"/>
    public bool WriteState(byte[]? state) => queue.Sessions.WriteState(sessionLock, state);

    /// <inheritdoc cref="QueueSessions.Release"/>
    public void Release()
    {
        deferred.AbandonAll();
        queue.Sessions.Release(sessionLock);
    }

    private bool IsHeld() => queue.Sessions.TryReadState(sessionLock, out _);

    private bool Settle(Guid token, Func<BrokeredDelivery, bool> ofSession, Func<HeldMessage, bool> ofDeferred) =>
        held.TryRemove(token, out BrokeredDelivery? delivery) ? ofSession(delivery)
        : deferred.Take(token) is { } mine && IsHeld() && ofDeferred(mine);
}
