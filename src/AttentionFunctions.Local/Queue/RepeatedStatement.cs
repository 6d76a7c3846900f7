using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AttentionFunctions.Local.Queue;

/// <summary>
/// A statement that runs once for every message that is sent. It is bound and stepped without the library's commands, whose parameters and
/// readers take more time than SQLite does. Run it only inside <see cref="QueueDatabase.Write"/>.
/// </summary>
/// <param name="connection">Open by the time of the first use.</param>
internal sealed class RepeatedStatement(SqliteConnection connection, string sql) : IDisposable
{
    private const int OnStack = 256;

    private sqlite3_stmt? compiled;

    private sqlite3_stmt Statement => compiled ??= Compile();

    // Positions are from 1, as SQLite counts them.
    public void Bind(int position, long value) => Check(raw.sqlite3_bind_int64(Statement, position, value));

    public void Bind(int position, string? text)
    {
        if (text is null)
        {
            Check(raw.sqlite3_bind_null(Statement, position));
            return;
        }

        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> bytes = most <= OnStack ? stackalloc byte[OnStack] : new byte[most];
        Check(raw.sqlite3_bind_text(Statement, position, bytes[..Encoding.UTF8.GetBytes(text, bytes)]));
    }

    public void Bind(int position, ReadOnlySpan<byte> blob) => Check(raw.sqlite3_bind_blob(Statement, position, blob));

    public void BindNull(int position) => Check(raw.sqlite3_bind_null(Statement, position));

    /// <returns>The number of rows that it changed.</returns>
    public int Run()
    {
        int outcome = raw.sqlite3_step(Statement);
        raw.sqlite3_reset(Statement);
        if (outcome != raw.SQLITE_DONE) Check(outcome);
        return raw.sqlite3_changes(connection.Handle);
    }

    public void Dispose() => compiled?.Dispose();

    private sqlite3_stmt Compile()
    {
        Check(raw.sqlite3_prepare_v2(connection.Handle, sql, out sqlite3_stmt statement));
        return statement;
    }

    private void Check(int outcome) => SqliteException.ThrowExceptionForRC(outcome, connection.Handle);
}
