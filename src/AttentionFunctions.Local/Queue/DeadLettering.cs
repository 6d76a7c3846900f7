namespace AttentionFunctions.Local.Queue;

/// <summary>Moves messages to the dead letters. Used only inside <see cref="QueueDatabase.Write"/>.</summary>
internal sealed class DeadLettering(MessageStatements messages, DeadLetterStatements deadLetters, int maxDeliveryCount)
{
    /// <param name="deliveries">How often the message was handed out.</param>
    /// <returns>Whether it had its last delivery, and moved.</returns>
    public bool MoveIfExhausted(long sequence, int deliveries, DateTimeOffset now)
    {
        if (deliveries < maxDeliveryCount) return false;
        Move(sequence, deliveries, SqliteQueue.MaxDeliveryCountExceeded, $"Not completed in {deliveries} deliveries, {maxDeliveryCount} allowed.", now);
        return true;
    }

    public void Move(long sequence, int deliveries, string reason, string? description, DateTimeOffset now)
    {
        deadLetters.Insert(sequence, deliveries, reason, description, now);
        messages.DeleteUnlocked(sequence);
    }
}
