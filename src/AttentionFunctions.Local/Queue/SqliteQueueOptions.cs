namespace AttentionFunctions.Local.Queue;

/// <summary>The defaults are those of a Service Bus queue.</summary>
internal sealed record SqliteQueueOptions
{
    /// <summary>How long a receiver may take before it has to renew.</summary>
    public TimeSpan LockDuration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After so many deliveries that were not completed a message is dead-lettered.</summary>
    public int MaxDeliveryCount { get; init; } = 10;

    /// <summary>
    /// How long a message id of a Service Bus client is remembered: a message that comes with it again is accepted and dropped. Zero: no
    /// duplicate detection. Messages of this program are never checked, which saves them two index entries: their events have ids.
    /// </summary>
    public TimeSpan DuplicateWindow { get; init; } = TimeSpan.Zero;

    /// <summary>
    /// Every message belongs to a session, and Service Bus clients take sessions, not messages: see <see cref="QueueSessions"/>. Not for the
    /// queue of this program, whose messages have none.
    /// </summary>
    public bool RequiresSessions { get; init; }
}
