using Microsoft.Data.Sqlite;

namespace AttentionFunctions.Local.Queue;

/// <summary>The queue's SQLite file: one connection behind one lock, its schema, and errors that say what to do.</summary>
/// <remarks>
/// WAL with <c>synchronous=NORMAL</c>: a commit is in the operating system's hands before it returns, so a process killed at any moment
/// loses nothing that was acknowledged and never leaves half a transaction. Only a power cut may lose the last commits (the file stays
/// intact), which a local queue accepts for not waiting on the disk at every send; in Azure the queue is Service Bus.
/// </remarks>
internal sealed class QueueDatabase : IDisposable
{
    /// <summary>SQLite's own wait for a lock of another process; beyond it the client library retries until its command timeout.</summary>
    private const int BusyTimeoutMilliseconds = 5_000;

    private readonly Lock gate = new();
    private readonly string path;
    private readonly SqliteConnection connection;
    private readonly SqliteCommand begin;
    private readonly SqliteCommand commit;
    private readonly SqliteCommand rollback;

    public QueueDatabase(string path)
    {
        this.path = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(this.path)!);
        connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = this.path, Pooling = false }.ToString());
        begin = Prepare("BEGIN IMMEDIATE");
        commit = Prepare("COMMIT");
        rollback = Prepare("ROLLBACK");
        try
        {
            Translated(Open);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>A statement that is compiled at its first use and kept. Run it only inside <see cref="Read"/> or <see cref="Write"/>.</summary>
    public SqliteCommand Prepare(string sql, params ReadOnlySpan<string> parameters)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (string name in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }

    public RepeatedStatement PrepareRepeated(string sql) => new(connection, sql);

    /// <summary>The sequence number of the row that was inserted last, inside the same <see cref="Write"/>.</summary>
    public long LastInserted => SQLitePCL.raw.sqlite3_last_insert_rowid(connection.Handle);

    public T Read<T>(Func<T> body)
    {
        lock (gate) return Translated(body);
    }

    /// <summary>All of <paramref name="body"/> or nothing, and no other writer, of any process, in between.</summary>
    public T Write<T>(Func<T> body)
    {
        lock (gate) return Translated(() => InTransaction(body));
    }

    public void Dispose()
    {
        begin.Dispose();
        commit.Dispose();
        rollback.Dispose();
        connection.Dispose();
    }

    private T InTransaction<T>(Func<T> body)
    {
        begin.ExecuteNonQuery();
        try
        {
            T result = body();
            commit.ExecuteNonQuery();
            return result;
        }
        catch
        {
            // A full disk makes SQLite roll back by itself; a second rollback would then hide the cause.
            if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0) rollback.ExecuteNonQuery();
            throw;
        }
    }

    private bool Open()
    {
        connection.Open();
        Execute($"PRAGMA busy_timeout = {BusyTimeoutMilliseconds}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
        return InTransaction(() =>
        {
            using SqliteCommand version = Prepare("PRAGMA user_version");
            long found = (long)version.ExecuteScalar()!;
            Execute(QueueSchema.From(found, path));
            Execute(QueueSchema.Receivers);
            return true;
        });
    }

    private void Execute(string sql)
    {
        using SqliteCommand command = Prepare(sql);
        command.ExecuteNonQuery();
    }

    private T Translated<T>(Func<T> body)
    {
        try
        {
            return body();
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB)
        {
            throw new InvalidDataException(
                $"{path} is damaged or is no queue ({failure.Message}) Stop every process that uses it, move it away together with its " +
                "-wal and -shm files, and start again: a new queue is made. Events that were still waiting in it have to be sent again.", failure);
        }
    }
}
