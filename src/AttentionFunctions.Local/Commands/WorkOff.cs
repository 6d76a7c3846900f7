using AttentionFunctions.Local.Queue;

namespace AttentionFunctions.Local.Commands;

/// <summary>Handles what is in the queue inside a command, beside or instead of a running host: locks keep the two apart.</summary>
internal static class WorkOff
{
    /// <summary>Returns when everything sent so far is stored, or dead-lettered.</summary>
    public static Task QueueAsync(ServiceProvider pipeline, CancellationToken cancel) =>
        WhileAsync(pipeline, () => Task.CompletedTask, cancel);

    /// <summary>Works the queue off while <paramref name="send"/> fills it, and returns when both are done.</summary>
    public static async Task WhileAsync(ServiceProvider pipeline, Func<Task> send, CancellationToken cancel)
    {
        var pump = pipeline.GetRequiredService<QueuePump>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task pumping = pump.RunAsync(stop.Token);
        try
        {
            await send();
            await pump.DrainedAsync(cancel);
        }
        finally
        {
            await stop.CancelAsync();
            await pumping;
        }
    }
}
