using AttentionFunctions.Ingest;
using Microsoft.Data.Sqlite;

namespace AttentionFunctions.Local.Queue;

/// <summary>Runs a prepared statement with its parameters by position; reads the columns that both tables share.</summary>
internal static class SqliteCommandExtensions
{
    public static int Run(this SqliteCommand command, params ReadOnlySpan<object?> values) => command.With(values).ExecuteNonQuery();

    public static SqliteDataReader Query(this SqliteCommand command, params ReadOnlySpan<object?> values) => command.With(values).ExecuteReader();

    public static long Scalar(this SqliteCommand command, params ReadOnlySpan<object?> values) => (long)command.With(values).ExecuteScalar()!;

    /// <summary>The columns <c>enqueued, message_id, body</c> from <paramref name="first"/> on.</summary>
    public static QueueMessage GetMessage(this SqliteDataReader rows, int first) =>
        new(rows.GetFieldValue<byte[]>(first + 2), rows.GetString(first + 1), rows.GetTime(first));

    public static string? GetText(this SqliteDataReader rows, int column) => rows.IsDBNull(column) ? null : rows.GetString(column);

    public static DateTimeOffset GetTime(this SqliteDataReader rows, int column) => DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(column));

    private static SqliteCommand With(this SqliteCommand command, ReadOnlySpan<object?> values)
    {
        for (int i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }
}
