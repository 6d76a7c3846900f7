using Microsoft.Data.Sqlite;

namespace AttentionFunctions.Local.Queue;

/// <summary>
/// The waiting messages of a queue, its deferred ones, or its dead letters, as Service Bus clients take them: every message under a lock of
/// its own, with its envelope.
/// </summary>
internal sealed class BrokeredMessages : IDisposable
{
    private readonly QueueDatabase database;
    private readonly TimeSpan lockDuration;
    private readonly TimeProvider time;
    private readonly MessageStatements statements;
    private readonly SqliteCommand visible;
    private readonly SqliteCommand these;
    private readonly SqliteCommand from;
    private readonly SqliteCommand cancel;

    /// <summary>Null for dead letters, which have no last delivery.</summary>
    private readonly DeadLettering? deadLettering;

    /// <summary>Null where messages are deferred already, or cannot be.</summary>
    private readonly Deferring? deferring;

    /// <param name="table">One of <see cref="BrokeredRows"/>.</param>
    public BrokeredMessages(QueueDatabase database, string table, SqliteQueueOptions options, TimeProvider time)
    {
        (this.database, lockDuration, this.time) = (database, options.LockDuration, time);
        statements = new MessageStatements(database, table);
        deadLettering = table == BrokeredRows.DeadLetters ? null : new DeadLettering(database, statements, table, options.MaxDeliveryCount);
        deferring = table == BrokeredRows.Messages ? new Deferring(database, statements) : null;
        string columns = BrokeredRows.ColumnsOf(table);
        visible = database.Prepare($"SELECT {columns} FROM {table} WHERE visible_from <= @now ORDER BY sequence LIMIT @max", "@now", "@max");
        these = database.Prepare(
            $"""
            SELECT {columns} FROM {table} WHERE sequence IN (SELECT value FROM json_each(@sequences)) AND visible_from <= @now
            AND (@session IS NULL OR session_id = @session) ORDER BY sequence
            """,
            "@sequences", "@now", "@session");
        string deferredToo = table == BrokeredRows.Messages
            ? $"UNION ALL SELECT {BrokeredRows.ColumnsOf(BrokeredRows.Deferred)} FROM {BrokeredRows.Deferred} WHERE sequence >= @from"
            : "";
        from = database.Prepare(
            $"SELECT {columns} FROM {table} WHERE sequence >= @from {deferredToo} ORDER BY sequence LIMIT @max", "@from", "@max", "@now");
        // Never delivered and not visible yet: only a scheduled message is both.
        cancel = database.Prepare(
            $"DELETE FROM {table} WHERE sequence = @sequence AND delivery_count = 0 AND visible_from > @now", "@sequence", "@now");
    }

    /// <summary>Locks and returns up to <paramref name="max"/> visible messages, oldest first.</summary>
    public IReadOnlyList<BrokeredDelivery> Receive(int max) => Take(max, message => statements.Lock(message.Locked));

    /// <summary>Removes and returns up to <paramref name="max"/> visible messages, oldest first: at most once.</summary>
    public IReadOnlyList<BrokeredDelivery> ReceiveAndDelete(int max) => Take(max, message => statements.DeleteUnlocked(message.Locked.Sequence));

    /// <summary>Locks, or removes, and returns messages by their sequence numbers; null when one of them is not here, or locked.</summary>
    /// <param name="session">The one that they must be of; null where that is all the same.</param>
    public IReadOnlyList<BrokeredDelivery>? ReceiveThese(IReadOnlyCollection<long> sequences, bool deletes, string? session)
    {
        DateTimeOffset now = time.GetUtcNow();
        return database.Write(() =>
        {
            List<BrokeredDelivery> found = these.Query($"[{string.Join(',', sequences)}]", now.ToUnixTimeMilliseconds(), session)
                .ReadDeliveries(now + lockDuration);
            found.RemoveAll(message => IsExhausted(message, now));
            if (found.Count != sequences.Distinct().Count()) return null;
            foreach (BrokeredDelivery message in found)
            {
                if (deletes) statements.DeleteUnlocked(message.Locked.Sequence);
                else statements.Lock(message.Locked);
            }

            return found;
        });
    }

    /// <summary>Messages from a sequence number on, locked, scheduled and deferred ones included, as they are.</summary>
    public IReadOnlyList<BrokeredDelivery> Peek(long fromSequence, int max) =>
        database.Read(() => from.Query(fromSequence, max, time.GetUtcNow().ToUnixTimeMilliseconds()).ReadDeliveries(default));

    // Each of these answers whether the lock was still held. An envelope replaces the one that the message has; null keeps it.
    public bool Complete(LockedMessage message) => database.Write(() => statements.Delete(message, time.GetUtcNow()));

    /// <summary>Gives a message back, or up when that was its last delivery.</summary>
    public bool Abandon(LockedMessage message, byte[]? envelope = null) => Unlock(
        message, envelope, now => deadLettering?.MoveIfExhausted(message.Sequence, message.DeliveryCount, now));

    /// <summary>Puts a message aside. Deferred messages stay so.</summary>
    public bool Defer(LockedMessage message, byte[]? envelope = null) => Unlock(message, envelope, now => deferring?.Move(message.Sequence, now));

    /// <summary>Gives a message up. Dead letters stay so.</summary>
    public bool DeadLetter(LockedMessage message, string reason, string? description = null, byte[]? envelope = null) => Unlock(
        message, envelope, now => deadLettering?.Move(message.Sequence, message.DeliveryCount, reason, description, now));

    /// <returns>The message with its new end of the lock; null when the lock was no longer held.</returns>
    public LockedMessage? Renew(LockedMessage message)
    {
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset until = now + lockDuration;
        return database.Write(() => statements.Extend(message, now, until)) ? message with { LockedUntil = until } : null;
    }

    /// <summary>Removes a scheduled message. False when there is none, or it is visible already.</summary>
    public bool CancelScheduled(long sequence) =>
        database.Write(() => cancel.Run(sequence, time.GetUtcNow().ToUnixTimeMilliseconds())) == 1;

    public void Dispose()
    {
        statements.Dispose();
        deadLettering?.Dispose();
        deferring?.Dispose();
        foreach (SqliteCommand command in (SqliteCommand[])[visible, these, from, cancel]) command.Dispose();
    }

    private List<BrokeredDelivery> Take(int max, Action<BrokeredDelivery> take)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (database.Read(() => statements.NoneVisible(now))) return [];
        return database.Write(() =>
        {
            List<BrokeredDelivery> found = visible.Query(now.ToUnixTimeMilliseconds(), max).ReadDeliveries(now + lockDuration);
            found.RemoveAll(message => IsExhausted(message, now));
            found.ForEach(take);
            return found;
        });
    }

    /// <summary>Whether the message's last lock ran out before this delivery, and it moved to the dead letters.</summary>
    private bool IsExhausted(BrokeredDelivery message, DateTimeOffset now) =>
        deadLettering?.MoveIfExhausted(message.Locked.Sequence, message.Locked.DeliveryCount - 1, now) ?? false;

    private bool Unlock(LockedMessage message, byte[]? envelope, Action<DateTimeOffset> then)
    {
        DateTimeOffset now = time.GetUtcNow();
        return database.Write(() =>
        {
            if (!statements.Unlock(message, now, now)) return false;
            if (envelope is not null) statements.Rewrap(message.Sequence, envelope);
            then(now);
            return true;
        });
    }
}
