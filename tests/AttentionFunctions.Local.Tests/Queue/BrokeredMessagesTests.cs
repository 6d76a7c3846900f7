using Xunit;

namespace AttentionFunctions.Local.Queue;

public sealed class BrokeredMessagesTests : IDisposable
{
    private readonly QueueFixture fixture = new(maxDeliveryCount: 2);

    private SqliteQueue Queue => fixture.Queue;

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void Every_message_has_a_lock_of_its_own_and_its_envelope_goes_with_it_everywhere()
    {
        Queue.Send([Message("a", 1), Message("b", 2)]);
        IReadOnlyList<BrokeredDelivery> received = Queue.Brokered.Receive(10);
        Assert.NotEqual(received[0].Locked.Lock, received[1].Locked.Lock);
        Assert.Equal([1], received[0].Envelope!);

        Assert.True(Queue.Brokered.Abandon(received[0].Locked, envelope: [9]));
        Assert.True(Queue.Brokered.DeadLetter(received[1].Locked, "no"));
        Assert.Equal([9], Assert.Single(Queue.Brokered.Receive(10)).Envelope!);
        Assert.Equal([2], Assert.Single(Queue.BrokeredDeadLetters.Peek(0, 10)).Envelope!);
        Assert.Equal(1, Queue.Resubmit());
        Assert.Equal([2], Assert.Single(Queue.Brokered.Receive(10)).Envelope!);
    }

    [Fact]
    public void The_last_abandon_and_the_last_ended_lock_make_dead_letters()
    {
        Queue.Send([Message("a", 1), Message("b", 2)]);
        foreach (BrokeredDelivery delivery in Queue.Brokered.Receive(10)) Assert.True(Queue.Brokered.Abandon(delivery.Locked));
        BrokeredDelivery first = Queue.Brokered.Receive(10)[0];
        Assert.True(Queue.Brokered.Abandon(first.Locked));
        fixture.Time.Advance(fixture.Options.LockDuration);

        Assert.Empty(Queue.Brokered.Receive(10));
        Assert.Equal(["a", "b"], Queue.DeadLetters(10).Select(letter => letter.Message.MessageId));
        Assert.All(Queue.DeadLetters(10), letter => Assert.Equal((SqliteQueue.MaxDeliveryCountExceeded, 2), (letter.Reason, letter.DeliveryCount)));
    }

    [Fact]
    public void A_lock_that_ended_settles_nothing()
    {
        Queue.Send([Message("a", 1)]);
        LockedMessage late = Queue.Brokered.Receive(1)[0].Locked;
        fixture.Time.Advance(fixture.Options.LockDuration);
        LockedMessage next = Queue.Brokered.Receive(1)[0].Locked;

        Assert.False(Queue.Brokered.Complete(late));
        Assert.False(Queue.Brokered.Abandon(late, [9]));
        Assert.False(Queue.Brokered.DeadLetter(late, "no", envelope: [9]));
        Assert.Null(Queue.Brokered.Renew(late));
        Assert.True(Queue.Brokered.Complete(next));
        Assert.True(Queue.IsEmpty());
    }

    [Fact]
    public void Only_what_is_scheduled_can_be_cancelled()
    {
        DateTimeOffset due = fixture.Time.GetUtcNow().AddHours(1);
        IReadOnlyList<long> sequences = Queue.Send([Message("now", 1), Message("later", 2) with { Scheduled = due }, Message("too late", 3) with { Scheduled = due }]);
        Assert.Equal("now", Assert.Single(Queue.Brokered.Receive(10)).Locked.Message.MessageId);
        Assert.False(Queue.Brokered.CancelScheduled(sequences[0]));
        Assert.True(Queue.Brokered.CancelScheduled(sequences[1]));
        fixture.Time.Advance(TimeSpan.FromHours(1));
        Assert.False(Queue.Brokered.CancelScheduled(sequences[2]));
        BrokeredDelivery[] due2 = [.. Queue.Brokered.ReceiveAndDelete(10)];
        Assert.Contains(due2, delivery => delivery.Locked.Message.MessageId == "too late" && delivery.Locked.Message.Enqueued == due);
    }

    [Fact]
    public void What_is_deferred_waits_for_its_number_to_be_called_even_in_another_process()
    {
        long[] sequences = [.. Queue.Send([Message("a", 1) with { Session = "s" }, Message("b", 2)])];
        foreach (BrokeredDelivery delivery in Queue.Brokered.Receive(10)) Assert.True(Queue.Brokered.Defer(delivery.Locked, envelope: [9]));
        fixture.Reopen();

        Assert.True(Queue.IsEmpty());
        Assert.Empty(Queue.Brokered.Receive(10));
        Assert.Equal([MessageState.Deferred, MessageState.Deferred], Queue.Brokered.Peek(0, 10).Select(message => message.State));
        Assert.Null(Queue.BrokeredDeferred.ReceiveThese(sequences, deletes: false, session: "s")); // One is not of it.
        BrokeredDelivery mine = Assert.Single(Queue.BrokeredDeferred.ReceiveThese([sequences[0]], deletes: false, session: "s")!);
        Assert.Equal((2, (byte)9), (mine.Locked.DeliveryCount, mine.Envelope![0]));
        Assert.Null(Queue.BrokeredDeferred.ReceiveThese([sequences[0]], deletes: false, session: null));
        fixture.Time.Advance(fixture.Options.LockDuration);

        // That was its last delivery.
        Assert.False(Queue.BrokeredDeferred.Complete(mine.Locked));
        Assert.Null(Queue.BrokeredDeferred.ReceiveThese([sequences[0]], deletes: false, session: null));
        Assert.Equal("a", Assert.Single(Queue.DeadLetters(10)).Message.MessageId);
        Assert.Single(Queue.BrokeredDeferred.ReceiveThese([sequences[1], sequences[1]], deletes: true, session: null)!);
        Assert.Empty(Queue.Brokered.Peek(0, 10));
    }

    private static BrokeredMessage Message(string id, byte envelope) => new(id, new byte[] { 42 }, [envelope]);
}
