using System.Buffers.Binary;
using System.Security.Cryptography;
using AttentionFunctions.Ingest;
using Microsoft.Data.Sqlite;

namespace AttentionFunctions.Local.Queue;

/// <summary>
/// A durable queue in one SQLite file, with the semantics of Service Bus peek-lock: at least once, in order of sequence among what is
/// visible. Several processes may share the file. Safe to call from several threads.
/// </summary>
internal sealed class SqliteQueue : IEventQueue, IDisposable
{
    public const string MaxDeliveryCountExceeded = "MaxDeliveryCountExceeded";

    private readonly SqliteQueueOptions options;
    private readonly TimeProvider time;
    private readonly QueueDatabase database;
    private readonly MessageStatements messages;
    private readonly DeadLetterStatements deadLetters;
    private readonly DeadLettering deadLettering;
    private readonly Deferring deferring;
    private readonly RecentIds recentIds;
    private readonly ReceiverStatements receivers;
    private readonly byte[] receiver = RandomNumberGenerator.GetBytes(8);
    private long receives;
    private int disposed;
    private TaskCompletionSource arrival = NewArrival();

    /// <param name="path">The file; it and its folder are made when absent.</param>
    /// <exception cref="InvalidDataException">The file is damaged, is no queue, or is of another format version.</exception>
    public SqliteQueue(string path, SqliteQueueOptions? options = null, TimeProvider? time = null)
    {
        this.options = options ?? new SqliteQueueOptions();
        this.time = time ?? TimeProvider.System;
        database = new QueueDatabase(path);
        messages = new MessageStatements(database);
        deadLetters = new DeadLetterStatements(database);
        deadLettering = new DeadLettering(database, messages, BrokeredRows.Messages, this.options.MaxDeliveryCount);
        deferring = new Deferring(database, messages);
        recentIds = new RecentIds(database, this.options.DuplicateWindow);
        Brokered = new BrokeredMessages(database, BrokeredRows.Messages, this.options, this.time);
        BrokeredDeferred = new BrokeredMessages(database, BrokeredRows.Deferred, this.options, this.time);
        BrokeredDeadLetters = new BrokeredMessages(database, BrokeredRows.DeadLetters, this.options, this.time);
        Sessions = new QueueSessions(database, this.options.LockDuration, this.time, messages, deadLettering, deferring, AnnounceArrival);
        receivers = new ReceiverStatements(database);
        try
        {
            database.Write(() =>
            {
                receivers.ReleaseDead(this.time.GetUtcNow());
                receivers.Insert(receiver, ProcessIdentity.Current);
                return true;
            });
        }
        catch
        {
            Close();
            throw;
        }
    }

    public SqliteQueueOptions Options => options;

    /// <summary>The waiting messages as Service Bus clients take them.</summary>
    public BrokeredMessages Brokered { get; }

    /// <summary>What clients put aside, to be had by sequence number. Not counted as waiting.</summary>
    public BrokeredMessages BrokeredDeferred { get; }

    /// <summary>The dead letters as Service Bus clients take them.</summary>
    public BrokeredMessages BrokeredDeadLetters { get; }

    /// <summary>The waiting messages as Service Bus clients take them where <see cref="SqliteQueueOptions.RequiresSessions"/>.</summary>
    public QueueSessions Sessions { get; }

