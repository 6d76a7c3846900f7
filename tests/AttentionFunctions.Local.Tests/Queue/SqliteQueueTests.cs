using System.Text;
using Xunit;
using static AttentionFunctions.Local.Queue.QueueFixture;

namespace AttentionFunctions.Local.Queue;

public sealed class SqliteQueueTests : IDisposable
{
    private readonly QueueFixture fixture = new(maxDeliveryCount: 3);

    private SqliteQueue Queue => fixture.Queue;

    public void Dispose() => fixture.Dispose();

    [Fact]
    public async Task Hands_out_in_order_of_sending_with_body_and_time()
    {
        await fixture.SendAsync("a", "b");
        await fixture.SendAsync("c");

        IReadOnlyList<LockedMessage> received = Queue.Receive(10);

        Assert.Equal(["a", "b", "c"], Ids(received));
        Assert.Equal("body of a", Encoding.UTF8.GetString(received[0].Message.Body.Span));
        Assert.Equal(fixture.Time.GetUtcNow(), received[0].Message.Enqueued);
        Assert.Equal(fixture.Time.GetUtcNow() + fixture.Options.LockDuration, received[0].LockedUntil);
        Assert.True(received[0].Sequence < received[1].Sequence);
    }

    [Fact]
    public async Task A_locked_message_is_not_handed_out_again()
    {
        await fixture.SendAsync("a", "b", "c");

        Assert.Equal(["a", "b"], Ids(Queue.Receive(2)));
        Assert.Equal(["c"], Ids(Queue.Receive(2)));
        Assert.Empty(Queue.Receive(2));
        Assert.Equal(new QueueCounts(3, 3, 0), Queue.Count());
    }

    [Fact]
    public async Task A_completed_message_is_gone()
    {
        await fixture.SendAsync("a");

        Assert.Equal(1, Queue.Complete(Queue.Receive(1)));

        fixture.Time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(Queue.Receive(1));
        Assert.True(Queue.IsEmpty());
    }

    [Fact]
    public async Task An_abandoned_message_is_next_and_counts_the_delivery()
    {
        await fixture.SendAsync("a", "b");
        Queue.Abandon(Queue.Receive(1));

        LockedMessage again = Queue.Receive(1)[0];

        Assert.Equal("a", again.Message.MessageId);
        Assert.Equal(2, again.DeliveryCount);
    }

