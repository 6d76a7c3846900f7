namespace AttentionFunctions.Local.Queue;

/// <summary>The tables of the queue's file, and how files of older versions become files of this one.</summary>
internal static class QueueSchema
{
    private const int Version = 3;

    /// <summary>
    /// <c>visible_from</c> and <c>lock</c> are set from the start with values of their final size: then SQLite updates a row in place
    /// instead of writing its body anew. <c>body</c> is last, so that a scan for visible messages does not walk over it.
    /// AUTOINCREMENT, because a sequence number must not come again after the queue ran empty.
    /// <c>envelope</c> is what a Service Bus client sent around the body; it and <c>session_id</c> are null for messages of this program.
    /// </summary>
    private const string Tables = """
        CREATE TABLE messages (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            visible_from INTEGER NOT NULL,
            lock BLOB NOT NULL DEFAULT (zeroblob(16)),
            delivery_count INTEGER NOT NULL DEFAULT 0,
            enqueued INTEGER NOT NULL,
            message_id TEXT NOT NULL,
            session_id TEXT,
            envelope BLOB,
            body BLOB NOT NULL);
        CREATE TABLE dead_letters (
            sequence INTEGER PRIMARY KEY,
            visible_from INTEGER NOT NULL DEFAULT 0,
            lock BLOB NOT NULL DEFAULT (zeroblob(16)),
            delivery_count INTEGER NOT NULL,
            reason TEXT NOT NULL,
            description TEXT,
            dead_lettered INTEGER NOT NULL,
            enqueued INTEGER NOT NULL,
            message_id TEXT NOT NULL,
            session_id TEXT,
            envelope BLOB,
            body BLOB NOT NULL);
        """;

    /// <summary>The ids of duplicate detection. They outlive their messages.</summary>
    private const string RecentIds = """
        CREATE TABLE recent_ids (message_id TEXT PRIMARY KEY, sent INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX recent_ids_by_time ON recent_ids (sent);
        """;

    /// <summary>
    /// Who holds which session, and what holders keep with it: a row is made when a session is accepted. And messages that a receiver put
    /// aside, which are had by sequence number only.
    /// </summary>
    private const string SessionsAndDeferred = """
        CREATE TABLE sessions (session_id TEXT PRIMARY KEY, lock BLOB NOT NULL, locked_until INTEGER NOT NULL, state BLOB) WITHOUT ROWID;
        CREATE TABLE deferred (
            sequence INTEGER PRIMARY KEY,
            visible_from INTEGER NOT NULL,
            lock BLOB NOT NULL DEFAULT (zeroblob(16)),
            delivery_count INTEGER NOT NULL,
            enqueued INTEGER NOT NULL,
            message_id TEXT NOT NULL,
            session_id TEXT,
            envelope BLOB,
            body BLOB NOT NULL);
        CREATE INDEX messages_by_session ON messages (session_id, sequence) WHERE session_id IS NOT NULL;
        PRAGMA user_version = 3;
        """;

    /// <summary>
    /// Who has the file open. Added to files that were made without it, whatever their version: a program that does not know it lets locks
    /// run out, as before.
    /// </summary>
    public const string Receivers = """
        CREATE TABLE IF NOT EXISTS receivers (
            receiver BLOB PRIMARY KEY,
            machine TEXT NOT NULL,
            process INTEGER NOT NULL,
            started INTEGER NOT NULL);
        """;

    /// <summary>Version 1 knew neither Service Bus clients nor duplicates.</summary>
    private const string UpgradeFrom1 = """
        ALTER TABLE messages ADD COLUMN envelope BLOB;
        ALTER TABLE dead_letters ADD COLUMN visible_from INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE dead_letters ADD COLUMN lock BLOB NOT NULL DEFAULT x'00000000000000000000000000000000';
        ALTER TABLE dead_letters ADD COLUMN envelope BLOB;
        """;

    /// <summary>Version 2 knew neither sessions nor deferring.</summary>
    private const string UpgradeFrom2 = """
        ALTER TABLE messages ADD COLUMN session_id TEXT;
        ALTER TABLE dead_letters ADD COLUMN session_id TEXT;
        """;

    /// <param name="found">The file's version; 0 for a new file.</param>
    /// <param name="path">The file, for the error.</param>
    /// <returns>The statements that make it a file of this version.</returns>
    /// <exception cref="InvalidDataException">A newer program wrote it.</exception>
    public static string From(long found, string path) => found switch
    {
        0 => Tables + RecentIds + SessionsAndDeferred,
        1 => UpgradeFrom1 + RecentIds + UpgradeFrom2 + SessionsAndDeferred,
        2 => UpgradeFrom2 + SessionsAndDeferred,
        Version => "",
        _ => throw new InvalidDataException(
            $"{path} has queue format {found}, this program knows {Version}. Let the program that wrote it empty it, or name another folder."),
    };
}
