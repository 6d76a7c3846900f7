namespace AttentionFunctions.Local.Queue;

internal static partial class QueuePumpLog
{
    [LoggerMessage(Level = LogLevel.Error,
        Message = "A batch of {Count} messages failed (first: {MessageId}, delivery {Delivery}); they come again, next attempt after {Pause}")]
    public static partial void BatchFailed(ILogger log, Exception failure, int count, string messageId, int delivery, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} locks ran out while the batch was handled; those messages come again")]
    public static partial void LocksLost(ILogger log, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The queue's file cannot be used; next attempt after {Pause}")]
    public static partial void QueueFailed(ILogger log, Exception failure, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Locks could not be renewed")]
    public static partial void RenewFailed(ILogger log, Exception failure);
}
