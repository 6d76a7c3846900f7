using Microsoft.Data.Sqlite;

namespace AttentionFunctions.Local.Queue;

/// <summary>Duplicate detection: the message ids of the last <paramref name="window"/>. Used only inside <see cref="QueueDatabase.Write"/>.</summary>
/// <param name="window">Zero: every id is new.</param>
internal sealed class RecentIds(QueueDatabase database, TimeSpan window) : IDisposable
{
    private readonly SqliteCommand forget = database.Prepare("DELETE FROM recent_ids WHERE sent <= @before", "@before");

    private readonly RepeatedStatement remember = database.PrepareRepeated("INSERT OR IGNORE INTO recent_ids (message_id, sent) VALUES (?, ?)");

    /// <summary>Before <see cref="IsNew"/>, once for all that is sent together: the ids from before the window can come again.</summary>
    public void Forget(DateTimeOffset now)
    {
        if (window > TimeSpan.Zero) forget.Run((now - window).ToUnixTimeMilliseconds());
    }

    /// <summary>Whether the id was not sent within the window; from now on it was.</summary>
    public bool IsNew(string messageId, DateTimeOffset now)
    {
        if (window == TimeSpan.Zero || messageId.Length == 0) return true;
        remember.Bind(1, messageId);
        remember.Bind(2, now.ToUnixTimeMilliseconds());
        return remember.Run() == 1;
    }

    public void Dispose()
    {
        forget.Dispose();
        remember.Dispose();
    }
}
