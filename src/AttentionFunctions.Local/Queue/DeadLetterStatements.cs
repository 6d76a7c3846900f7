using Microsoft.Data.Sqlite;

namespace AttentionFunctions.Local.Queue;

/// <summary>The statements on the table of messages that were given up.</summary>
internal sealed class DeadLetterStatements(QueueDatabase database) : IDisposable
{
    private readonly SqliteCommand list = database.Prepare(
        """
        SELECT sequence, delivery_count, reason, description, dead_lettered, enqueued, message_id, body
        FROM dead_letters WHERE sequence > @after ORDER BY sequence LIMIT @max
        """,
        "@after", "@max");

    private readonly SqliteCommand copy = database.Prepare(
        """
        INSERT INTO messages (visible_from, enqueued, message_id, session_id, envelope, body)
        SELECT @now, enqueued, message_id, session_id, envelope, body FROM dead_letters WHERE @sequence IS NULL OR sequence = @sequence ORDER BY sequence
        """,
        "@now", "@sequence");

    private readonly SqliteCommand delete = database.Prepare(
        "DELETE FROM dead_letters WHERE @sequence IS NULL OR sequence = @sequence", "@sequence");

    private readonly SqliteCommand count = database.Prepare("SELECT count(*) FROM dead_letters");

    public IReadOnlyList<DeadLetter> List(int max, long after)
    {
        List<DeadLetter> letters = [];
        using SqliteDataReader rows = list.Query(after, max);
        while (rows.Read())
            letters.Add(new DeadLetter(
                rows.GetInt64(0), rows.GetInt32(1), rows.GetString(2), rows.GetText(3), rows.GetTime(4), rows.GetMessage(5)));
        return letters;
    }

    public int MoveAllToMessages(DateTimeOffset now) => Move(null, now);

    public int MoveToMessages(long sequence, DateTimeOffset now) => Move(sequence, now);

    public long Count() => count.Scalar();

    public void Dispose()
    {
        foreach (SqliteCommand command in (SqliteCommand[])[list, copy, delete, count]) command.Dispose();
    }

    private int Move(long? sequence, DateTimeOffset now)
    {
        copy.Run(now.ToUnixTimeMilliseconds(), sequence);
        return delete.Run(sequence);
    }
}
