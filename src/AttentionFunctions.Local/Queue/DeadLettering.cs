using Microsoft.Data.Sqlite;

namespace AttentionFunctions.Local.Queue;

/// <summary>Moves messages to the dead letters. Used only inside <see cref="QueueDatabase.Write"/>.</summary>
/// <param name="messages">Those that it moves, in <paramref name="table"/>.</param>
internal sealed class DeadLettering(QueueDatabase database, MessageStatements messages, string table, int maxDeliveryCount) : IDisposable
{
    private readonly SqliteCommand copy = database.Prepare(
        $"""
        INSERT INTO dead_letters (sequence, delivery_count, reason, description, dead_lettered, enqueued, message_id, session_id, envelope, body)
        SELECT sequence, @count, @reason, @description, @now, enqueued, message_id, session_id, envelope, body FROM {table} WHERE sequence = @sequence
        """,
        "@count", "@reason", "@description", "@now", "@sequence");

    /// <param name="deliveries">How often the message was handed out.</param>
    /// <returns>Whether it had its last delivery, and moved.</returns>
    public bool MoveIfExhausted(long sequence, int deliveries, DateTimeOffset now)
    {
        if (deliveries < maxDeliveryCount) return false;
        Move(sequence, deliveries, SqliteQueue.MaxDeliveryCountExceeded, $"Not completed in {deliveries} deliveries, {maxDeliveryCount} allowed.", now);
        return true;
    }

    public void Move(long sequence, int deliveries, string reason, string? description, DateTimeOffset now)
    {
        copy.Run(deliveries, reason, description, now.ToUnixTimeMilliseconds(), sequence);
        messages.DeleteUnlocked(sequence);
    }

    public void Dispose() => copy.Dispose();
}
