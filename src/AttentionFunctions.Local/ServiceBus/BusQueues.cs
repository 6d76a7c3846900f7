using AttentionFunctions.Local.Queue;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>The queues that the endpoint offers: the pipeline's, and one with sessions when it is asked for.</summary>
internal sealed class BusQueues : IDisposable
{
    private readonly SqliteQueue? sessions;

    /// <param name="pipeline">Its owner disposes it.</param>
    /// <param name="sessionFile">Where the queue with sessions is kept.</param>
    public BusQueues(EndpointOptions options, SqliteQueue pipeline, string sessionFile, TimeProvider time)
    {
        Dictionary<string, SqliteQueue> queues = new(StringComparer.OrdinalIgnoreCase) { [options.Queue] = pipeline };
        if (options.SessionQueue is { } name)
        {
            sessions = new SqliteQueue(sessionFile, pipeline.Options with { RequiresSessions = true }, time);
            queues.Add(name, sessions);
        }

        ByName = queues;
    }

    public IReadOnlyDictionary<string, SqliteQueue> ByName { get; }

    public void Dispose() => sessions?.Dispose();
}
