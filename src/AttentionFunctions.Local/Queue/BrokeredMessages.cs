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
    private readonly Func<long, int, DateTimeOffset, bool>? giveUpIfExhausted;
    private readonly MessageStatements statements;
    private readonly SqliteCommand visible;
    private readonly SqliteCommand from;
    private readonly SqliteCommand cancel;

    /// <param name="table"><c>messages</c> or <c>dead_letters</c>.</param>
    /// <param name="giveUpIfExhausted">
    /// Moves a message (sequence, deliveries so far, now) to the dead letters when it had its last delivery; null where there is no last one.
    /// </param>
    public BrokeredMessages(
        QueueDatabase database, string table, TimeSpan lockDuration, TimeProvider time, Func<long, int, DateTimeOffset, bool>? giveUpIfExhausted = null)
    {
        (this.database, this.lockDuration, this.time, this.giveUpIfExhausted) = (database, lockDuration, time, giveUpIfExhausted);
        statements = new MessageStatements(database, table);
        string cause = table == "dead_letters" ? "reason, description" : "NULL, NULL";
        string columns = $"sequence, delivery_count, {cause}, envelope, enqueued, message_id, body";
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
    public IReadOnlyList<BrokeredDelivery> Peek(long fromSequence, int max) => database.Read(() => Read(from.Query(fromSequence, max), default));

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
            giveUpIfExhausted?.Invoke(message.Sequence, message.DeliveryCount, now);
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
            List<BrokeredDelivery> found = Read(visible.Query(now.ToUnixTimeMilliseconds(), max), now + lockDuration);
            found.RemoveAll(message => giveUpIfExhausted?.Invoke(message.Locked.Sequence, message.Locked.DeliveryCount - 1, now) ?? false);
            found.ForEach(take);
            return found;
        });
    }

    private static List<BrokeredDelivery> Read(SqliteDataReader rows, DateTimeOffset until)
    {
        List<BrokeredDelivery> found = [];
        using (rows)
        {
            while (rows.Read())
            {
                var locked = new LockedMessage(rows.GetInt64(0), Guid.NewGuid(), until, rows.GetInt32(1) + 1, rows.GetMessage(5));
                found.Add(new BrokeredDelivery(
                    locked, rows.IsDBNull(4) ? null : rows.GetFieldValue<byte[]>(4), Text(rows, 2), Text(rows, 3)));
            }
        }

        return found;
    }

    private static string? Text(SqliteDataReader rows, int column) => rows.IsDBNull(column) ? null : rows.GetString(column);
}
