namespace AttentionFunctions.Local.Queue;

/// <summary>
/// The waiting messages of a queue by session, as Service Bus clients take them: who holds a session has its messages, in order, and nobody
/// else has any of them until that lock ends.
/// </summary>
/// <param name="released">Called when a session's messages wait again.</param>
internal sealed class QueueSessions(
    QueueDatabase database, TimeSpan lockDuration, TimeProvider time, MessageStatements messages, DeadLettering deadLettering, Deferring deferring,
    Action released) : IDisposable
{
    private readonly SessionStatements statements = new(database);

    /// <param name="session">Null for that of the oldest message that nobody holds.</param>
    /// <returns>Null when the session is held, or no other has messages. A session that never was may be accepted by name.</returns>
    public SessionLock? Accept(string? session)
    {
        DateTimeOffset now = time.GetUtcNow();
        // Looking first keeps those who wait for a session from taking the write lock at every poll.
        if (session is null && database.Read(() => statements.Next(now)) is null) return null;
        return database.Write(() =>
        {
            statements.Forget(now);
            if ((session ?? statements.Next(now)) is not { } name) return null;
            SessionLock wanted = new(name, Guid.NewGuid(), now + lockDuration);
            return statements.Accept(wanted, now) ? wanted : null;
        });
    }

    /// <returns>Until when it is held now; null when it no longer was.</returns>
    public DateTimeOffset? Renew(SessionLock held)
    {
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset until = now + lockDuration;
        return database.Write(() => statements.Extend(held, now, until)) ? until : null;
    }

    /// <summary>Lets others have the session, with what was not settled.</summary>
    public bool Release(SessionLock held)
    {
        DateTimeOffset now = time.GetUtcNow();
        bool isReleased = database.Write(() =>
        {
            bool was = statements.Extend(held, now, now);
            statements.Forget(now);
            return was;
        });
        if (isReleased) released();
        return isReleased;
    }

    /// <summary>Up to <paramref name="max"/> messages, oldest first; none when the session is no longer held.</summary>
    public IReadOnlyList<BrokeredDelivery> Receive(SessionLock held, int max) => Take(held, max, message => statements.Take(held, message));

    /// <summary>As <see cref="Receive"/>, but the messages are gone: at most once.</summary>
    public IReadOnlyList<BrokeredDelivery> ReceiveAndDelete(SessionLock held, int max) =>
        Take(held, max, message => messages.DeleteUnlocked(message.Sequence));

    /// <summary>Messages of a session from a sequence number on, as they are, whoever holds it.</summary>
    public IReadOnlyList<BrokeredDelivery> Peek(string session, long fromSequence, int max) =>
        database.Read(() => statements.From(session, fromSequence, max, time.GetUtcNow()).ReadDeliveries(default));

    // Each of these answers whether the session was still held, and the message in its holder's hands.
    public bool Complete(SessionLock held, LockedMessage message) => Settle(held, _ => statements.Delete(held, message.Sequence));

    /// <param name="envelope">Replaces the one it has; null keeps it.</param>
    public bool Abandon(SessionLock held, LockedMessage message, byte[]? envelope = null) => Settle(held, now =>
    {
        if (!GiveBack(held, message, envelope)) return false;
        deadLettering.MoveIfExhausted(message.Sequence, message.DeliveryCount, now);
        return true;
    });

    /// <inheritdoc cref="Abandon"/>
    public bool DeadLetter(SessionLock held, LockedMessage message, string reason, string? description, byte[]? envelope = null) => Settle(held, now =>
    {
        if (!GiveBack(held, message, envelope)) return false;
        deadLettering.Move(message.Sequence, message.DeliveryCount, reason, description, now);
        return true;
    });

    /// <inheritdoc cref="Abandon"/>
    public bool Defer(SessionLock held, LockedMessage message, byte[]? envelope = null) => Settle(held, now =>
    {
        if (!GiveBack(held, message, envelope)) return false;
        deferring.Move(message.Sequence, now);
        return true;
    });

    /// <summary>What the holders of a session keep with it. False when it is no longer held.</summary>
    public bool TryReadState(SessionLock held, out byte[]? state)
    {
        DateTimeOffset now = time.GetUtcNow();
        (bool isHeld, state) = database.Read(() => statements.Holds(held, now) ? (true, statements.ReadState(held.Session)) : (false, null));
        return isHeld;
    }

    /// <param name="state">Null to have none.</param>
    /// <returns>False when the session is no longer held.</returns>
    public bool WriteState(SessionLock held, byte[]? state) => Settle(held, _ =>
    {
        statements.WriteState(held.Session, state);
        return true;
    });

    public void Dispose() => statements.Dispose();

    private List<BrokeredDelivery> Take(SessionLock held, int max, Action<LockedMessage> take)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (database.Read(() => statements.NoneVisible(held, now))) return [];
        return database.Write(() =>
        {
            if (!statements.Holds(held, now)) return [];
            List<BrokeredDelivery> found = statements.Visible(held, now, max).ReadDeliveries(held.LockedUntil);
            found.RemoveAll(message => deadLettering.MoveIfExhausted(message.Locked.Sequence, message.Locked.DeliveryCount - 1, now));
            found.ForEach(message => take(message.Locked));
            return found;
        });
    }

    private bool GiveBack(SessionLock held, LockedMessage message, byte[]? envelope)
    {
        if (!statements.GiveBack(held, message.Sequence)) return false;
        if (envelope is not null) messages.Rewrap(message.Sequence, envelope);
        return true;
    }

    private bool Settle(SessionLock held, Func<DateTimeOffset, bool> settle)
    {
        DateTimeOffset now = time.GetUtcNow();
        return database.Write(() => statements.Holds(held, now) && settle(now));
    }
}