    /// <summary>Stores all messages in one transaction.</summary>
    public Task SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        DateTimeOffset now = time.GetUtcNow();
        Store(messages.Count, () => [.. messages.Select(message => this.messages.Insert(new BrokeredMessage(message.MessageId, message.Body), now))]);
        return Task.CompletedTask;
    }

    /// <summary>Stores all messages in one transaction, but those whose id was sent within <see cref="SqliteQueueOptions.DuplicateWindow"/>.</summary>
    /// <returns>Their sequence numbers, 0 for a duplicate.</returns>
    /// <exception cref="MessageRefusedException">The queue does not take one of them; none is stored.</exception>
    public IReadOnlyList<long> Send(IReadOnlyList<BrokeredMessage> messages)
    {
        foreach (BrokeredMessage message in messages) MessageRefusedException.ThrowUnlessTaken(message, options);
        DateTimeOffset now = time.GetUtcNow();
        return Store(messages.Count, () =>
        {
            recentIds.Forget(now);
            return [.. messages.Select(message => recentIds.IsNew(message.MessageId, now) ? this.messages.Insert(message, now) : 0)];
        });
    }

    /// <summary>Locks and returns up to <paramref name="max"/> visible messages, oldest first; empty when there are none.</summary>
    public IReadOnlyList<LockedMessage> Receive(int max) => Receive(max, _ => max, long.MaxValue, mixed: true);

    /// <summary>
    /// As <see cref="Receive(int)"/>, but only neighbours of the same delivery count together, and as many as <paramref name="limit"/> says
    /// for that count (1 at the first delivery): what failed before can so be tried in smaller company.
    /// </summary>
    /// <param name="maxBytes">Of all bodies together; one message comes in any case.</param>
    public IReadOnlyList<LockedMessage> Receive(Func<int, int> limit, long maxBytes = long.MaxValue) => Receive(limit(1), limit, maxBytes, mixed: false);

    /// <summary>Removes what was handled. Returns how many locks were still held; the other messages come (or came) again.</summary>
    public int Complete(IReadOnlyList<LockedMessage> received) => SettleTogether(received, messages.Delete);

    /// <summary>Gives messages back, or dead-letters those that had their last delivery. Returns how many locks were still held.</summary>
    /// <param name="delay">How long nobody receives them.</param>
    public int Abandon(IReadOnlyList<LockedMessage> received, TimeSpan delay = default) => Settle(received, (message, now) =>
    {
        if (message.DeliveryCount < options.MaxDeliveryCount) return messages.Unlock(message, now, now + delay);
        return messages.Unlock(message, now, now) && deadLettering.MoveIfExhausted(message.Sequence, message.DeliveryCount, now);
    });

    /// <summary>Gives messages up. Returns how many locks were still held.</summary>
    public int DeadLetter(IReadOnlyList<LockedMessage> received, string reason, string? description = null) =>
        Settle(received, (message, now) =>
        {
            if (!messages.Unlock(message, now, now)) return false;
            deadLettering.Move(message.Sequence, message.DeliveryCount, reason, description, now);
            return true;
        });

    /// <summary>Extends the locks by the lock duration from now. Returns how many were still held.</summary>
    public int Renew(IReadOnlyList<LockedMessage> received) =>
        SettleTogether(received, (deliveries, now) => messages.Extend(deliveries, now, now + options.LockDuration));

    /// <inheritdoc/>
    public ValueTask<QueueDepth?> DepthAsync(CancellationToken cancel = default)
    {
        QueueCounts counts = Count();
        return ValueTask.FromResult<QueueDepth?>(new QueueDepth(counts.Active, counts.DeadLetters));
    }

    public QueueCounts Count()
    {
        DateTimeOffset now = time.GetUtcNow();
        return database.Read(() => new QueueCounts(messages.Count(), messages.CountHidden(now), deadLetters.Count()));
    }

    /// <summary>Nothing waits and nothing is locked: everything sent so far was handled or given up.</summary>
    public bool IsEmpty() => database.Read(messages.None);

    /// <summary>The oldest dead letters with a sequence number above <paramref name="after"/>.</summary>
    public IReadOnlyList<DeadLetter> DeadLetters(int max, long after = 0) => database.Read(() => deadLetters.List(max, after));

    /// <summary>
    /// Sends dead letters again, with new sequence numbers and a delivery count of zero. The enqueued time stays: events without a time
    /// take it, and must come out the same as at the first delivery.
    /// </summary>
    /// <param name="sequences">Which ones; null for all.</param>
    /// <returns>How many there were.</returns>
    public int Resubmit(IReadOnlyList<long>? sequences = null)
    {
        DateTimeOffset now = time.GetUtcNow();
        int moved = database.Write(() => sequences is null
            ? deadLetters.MoveAllToMessages(now)
            : sequences.Sum(sequence => deadLetters.MoveToMessages(sequence, now)));
        if (moved > 0) AnnounceArrival();
        return moved;
    }

    /// <summary>
    /// Done at this process's next send or release of a session; those of other processes are not announced. Take it before looking into
    /// the queue: then no arrival between the look and the wait is missed.
    /// </summary>
    public Task NextArrival => Volatile.Read(ref arrival).Task;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        try
        {
            database.Write(() =>
            {
                receivers.Delete(receiver);
                return true;
            });
        }
        catch (Exception failure) when (failure is SqliteException or InvalidDataException)
        {
            // The file cannot be used any more, which its users were told. The entry goes when this process does.
        }

        Close();
    }

    private void Close()
    {
        messages.Dispose();
        deadLettering.Dispose();
        deferring.Dispose();
        deadLetters.Dispose();
        recentIds.Dispose();
        Brokered.Dispose();
        BrokeredDeferred.Dispose();
        BrokeredDeadLetters.Dispose();
        Sessions.Dispose();
        receivers.Dispose();
        database.Dispose();
    }

    private long[] Store(int count, Func<long[]> store)
    {
        if (count == 0) return [];
        long[] sequences = database.Write(store);
        AnnounceArrival();
        return sequences;
    }

    private List<LockedMessage> Receive(int max, Func<int, int> limit, long maxBytes, bool mixed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        DateTimeOffset now = time.GetUtcNow();
        // Looking first keeps an idle receiver from taking the write lock at every poll.
        if (database.Read(() => messages.NoneVisible(now))) return [];
        return database.Write(() =>
        {
            DateTimeOffset until = now + options.LockDuration;
            while (true)
            {
                List<LockedMessage> visible = messages.ReadVisible(now, until, NextLock(), max, limit, maxBytes, mixed);
                // A lock that ran out after the last delivery: the receiver never came back.
                if (visible.RemoveAll(message => deadLettering.MoveIfExhausted(message.Sequence, message.DeliveryCount - 1, now)) == 0 || visible.Count > 0)
                {
                    if (visible.Count > 0) messages.Lock(visible, now);
                    return visible;
                }
            }
        });
    }

    private int Settle(IReadOnlyList<LockedMessage> received, Func<LockedMessage, DateTimeOffset, bool> settle)
    {
        if (received.Count == 0) return 0;
        DateTimeOffset now = time.GetUtcNow();
        return database.Write(() => received.Count(message => settle(message, now)));
    }

    /// <summary>Messages that were received together share a lock: one statement settles them.</summary>
    private int SettleTogether(IReadOnlyList<LockedMessage> received, Func<IGrouping<Guid, LockedMessage>, DateTimeOffset, int> settle)
    {
        if (received.Count == 0) return 0;
        DateTimeOffset now = time.GetUtcNow();
        return database.Write(() => received.GroupBy(message => message.Lock).Sum(deliveries => settle(deliveries, now)));
    }

    /// <summary>This receiver's number, then which of its receives it was.</summary>
    private Guid NextLock()
    {
        Span<byte> token = stackalloc byte[16];
        receiver.CopyTo(token);
        BinaryPrimitives.WriteInt64LittleEndian(token[8..], Interlocked.Increment(ref receives));
        return new Guid(token);
    }

    private void AnnounceArrival() => Interlocked.Exchange(ref arrival, NewArrival()).TrySetResult();

    private static TaskCompletionSource NewArrival() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
