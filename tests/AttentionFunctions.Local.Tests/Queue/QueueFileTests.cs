using Microsoft.Data.Sqlite;
using Xunit;

namespace AttentionFunctions.Local.Queue;

public sealed class QueueFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_that_is_no_database_is_refused_with_advice()
    {
        string path = folder.File("queue.db");
        File.WriteAllText(path, new string('x', 5_000));

        InvalidDataException failure = Assert.Throws<InvalidDataException>(() => new SqliteQueue(path));

        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
        Assert.Contains("move it away", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_is_named_when_it_is_opened()
    {
        string path = folder.File("queue.db");
        using (SqliteQueue queue = new(path))
            await queue.SendAsync([.. Enumerable.Range(0, 2_000).Select(i => QueueFixture.Message($"{i}"))]);
        byte[] bytes = File.ReadAllBytes(path);
        bytes.AsSpan(4_096).Fill(0xA5);
        File.WriteAllBytes(path, bytes);

        Assert.Throws<InvalidDataException>(() => new SqliteQueue(path));
    }

    [Fact]
    public void A_file_of_a_newer_format_is_left_alone()
    {
        string path = folder.File("queue.db");
        using (SqliteConnection connection = new($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 7";
            command.ExecuteNonQuery();
        }

        Assert.Contains("format 7", Assert.Throws<InvalidDataException>(() => new SqliteQueue(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Makes_the_folder() => new SqliteQueue(folder.File("deep/er/queue.db")).Dispose();
}
