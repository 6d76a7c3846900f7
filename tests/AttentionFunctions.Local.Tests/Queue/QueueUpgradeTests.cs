using Microsoft.Data.Sqlite;
using Xunit;

namespace AttentionFunctions.Local.Queue;

/// <summary>Files of older versions, as their programs wrote them.</summary>
public sealed class QueueUpgradeTests : IDisposable
{
    private const string Version1 = """
        CREATE TABLE messages (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT, visible_from INTEGER NOT NULL, lock BLOB NOT NULL DEFAULT (zeroblob(16)),
            delivery_count INTEGER NOT NULL DEFAULT 0, enqueued INTEGER NOT NULL, message_id TEXT NOT NULL, body BLOB NOT NULL);
        CREATE TABLE dead_letters (
            sequence INTEGER PRIMARY KEY, delivery_count INTEGER NOT NULL, reason TEXT NOT NULL, description TEXT,
            dead_lettered INTEGER NOT NULL, enqueued INTEGER NOT NULL, message_id TEXT NOT NULL, body BLOB NOT NULL);
        INSERT INTO messages (sequence, visible_from, enqueued, message_id, body) VALUES (7, 0, 1000, 'waiting', x'01');
        INSERT INTO dead_letters VALUES (3, 10, 'Why', 'because', 2000, 1000, 'dead', x'02');
        PRAGMA user_version = 1;
        """;

    private const string Version2 = """
        CREATE TABLE messages (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT, visible_from INTEGER NOT NULL, lock BLOB NOT NULL DEFAULT (zeroblob(16)),
            delivery_count INTEGER NOT NULL DEFAULT 0, enqueued INTEGER NOT NULL, message_id TEXT NOT NULL, envelope BLOB, body BLOB NOT NULL);
        CREATE TABLE dead_letters (
            sequence INTEGER PRIMARY KEY, visible_from INTEGER NOT NULL DEFAULT 0, lock BLOB NOT NULL DEFAULT (zeroblob(16)),
            delivery_count INTEGER NOT NULL, reason TEXT NOT NULL, description TEXT, dead_lettered INTEGER NOT NULL,
            enqueued INTEGER NOT NULL, message_id TEXT NOT NULL, envelope BLOB, body BLOB NOT NULL);
        CREATE TABLE recent_ids (message_id TEXT PRIMARY KEY, sent INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX recent_ids_by_time ON recent_ids (sent);
        INSERT INTO messages (sequence, visible_from, enqueued, message_id, body) VALUES (7, 0, 1000, 'waiting', x'01');
        INSERT INTO dead_letters (sequence, delivery_count, reason, description, dead_lettered, enqueued, message_id, body)
        VALUES (3, 10, 'Why', 'because', 2000, 1000, 'dead', x'02');
        PRAGMA user_version = 2;
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Keep_their_messages_and_learn_what_is_new(int version)
    {
        string path = folder.File("queue.db");
        using (SqliteConnection connection = new($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = version == 1 ? Version1 : Version2;
            command.ExecuteNonQuery();
        }

        using SqliteQueue queue = new(path, new SqliteQueueOptions { DuplicateWindow = TimeSpan.FromMinutes(1) });

        BrokeredDelivery letter = Assert.Single(queue.BrokeredDeadLetters.Receive(10));
        Assert.Equal((3L, "Why", "because"), (letter.Locked.Sequence, letter.DeadLetterReason, letter.DeadLetterDescription));
        Assert.Empty(queue.BrokeredDeadLetters.Receive(10));
        Assert.True(queue.BrokeredDeadLetters.Complete(letter.Locked));
        queue.Send([new BrokeredMessage("new", new byte[] { 1 }), new BrokeredMessage("new", new byte[] { 1 })]);
        Assert.Equal([7L, 8L], queue.Receive(10).Select(message => message.Sequence));
        Assert.Equal(new QueueCounts(2, 2, 0), queue.Count());
        queue.Send([new BrokeredMessage("in a session", new byte[] { 1 }, Session: "s")]);
        Assert.Single(queue.Sessions.Receive(queue.Sessions.Accept("s")!, 10));
    }
}
