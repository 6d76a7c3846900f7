using Microsoft.Data.Sqlite;

namespace AttentionFunctions.Local.Queue;

/// <summary>
/// Moves messages to those that are had by their sequence number only. Used only inside <see cref="QueueDatabase.Write"/>.
/// </summary>
internal sealed class Deferring(QueueDatabase database, MessageStatements messages) : IDisposable
{
    private readonly SqliteCommand copy = database.Prepare(
        """
        INSERT INTO deferred (sequence, visible_from, delivery_count, enqueued, message_id, session_id, envelope, body)
        SELECT sequence, @now, delivery_count, enqueued, message_id, session_id, envelope, body FROM messages WHERE sequence = @sequence
        """,
        "@now", "@sequence");

    public void Move(long sequence, DateTimeOffset now)
    {
        copy.Run(now.ToUnixTimeMilliseconds(), sequence);
        messages.DeleteUnlocked(sequence);
    }

    public void Dispose() => copy.Dispose();
}
