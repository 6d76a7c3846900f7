using AttentionFunctions.Ingest;

namespace AttentionFunctions.Local.Queue;

/// <summary>A message that is this receiver's until <see cref="LockedUntil"/>; it must be settled (completed, abandoned, dead-lettered) before.</summary>
/// <param name="Sequence">Unique in the queue and growing; with <paramref name="Lock"/> it names the delivery.</param>
/// <param name="Lock">Proves that the one who settles is the one who received. Messages received together share it.</param>
/// <param name="LockedUntil">Then the message is handed out again, unless the lock was renewed.</param>
/// <param name="DeliveryCount">This delivery included: 1 the first time.</param>
internal sealed record LockedMessage(long Sequence, Guid Lock, DateTimeOffset LockedUntil, int DeliveryCount, QueueMessage Message);

/// <summary>A message that was given up, with its cause.</summary>
/// <param name="Reason">Short and stable, for example <see cref="SqliteQueue.MaxDeliveryCountExceeded"/>.</param>
/// <param name="Description">What happened, for people.</param>
internal sealed record DeadLetter(
    long Sequence, int DeliveryCount, string Reason, string? Description, DateTimeOffset DeadLettered, QueueMessage Message);

/// <param name="Active">Waiting and locked messages.</param>
/// <param name="Locked">Those of them that a receiver holds or that wait for their next attempt.</param>
/// <param name="DeadLetters">Given up.</param>
internal sealed record QueueCounts(long Active, long Locked, long DeadLetters);
