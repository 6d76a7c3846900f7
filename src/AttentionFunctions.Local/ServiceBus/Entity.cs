using Amqp.Types;
using AttentionFunctions.Local.Queue;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>What is at an address of the endpoint: a queue, or its dead letters. Knows the lock tokens that are out.</summary>
internal sealed class Entity : IMessageSource
{
    private static readonly Symbol LockLost = new("com.microsoft:message-lock-lost");

    private readonly SqliteQueue queue;
    private readonly BrokeredMessages messages;
    private readonly HeldMessages held;

    /// <summary>As receivers of dead letters are told; null in the queue itself.</summary>
    private readonly string? source;

    private Entity(SqliteQueue queue, string? source, HeldSessions? sessions, TimeProvider time)
    {
        (this.queue, this.source, Sessions) = (queue, source, sessions);
        messages = source is null ? queue.Brokered : queue.BrokeredDeadLetters;
        held = new HeldMessages(time);
    }

    public bool IsDeadLetters => source is not null;

    /// <summary>Where the queue requires sessions: its messages are had by session, only its dead letters by all. Else null.</summary>
    public HeldSessions? Sessions { get; }

    public Task NextArrival => queue.NextArrival;

    public DateTimeOffset? Ends => null;

    public Symbol Lost => LockLost;

    public static Entity Of(SqliteQueue queue, EndpointOptions options, TimeProvider time) =>
        new(queue, source: null, queue.Options.RequiresSessions ? new HeldSessions(queue, options.PollInterval, time) : null, time);

    public static Entity OfDeadLetters(SqliteQueue queue, string queueName, TimeProvider time) => new(queue, queueName, sessions: null, time);

    /// <inheritdoc cref="SqliteQueue.Send"/>
    public IReadOnlyList<long> Send(IReadOnlyList<BrokeredMessage> sent) => queue.Send(sent);

    public bool CancelScheduled(long sequence) => messages.CancelScheduled(sequence);

    /// <param name="session">Null for messages of all.</param>
    public IEnumerable<DeliveredMessage> Peek(long fromSequence, int max, string? session) =>
        (session is null ? messages.Peek(fromSequence, max) : queue.Sessions.Peek(session, fromSequence, max)).Select(Open);

    public IEnumerable<DeliveredMessage> ReceiveAndDelete(int max) => messages.ReceiveAndDelete(max).Select(Open);

    public IEnumerable<DeliveredMessage> Receive(int max) => held.Hold(messages.Receive(max), messages).Select(Open);

    public IReadOnlyList<DeliveredMessage>? ReceiveDeferred(IReadOnlyCollection<long> sequences, bool deletes)
    {
        // Those of a session are for its holder; dead letters are not deferred.
        if (Sessions is not null || IsDeadLetters || queue.BrokeredDeferred.ReceiveThese(sequences, deletes, session: null) is not { } found) return null;
        return [.. (deletes ? found : held.Hold(found, queue.BrokeredDeferred)).Select(Open)];
    }

    public bool Complete(Guid token) => held.Take(token) is { } mine && mine.Among.Complete(mine.Delivery.Locked);

    public bool Abandon(Guid token, IEnumerable<KeyValuePair<string, object>> changes) =>
        held.Take(token) is { } mine && mine.Among.Abandon(mine.Delivery.Locked, Envelope.With(mine.Delivery, changes));

    public bool Defer(Guid token, IEnumerable<KeyValuePair<string, object>> changes) =>
        !IsDeadLetters && held.Take(token) is { } mine && mine.Among.Defer(mine.Delivery.Locked, Envelope.With(mine.Delivery, changes));

    public bool DeadLetter(Guid token, string? reason, string? description, IEnumerable<KeyValuePair<string, object>> changes) =>
        !IsDeadLetters && held.Take(token) is { } mine
        && mine.Among.DeadLetter(mine.Delivery.Locked, reason ?? "", description, Envelope.With(mine.Delivery, changes));

    /// <returns>Until when the lock now holds; null when it was no longer held.</returns>
    public DateTimeOffset? Renew(Guid token) => held.Renew(token);

    private DeliveredMessage Open(BrokeredDelivery delivery) => Envelope.Open(delivery, source);
}
