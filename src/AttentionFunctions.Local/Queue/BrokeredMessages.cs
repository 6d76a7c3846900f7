using Microsoft.Data.Sqlite;

namespace AttentionFunctions.Local.Queue;

/// <summary>
/// The waiting messages of a queue, or its dead letters, as Service Bus clients take them: every message under a lock of its own, with its
/// envelope.
/// </summary>
internal sealed class BrokeredMessages : IDisposable
{
    private readonly QueueDatabase database;
    private readonly TimeSpan lockDuration;
    private readonly TimeProvider time;
    private readonly DeadLettering? deadLettering;
    private readonly MessageStatements statements;
    private readonly SqliteCommand visible;
    private readonly SqliteCommand from;
    private readonly SqliteCommand cancel;

    /// <param name="table"><c>messages</c> or <c>dead_letters</c>.</param>
    /// <param name="deadLettering">Takes messages after their last delivery; null where there is no last one.</param>
    public BrokeredMessages(QueueDatabase database, string table, TimeSpan lockDuration, TimeProvider time, DeadLettering? deadLettering = null)
    {
        (this.database, this.lockDuration, this.time, this.deadLettering) = (database, lockDuration, time, deadLettering);
        statements = new MessageStatements(database, table);
        string columns = table == "dead_letters" ? BrokeredRows.OfDeadLetters : BrokeredRows.OfMessages;
        visible = database.Prepare($"SELECT {columns} FROM {table} WHERE visible_from <= @now ORDER BY sequence LIMIT @max", "@now", "@max");
        from = database.Prepare($"SELECT {columns} FROM {table} WHERE sequence >= @from ORDER BY sequence LIMIT @max", "@from", "@max");
        // Never delivered and not visible yet: only a scheduled message is both.
        cancel = database.Prepare(
            $"DELETE FROM {table} WHERE sequence = @sequence AND delivery_count = 0 AND visible_from > @now", "@sequence", "@now");
    }

    /// <summary>Locks and returns up to <paramref name="max"/> visible messages, oldest first.</summary>
    public IReadOnlyList<BrokeredDelivery> Receive(int max) => Take(max, message => statements.Lock(message.Locked));

    /// <summary>Removes and returns up to <paramref name="max"/> visible messages, oldest first: at most once.</summary>
    public IReadOnlyList<BrokeredDelivery> ReceiveAndDelete(int max) => Take(max, message => statements.DeleteUnlocked(message.Locked.Sequence));

    /// <summary>Messages from a sequence number on, locked and scheduled ones included, as they are.</summary>
    public IReadOnlyList<BrokeredDelivery> Peek(long fromSequence, int max) =>
        database.Read(() => from.Query(fromSequence, max).ReadDeliveries(default));

    public bool Complete(LockedMessage message) => database.Write(() => statements.Delete(message, time.GetUtcNow()));

    /// <summary>Gives a message back, or up when that was its last delivery. False when the lock was no longer held.</summary>
    /// <param name="envelope">Replaces the one it has; null keeps it.</param>
    public bool Abandon(LockedMessage message, byte[]? envelope = null)
    {
        DateTimeOffset now = time.GetUtcNow();
        return database.Write(() =>
        {
            if (!statements.Unlock(message, now, now)) return false;
            if (envelope is not null) statements.Rewrap(message.Sequence, envelope);
            deadLettering?.MoveIfExhausted(message.Sequence, message.DeliveryCount, now);
            return true;
        });
    }

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
        foreach (SqliteCommand command in (SqliteCommand[])[visible, from, cancel]) command.Dispose();
    }

    private List<BrokeredDelivery> Take(int max, Action<BrokeredDelivery> take)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (database.Read(() => statements.NoneVisible(now))) return [];
        return database.Write(() =>
        {
            List<BrokeredDelivery> found = visible.Query(now.ToUnixTimeMilliseconds(), max).ReadDeliveries(now + lockDuration);
            found.RemoveAll(message => deadLettering?.MoveIfExhausted(message.Locked.Sequence, message.Locked.DeliveryCount - 1, now) ?? false);
            found.ForEach(take);
            return found;
        });
    }
}
