using AttentionFunctions.Ingest;

namespace AttentionFunctions.Local.Queue;

/// <summary>
/// Feeds the queue's messages to a handler in batches, as the Service Bus trigger does: completes what was handled, gives back what
/// failed, keeps locks alive in between.
/// </summary>
/// <param name="handle">Returns when everything the messages stand for is stored; throws to have them again.</param>
internal sealed class QueuePump(
    SqliteQueue queue, Func<IReadOnlyList<QueueMessage>, CancellationToken, Task> handle, QueuePumpOptions options, TimeProvider time,
    ILogger<QueuePump> log)
{
    private static readonly Task Never = new TaskCompletionSource().Task;

    private int failuresInARow;

    /// <summary>Runs until <paramref name="stop"/>, then finishes the batches in hand.</summary>
    public Task RunAsync(CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, options.Concurrency).Select(_ => Task.Run(() => PumpAsync(stop), CancellationToken.None)));

    /// <summary>Returns when the queue is empty and nothing is locked: everything sent so far was handled or dead-lettered.</summary>
    public async Task DrainedAsync(CancellationToken cancel = default)
    {
        while (!queue.IsEmpty()) await Task.Delay(options.PollInterval, time, cancel);
    }

    private async Task PumpAsync(CancellationToken stop)
    {
        using CancellationTokenSource hurry = new();
        await using CancellationTokenRegistration grace = stop.Register(() => hurry.CancelAfter(options.GracePeriod));
        while (!stop.IsCancellationRequested)
        {
            Task arrival = queue.NextArrival;
            try
            {
                IReadOnlyList<LockedMessage> batch = queue.Receive(
                    delivery => options.SizeAt(delivery, queue.Options.MaxDeliveryCount), options.BatchBytes);
                TimeSpan pause = batch.Count == 0 ? options.PollInterval : await HandleAsync(batch, hurry.Token);
                if (pause > TimeSpan.Zero) await PauseAsync(pause, batch.Count == 0 ? arrival : Never, stop);
            }
            // The queue's file itself: a full disk, a lock held for too long. Whatever was in hand comes again when its locks run out.
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                TimeSpan pause = options.PauseAfter(Interlocked.Increment(ref failuresInARow));
                QueuePumpLog.QueueFailed(log, failure, pause);
                await PauseAsync(pause, Never, stop);
            }
        }
    }

    /// <summary>Returns how long to pause before the next batch: zero after a success.</summary>
    private async Task<TimeSpan> HandleAsync(IReadOnlyList<LockedMessage> batch, CancellationToken hurry)
    {
        try
        {
            await HandleLockedAsync(batch, hurry);
            Interlocked.Exchange(ref failuresInARow, 0);
            int completed = queue.Complete(batch);
            if (completed < batch.Count) QueuePumpLog.LocksLost(log, batch.Count - completed);
            return TimeSpan.Zero;
        }
        // Whatever the handler throws, the messages must go back; they are dead-lettered when it does not end.
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Two brakes. A failing message waits by its own count, so that others pass it; and the pump slows down while nothing
            // succeeds, so that an outage of the store does not use up every message's deliveries.
            TimeSpan delay = hurry.IsCancellationRequested ? TimeSpan.Zero : options.PauseAfter(batch[0].DeliveryCount);
            queue.Abandon(batch, delay);
            TimeSpan pause = options.PauseAfter(Interlocked.Increment(ref failuresInARow));
            QueuePumpLog.BatchFailed(log, failure, batch.Count, batch[0].Message.MessageId, batch[0].DeliveryCount, pause);
            return pause;
        }
    }

    private async Task HandleLockedAsync(IReadOnlyList<LockedMessage> batch, CancellationToken hurry)
    {
        using CancellationTokenSource done = new();
        Task renewing = RenewAsync(batch, done.Token);
        try
        {
            await handle([.. batch.Select(message => message.Message)], hurry);
        }
        finally
        {
            await done.CancelAsync();
            await renewing;
        }
    }

    private async Task RenewAsync(IReadOnlyList<LockedMessage> batch, CancellationToken done)
    {
        using PeriodicTimer timer = new(queue.Options.LockDuration / 2, time);
        try
        {
            while (await timer.WaitForNextTickAsync(done)) Renew(batch);
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            // The handler returned.
        }
    }

    /// <summary>A lock that could not be renewed this time may be the next time; a handler that succeeds meanwhile must not fail for it.</summary>
    private void Renew(IReadOnlyList<LockedMessage> batch)
    {
        try
        {
            queue.Renew(batch);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            QueuePumpLog.RenewFailed(log, failure);
        }
    }

    private async Task PauseAsync(TimeSpan pause, Task orUntil, CancellationToken stop)
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAny(orUntil, Task.Delay(pause, time, over.Token));
        await over.CancelAsync();
    }
}
