using Microsoft.Data.Sqlite;

namespace AttentionFunctions.Local.Queue;

/// <summary>
/// Who has the queue open. The locks of a receiver begin with its number, so that those of a killed process need not run out before
/// others get its messages.
/// </summary>
internal sealed class ReceiverStatements(QueueDatabase database) : IDisposable
{
    private readonly SqliteCommand insert = database.Prepare(
        "INSERT INTO receivers (receiver, machine, process, started) VALUES (@receiver, @machine, @process, @started)",
        "@receiver", "@machine", "@process", "@started");

    private readonly SqliteCommand list = database.Prepare("SELECT receiver, machine, process, started FROM receivers");
    private readonly SqliteCommand delete = database.Prepare("DELETE FROM receivers WHERE receiver = @receiver", "@receiver");

    private readonly SqliteCommand release = database.Prepare(
        "UPDATE messages SET visible_from = @now, lock = zeroblob(16) WHERE visible_from > @now AND substr(lock, 1, 8) = @receiver",
        "@now", "@receiver");

    public void Insert(byte[] receiver, ProcessIdentity process) => insert.Run(receiver, process.Machine, process.Id, process.Started);

    public void Delete(byte[] receiver) => delete.Run(receiver);

    /// <summary>Makes visible what receivers of dead processes hold, and forgets them. The delivery counts: it may have been what killed them.</summary>
    public void ReleaseDead(DateTimeOffset now)
    {
        foreach (byte[] receiver in Dead())
        {
            release.Run(now.ToUnixTimeMilliseconds(), receiver);
            delete.Run(receiver);
        }
    }

    public void Dispose()
    {
        foreach (SqliteCommand command in (SqliteCommand[])[insert, list, delete, release]) command.Dispose();
    }

    private List<byte[]> Dead()
    {
        List<byte[]> dead = [];
        using SqliteDataReader rows = list.Query();
        while (rows.Read())
            if (!new ProcessIdentity(rows.GetString(1), rows.GetInt32(2), rows.GetInt64(3)).IsAlive) dead.Add(rows.GetFieldValue<byte[]>(0));
        return dead;
    }
}