    [Fact]
    public async Task A_message_abandoned_with_a_delay_lets_others_pass()
    {
        await fixture.SendAsync("a", "b");
        Queue.Abandon(Queue.Receive(1), TimeSpan.FromSeconds(5));

        Assert.Equal(["b"], Ids(Queue.Receive(2)));
        fixture.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["a"], Ids(Queue.Receive(2)));
    }

    [Fact]
    public async Task A_lock_that_ran_out_settles_nothing()
    {
        await fixture.SendAsync("a");
        IReadOnlyList<LockedMessage> late = Queue.Receive(1);
        fixture.Time.Advance(fixture.Options.LockDuration);
        IReadOnlyList<LockedMessage> current = Queue.Receive(1);

        Assert.Equal(0, Queue.Complete(late) + Queue.Abandon(late) + Queue.Renew(late) + Queue.DeadLetter(late, "x"));
        Assert.Equal(2, current[0].DeliveryCount);
        Assert.Equal(1, Queue.Complete(current));
    }

    [Fact]
    public async Task Renewing_keeps_a_message_locked()
    {
        await fixture.SendAsync("a");
        IReadOnlyList<LockedMessage> received = Queue.Receive(1);
        for (int i = 0; i < 5; i++)
        {
            fixture.Time.Advance(fixture.Options.LockDuration / 2);
            Assert.Equal(1, Queue.Renew(received));
            Assert.Empty(Queue.Receive(1));
        }

        Assert.Equal(1, Queue.Complete(received));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_the_last_delivery_a_message_becomes_a_dead_letter(bool abandoned)
    {
        await fixture.SendAsync("a", "b");
        for (int delivery = 1; delivery <= 3; delivery++)
        {
            IReadOnlyList<LockedMessage> received = Queue.Receive(1);
            Assert.Equal("a", received[0].Message.MessageId);
            if (abandoned) Queue.Abandon(received);
            else fixture.Time.Advance(fixture.Options.LockDuration);
        }

        Assert.Equal(["b"], Ids(Queue.Receive(2)));
        DeadLetter letter = Assert.Single(Queue.DeadLetters(10));
        Assert.Equal("a", letter.Message.MessageId);
        Assert.Equal(SqliteQueue.MaxDeliveryCountExceeded, letter.Reason);
        Assert.Equal(3, letter.DeliveryCount);
        Assert.Contains("3", letter.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_letter_keeps_reason_and_body_and_can_be_sent_again()
    {
        await fixture.SendAsync("a", "b");
        DateTimeOffset enqueued = fixture.Time.GetUtcNow();
        IReadOnlyList<LockedMessage> received = Queue.Receive(2);
        Queue.DeadLetter(received, "NotJson", "line 1");
        DeadLetter first = Queue.DeadLetters(1)[0];
        Assert.Equal(("NotJson", "line 1", "a"), (first.Reason, first.Description, first.Message.MessageId));
        Assert.Equal(["b"], Queue.DeadLetters(5, after: first.Sequence).Select(letter => letter.Message.MessageId));

        fixture.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, Queue.Resubmit([first.Sequence, 999]));
        LockedMessage again = Assert.Single(Queue.Receive(5));
        Assert.Equal(1, again.DeliveryCount);
        Assert.True(again.Sequence > received[1].Sequence);
        Assert.Equal(enqueued, again.Message.Enqueued);
        Assert.Equal("body of a", Encoding.UTF8.GetString(again.Message.Body.Span));

        Assert.Equal(1, Queue.Resubmit());
        Assert.Equal(0, Queue.Count().DeadLetters);
    }

    [Fact]
    public async Task A_limit_by_delivery_count_separates_redelivered_messages()
    {
        await fixture.SendAsync("a", "b", "c");
        Queue.Abandon(Queue.Receive(3));
        await fixture.SendAsync("d", "e");

        Assert.Equal(["a", "b"], Ids(Queue.Receive(count => count == 1 ? 10 : 2)));
        Assert.Equal(["c"], Ids(Queue.Receive(count => count == 1 ? 10 : 2)));
        Assert.Equal(["d", "e"], Ids(Queue.Receive(count => count == 1 ? 10 : 2)));
    }

    [Fact]
    public async Task Messages_locks_and_sequence_survive_a_restart()
    {
        await fixture.SendAsync("a", "b");
        IReadOnlyList<LockedMessage> received = Queue.Receive(1);
        fixture.Reopen();

        Assert.Equal(["b"], Ids(Queue.Receive(5)));
        Assert.Equal(1, Queue.Complete(received));
        fixture.Time.Advance(fixture.Options.LockDuration);
        LockedMessage last = Queue.Receive(5)[0];
        Queue.Complete([last]);
        fixture.Reopen();
        await fixture.SendAsync("c");
        Assert.True(Queue.Receive(1)[0].Sequence > last.Sequence);
    }

    [Fact]
    public async Task A_send_wakes_whoever_waits()
    {
        Task arrival = Queue.NextArrival;
        Assert.False(arrival.IsCompleted);
        await fixture.SendAsync("a");
        await arrival.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.False(Queue.NextArrival.IsCompleted);
    }

    [Fact]
    public async Task Threads_and_connections_share_the_queue_without_loss_or_double_delivery()
    {
        const int perSender = 2_000;
        using SqliteQueue other = fixture.Open();
        int completed = 0;
        System.Collections.Concurrent.ConcurrentBag<string> seen = [];
        Task[] senders = [.. new[] { Queue, other }.Select((queue, sender) => Task.Run(async () =>
        {
            for (int i = 0; i < perSender; i += 50)
                await queue.SendAsync([.. Enumerable.Range(i, 50).Select(n => Message($"{sender}-{n}"))]);
        }))];
        Task[] receivers = [.. new[] { Queue, other, Queue, other }.Select(queue => Task.Run(() =>
        {
            while (Volatile.Read(ref completed) < 2 * perSender)
            {
                IReadOnlyList<LockedMessage> received = queue.Receive(70);
                foreach (string id in Ids(received)) seen.Add(id);
                Interlocked.Add(ref completed, queue.Complete(received));
            }
        }))];

        await Task.WhenAll([.. senders, .. receivers]).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(2 * perSender, seen.Count);
        Assert.Equal(2 * perSender, seen.Distinct().Count());
    }
}
