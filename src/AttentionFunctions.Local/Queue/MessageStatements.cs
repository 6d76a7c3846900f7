using AttentionFunctions.Ingest;
using Microsoft.Data.Sqlite;

namespace AttentionFunctions.Local.Queue;

/// <summary>The statements on the table of active messages. A message is visible from <c>visible_from</c> on; until then it is locked or delayed.</summary>
/// <param name="table"><c>messages</c>, or <c>dead_letters</c>, whose rows have the same columns and are locked in the same way.</param>
internal sealed class MessageStatements(QueueDatabase database, string table = "messages") : IDisposable
{
    private readonly RepeatedStatement insert = database.PrepareRepeated(
        "INSERT INTO messages (visible_from, enqueued, message_id, session_id, envelope, body) VALUES (?1, ?1, ?2, ?3, ?4, ?5)");

    private readonly SqliteCommand visible = database.Prepare(
        $"SELECT sequence, delivery_count, enqueued, message_id, body FROM {table} WHERE visible_from <= @now ORDER BY sequence LIMIT @max",
        "@now", "@max");

    private readonly SqliteCommand anyVisible = database.Prepare(
        $"SELECT EXISTS (SELECT 1 FROM {table} WHERE visible_from <= @now)", "@now");

    private readonly SqliteCommand take = database.Prepare(
        $"UPDATE {table} SET visible_from = @until, lock = @lock, delivery_count = @count WHERE sequence = @sequence",
        "@until", "@lock", "@count", "@sequence");

    private readonly SqliteCommand takeTogether = database.Prepare(
        $"""
        UPDATE {table} SET visible_from = @until, lock = @lock, delivery_count = delivery_count + 1
        WHERE sequence BETWEEN @first AND @last AND visible_from <= @now
        """,
        "@until", "@lock", "@first", "@last", "@now");

    private readonly SqliteCommand extendTogether = database.Prepare(
        $"""
        UPDATE {table} SET visible_from = @until
        WHERE sequence IN (SELECT value FROM json_each(@sequences)) AND lock = @lock AND visible_from > @now
        """,
        "@until", "@sequences", "@lock", "@now");

    private readonly SqliteCommand move = database.Prepare(
        $"UPDATE {table} SET visible_from = @until, lock = @next WHERE sequence = @sequence AND lock = @lock AND visible_from > @now",
        "@until", "@next", "@sequence", "@lock", "@now");

    private readonly SqliteCommand delete = database.Prepare(
        $"DELETE FROM {table} WHERE sequence = @sequence AND lock = @lock AND visible_from > @now", "@sequence", "@lock", "@now");

    private readonly SqliteCommand deleteTogether = database.Prepare(
        $"DELETE FROM {table} WHERE sequence IN (SELECT value FROM json_each(@sequences)) AND lock = @lock AND visible_from > @now",
        "@sequences", "@lock", "@now");

    private readonly SqliteCommand deleteUnlocked = database.Prepare($"DELETE FROM {table} WHERE sequence = @sequence", "@sequence");
    private readonly SqliteCommand rewrap =
        database.Prepare($"UPDATE {table} SET envelope = @envelope WHERE sequence = @sequence", "@envelope", "@sequence");

    private readonly SqliteCommand count = database.Prepare($"SELECT count(*) FROM {table}");
    private readonly SqliteCommand countHidden = database.Prepare($"SELECT count(*) FROM {table} WHERE visible_from > @now", "@now");
    private readonly SqliteCommand any = database.Prepare($"SELECT EXISTS (SELECT 1 FROM {table})");

    private static readonly byte[] NoLock = new byte[16];

    /// <returns>The sequence number.</returns>
    public long Insert(BrokeredMessage message, DateTimeOffset now)
    {
        long visible = (message.Scheduled > now ? message.Scheduled.Value : now).ToUnixTimeMilliseconds();
        insert.Bind(1, visible);
        insert.Bind(2, message.MessageId);
        insert.Bind(3, message.Session);
        if (message.Envelope is { } envelope) insert.Bind(4, envelope);
        else insert.BindNull(4);
        insert.Bind(5, message.Body.Span);
        insert.Run();
        return database.LastInserted;
    }

