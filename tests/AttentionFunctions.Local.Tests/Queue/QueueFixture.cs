using System.Text;
using AttentionFunctions.Ingest;
using Microsoft.Extensions.Time.Testing;

namespace AttentionFunctions.Local.Queue;

internal sealed class QueueFixture : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public QueueFixture(int maxDeliveryCount = 10)
    {
        Options = new SqliteQueueOptions { LockDuration = TimeSpan.FromSeconds(30), MaxDeliveryCount = maxDeliveryCount };
        Queue = Open();
    }

    public SqliteQueueOptions Options { get; }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UnixEpoch.AddYears(50));

    public SqliteQueue Queue { get; private set; }

    public SqliteQueue Open(TimeProvider? time = null) => new(folder.File("queue.db"), Options, time ?? Time);

    public void Reopen()
    {
        Queue.Dispose();
        Queue = Open();
    }

    public Task SendAsync(params IEnumerable<string> ids) => Queue.SendAsync([.. ids.Select(Message)]);

    public static OutgoingMessage Message(string id) => new(id, Encoding.UTF8.GetBytes("body of " + id));

    public static IEnumerable<string> Ids(IEnumerable<LockedMessage> messages) => messages.Select(message => message.Message.MessageId);

    public void Dispose()
    {
        Queue.Dispose();
        folder.Dispose();
    }
}
