using Microsoft.Data.Sqlite;

namespace AttentionFunctions.Local.Queue;

/// <summary>Duplicate detection: the message ids of the last <paramref name="window"/>. Used only inside <see cref="QueueDatabase.Write"/>.</summary>
/// <param name="window">Zero: every id is new.</param>
internal sealed class RecentIds(QueueDatabase database, TimeSpan window) : IDisposable
{
    private readonly SqliteCommand forget = database.Prepare("DELETE FROM recent_ids WHERE sent <= @before", "@before");

    private readonly SqliteCommand remember = database.Prepare(
        "INSERT OR IGNORE INTO recent_ids (message_id, sent) VALUES (@id, @now)", "@id", "@now");

    /// <summary>Whether the id was not sent within the window; from now on it was.</summary>
    public bool IsNew(string messageId, DateTimeOffset now)
    {
        if (window == TimeSpan.Zero || messageId.Length == 0) return true;
        forget.Run((now - window).ToUnixTimeMilliseconds());
        return remember.Run(messageId, now.ToUnixTimeMilliseconds()) == 1;
    }

    public void Dispose()
    {
        forget.Dispose();
        remember.Dispose();
    }
}