    /// <summary>The oldest visible messages as they will be once they are locked.</summary>
    public List<LockedMessage> ReadVisible(
        DateTimeOffset now, DateTimeOffset until, Guid token, int max, Func<int, int> limit, long maxBytes, bool mixed)
    {
        List<LockedMessage> result = [];
        long bytes = 0;
        using SqliteDataReader rows = visible.Query(now.ToUnixTimeMilliseconds(), max);
        while (rows.Read())
        {
            int delivery = rows.GetInt32(1) + 1;
            if (!mixed && result.Count > 0 && (delivery != result[0].DeliveryCount || result.Count >= limit(delivery))) break;
            QueueMessage message = rows.GetMessage(2);
            bytes += message.Body.Length;
            if (result.Count > 0 && bytes > maxBytes) break;
            result.Add(new LockedMessage(rows.GetInt64(0), token, until, delivery, message));
        }

        return result;
    }

    public bool NoneVisible(DateTimeOffset now) => anyVisible.Scalar(now.ToUnixTimeMilliseconds()) == 0;

    public bool None() => any.Scalar() == 0;

    public long Count() => count.Scalar();

    public long CountHidden(DateTimeOffset now) => countHidden.Scalar(now.ToUnixTimeMilliseconds());

    /// <param name="read">As <see cref="ReadVisible"/> returned them in this transaction: all that was visible between the first and the last.</param>
    public void Lock(List<LockedMessage> read, DateTimeOffset now) => takeTogether.Run(
        read[0].LockedUntil.ToUnixTimeMilliseconds(), read[0].Lock.ToByteArray(), read[0].Sequence, read[^1].Sequence, now.ToUnixTimeMilliseconds());

    public void Lock(LockedMessage message) =>
        take.Run(message.LockedUntil.ToUnixTimeMilliseconds(), message.Lock.ToByteArray(), message.DeliveryCount, message.Sequence);

    public int Extend(IGrouping<Guid, LockedMessage> deliveries, DateTimeOffset now, DateTimeOffset until) =>
        extendTogether.Run(until.ToUnixTimeMilliseconds(), SequencesOf(deliveries), deliveries.Key.ToByteArray(), now.ToUnixTimeMilliseconds());

    public int Delete(IGrouping<Guid, LockedMessage> deliveries, DateTimeOffset now) =>
        deleteTogether.Run(SequencesOf(deliveries), deliveries.Key.ToByteArray(), now.ToUnixTimeMilliseconds());

    public bool Extend(LockedMessage message, DateTimeOffset now, DateTimeOffset until) => Move(message, now, until, message.Lock.ToByteArray());

    public bool Unlock(LockedMessage message, DateTimeOffset now, DateTimeOffset visibleFrom) => Move(message, now, visibleFrom, NoLock);

    public bool Delete(LockedMessage message, DateTimeOffset now) =>
        delete.Run(message.Sequence, message.Lock.ToByteArray(), now.ToUnixTimeMilliseconds()) == 1;

    public void DeleteUnlocked(long sequence) => deleteUnlocked.Run(sequence);

    public void Rewrap(long sequence, byte[] envelope) => rewrap.Run(envelope, sequence);

    public void Dispose()
    {
        insert.Dispose();
        foreach (SqliteCommand command in (SqliteCommand[])[
            visible, anyVisible, take, takeTogether, extendTogether, move, delete, deleteTogether, deleteUnlocked, rewrap, count, countHidden, any])
            command.Dispose();
    }

    private bool Move(LockedMessage message, DateTimeOffset now, DateTimeOffset until, byte[] next) =>
        move.Run(until.ToUnixTimeMilliseconds(), next, message.Sequence, message.Lock.ToByteArray(), now.ToUnixTimeMilliseconds()) == 1;

    private static string SequencesOf(IEnumerable<LockedMessage> deliveries) => $"[{string.Join(',', deliveries.Select(message => message.Sequence))}]";
}
