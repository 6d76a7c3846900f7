using Microsoft.Data.Sqlite;

namespace AttentionFunctions.Local.Queue;

/// <summary>
/// The statements on sessions and their messages. The lock of a session's message is that of the session it was handed out under: whoever
/// holds the session next has another one, and so sees as waiting what the last holder did not settle. <c>visible_from</c> only schedules.
/// </summary>
internal sealed class SessionStatements(QueueDatabase database) : IDisposable
{
    private readonly SqliteCommand next = database.Prepare(
        """
        SELECT session_id FROM messages WHERE session_id IS NOT NULL AND visible_from <= @now
        AND session_id NOT IN (SELECT session_id FROM sessions WHERE locked_until > @now) ORDER BY sequence LIMIT 1
        """,
        "@now");

    private readonly SqliteCommand accept = database.Prepare(
        """
        INSERT INTO sessions (session_id, lock, locked_until) VALUES (@session, @lock, @until)
        ON CONFLICT (session_id) DO UPDATE SET lock = excluded.lock, locked_until = excluded.locked_until WHERE locked_until <= @now
        """,
        "@session", "@lock", "@until", "@now");

    private readonly SqliteCommand extend = database.Prepare(
        "UPDATE sessions SET locked_until = @until WHERE session_id = @session AND lock = @lock AND locked_until > @now",
        "@until", "@session", "@lock", "@now");

    private readonly SqliteCommand holds = database.Prepare(
        "SELECT EXISTS (SELECT 1 FROM sessions WHERE session_id = @session AND lock = @lock AND locked_until > @now)", "@session", "@lock", "@now");

    private readonly SqliteCommand forget = database.Prepare("DELETE FROM sessions WHERE locked_until <= @now AND state IS NULL", "@now");
    private readonly SqliteCommand readState = database.Prepare("SELECT state FROM sessions WHERE session_id = @session", "@session");
    private readonly SqliteCommand writeState = database.Prepare("UPDATE sessions SET state = @state WHERE session_id = @session", "@state", "@session");

    private readonly SqliteCommand anyVisible = database.Prepare(
        "SELECT EXISTS (SELECT 1 FROM messages WHERE session_id = @session AND visible_from <= @now AND lock <> @lock)", "@session", "@now", "@lock");

    private readonly SqliteCommand visible = database.Prepare(
        $"""
        SELECT {BrokeredRows.ColumnsOf(BrokeredRows.Messages)} FROM messages
        WHERE session_id = @session AND visible_from <= @now AND lock <> @lock ORDER BY sequence LIMIT @max
        """,
        "@session", "@now", "@lock", "@max");

    private readonly SqliteCommand from = database.Prepare(
        $"""
        SELECT {BrokeredRows.ColumnsOf(BrokeredRows.Messages)} FROM messages WHERE session_id = @session AND sequence >= @from
        UNION ALL SELECT {BrokeredRows.ColumnsOf(BrokeredRows.Deferred)} FROM deferred WHERE session_id = @session AND sequence >= @from
        ORDER BY sequence LIMIT @max
        """,
        "@session", "@from", "@max", "@now");

    private readonly SqliteCommand take = database.Prepare(
        "UPDATE messages SET lock = @lock, delivery_count = @count WHERE sequence = @sequence", "@lock", "@count", "@sequence");

    private readonly SqliteCommand giveBack = database.Prepare(
        "UPDATE messages SET lock = zeroblob(16) WHERE sequence = @sequence AND lock = @lock", "@sequence", "@lock");

    private readonly SqliteCommand delete = database.Prepare("DELETE FROM messages WHERE sequence = @sequence AND lock = @lock", "@sequence", "@lock");

    /// <summary>The session of the oldest message that nobody holds; null when there is none.</summary>
    public string? Next(DateTimeOffset now)
    {
        using SqliteDataReader rows = next.Query(now.ToUnixTimeMilliseconds());
        return rows.Read() ? rows.GetString(0) : null;
    }

    /// <returns>False when somebody holds it.</returns>
    public bool Accept(SessionLock wanted, DateTimeOffset now) => accept.Run(
        wanted.Session, wanted.Lock.ToByteArray(), wanted.LockedUntil.ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds()) == 1;

    /// <returns>False when it was no longer held.</returns>
    public bool Extend(SessionLock held, DateTimeOffset now, DateTimeOffset until) => extend.Run(
        until.ToUnixTimeMilliseconds(), held.Session, held.Lock.ToByteArray(), now.ToUnixTimeMilliseconds()) == 1;

    public bool Holds(SessionLock held, DateTimeOffset now) =>
        holds.Scalar(held.Session, held.Lock.ToByteArray(), now.ToUnixTimeMilliseconds()) == 1;

    /// <summary>Forgets sessions that nobody holds and that have no state.</summary>
    public void Forget(DateTimeOffset now) => forget.Run(now.ToUnixTimeMilliseconds());

    public byte[]? ReadState(string session)
    {
        using SqliteDataReader rows = readState.Query(session);
        return rows.Read() && !rows.IsDBNull(0) ? rows.GetFieldValue<byte[]>(0) : null;
    }

    public void WriteState(string session, byte[]? state) => writeState.Run(state, session);

    public bool NoneVisible(SessionLock held, DateTimeOffset now) =>
        anyVisible.Scalar(held.Session, now.ToUnixTimeMilliseconds(), held.Lock.ToByteArray()) == 0;

    public SqliteDataReader Visible(SessionLock held, DateTimeOffset now, int max) =>
        visible.Query(held.Session, now.ToUnixTimeMilliseconds(), held.Lock.ToByteArray(), max);

    public SqliteDataReader From(string session, long fromSequence, int max, DateTimeOffset now) =>
        from.Query(session, fromSequence, max, now.ToUnixTimeMilliseconds());

    public void Take(SessionLock held, LockedMessage message) => take.Run(held.Lock.ToByteArray(), message.DeliveryCount, message.Sequence);

    /// <returns>False when the message is not in this holder's hands.</returns>
    public bool GiveBack(SessionLock held, long sequence) => giveBack.Run(sequence, held.Lock.ToByteArray()) == 1;

    /// <returns>False when the message is not in this holder's hands.</returns>
    public bool Delete(SessionLock held, long sequence) => delete.Run(sequence, held.Lock.ToByteArray()) == 1;

    public void Dispose()
    {
        foreach (SqliteCommand command in (SqliteCommand[])[
            next, accept, extend, holds, forget, readState, writeState, anyVisible, visible, from, take, giveBack, delete])
            command.Dispose();
    }
}
