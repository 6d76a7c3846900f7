using Amqp.Types;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>What a receiver's link hands out and settles: a whole entity's messages, or those of one session.</summary>
internal interface IMessageSource
{
    /// <summary>Done when there may be messages; see <see cref="Queue.SqliteQueue.NextArrival"/>.</summary>
    Task NextArrival { get; }

    /// <summary>Until when there is anything to have; null without end.</summary>
    DateTimeOffset? Ends { get; }

    /// <summary>The condition by which a client is told that it settled too late, or that the source ended.</summary>
    Symbol Lost { get; }

    IEnumerable<DeliveredMessage> Receive(int max);

    IEnumerable<DeliveredMessage> ReceiveAndDelete(int max);

    /// <summary>Messages that were put aside, by their sequence numbers; null when one of them cannot be had.</summary>
    IReadOnlyList<DeliveredMessage>? ReceiveDeferred(IReadOnlyCollection<long> sequences, bool deletes);

    /// <summary>Each of these answers whether the lock was still held.</summary>
    bool Complete(Guid token);

    /// <inheritdoc cref="Complete"/>
    bool Abandon(Guid token, IEnumerable<KeyValuePair<string, object>> changes);

    /// <summary>Puts a message aside: see <see cref="ReceiveDeferred"/>.</summary>
    /// <inheritdoc cref="Complete"/>
    bool Defer(Guid token, IEnumerable<KeyValuePair<string, object>> changes);

    /// <inheritdoc cref="Complete"/>
    bool DeadLetter(Guid token, string? reason, string? description, IEnumerable<KeyValuePair<string, object>> changes);
}
