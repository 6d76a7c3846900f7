namespace AttentionFunctions.Local.Queue;

internal sealed record QueuePumpOptions
{
    /// <summary>
    /// Messages handed to the handler at once, at their first delivery: what waits, but no more than this. Many, because a folder rewrites a
    /// user's profile once a batch, and the more of the user's events are in one batch, the less there is to write.
    /// </summary>
    public int BatchSize { get; init; } = 4000;

    /// <summary>
    /// Bytes of message bodies handed to the handler at once, unless one message has more: 2 MiB are about 15,000 events, which are stored
    /// within a second, so that a batch delays what comes behind it by no more.
    /// </summary>
    public int BatchBytes { get; init; } = 2 << 20;

    /// <summary>Batches in hand at once; a Functions instance has one.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>How often an idle pump looks for messages of other processes.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>Pause after the first failure; doubles with each failure that follows without a success in between.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the handler may go on with the batch in hand after the pump was told to stop.</summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Messages that failed together come back in smaller company and are alone at the third delivery, and at their last in any case, so
    /// that a poisonous message takes no neighbour with it. An eighth at the second delivery, because most redeliveries follow a killed
    /// process, not a poisonous message.
    /// </summary>
    /// <param name="delivery">1 at the first delivery.</param>
    /// <param name="maxDeliveryCount">Of the queue.</param>
    public int SizeAt(int delivery, int maxDeliveryCount) => delivery switch
    {
        _ when delivery >= maxDeliveryCount => 1,
        1 => BatchSize,
        2 => Math.Max(1, BatchSize / 8),
        _ => 1,
    };

    /// <param name="failures">1 for the first failure in a row.</param>
    public TimeSpan PauseAfter(int failures)
    {
        double milliseconds = FirstPause.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 30) - 1);
        return TimeSpan.FromMilliseconds(Math.Min(milliseconds, LongestPause.TotalMilliseconds));
    }
}
