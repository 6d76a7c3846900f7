namespace AttentionFunctions.Local.Queue;

/// <summary>A queue does not take a message, and would not at another attempt. The message says why, to its sender.</summary>
internal sealed class MessageRefusedException(string why) : Exception(why)
{
    /// <summary>Characters of a message's and of a session's id, as in Service Bus.</summary>
    private const int LongestId = 128;

    public static void ThrowUnlessTaken(BrokeredMessage message, SqliteQueueOptions options)
    {
        if (message.MessageId.Length > LongestId) throw new MessageRefusedException($"A message id has at most {LongestId} characters.");
        if (message.Session?.Length > LongestId) throw new MessageRefusedException($"A session id has at most {LongestId} characters.");
        if (options.RequiresSessions && message.Session is null)
            throw new MessageRefusedException("The queue requires sessions, and the message has no session id.");
    }
}
