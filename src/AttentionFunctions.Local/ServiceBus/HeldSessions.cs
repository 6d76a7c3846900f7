using System.Collections.Concurrent;
using Amqp;
using AttentionFunctions.Local.Queue;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>Who of the connected clients holds which session of a queue.</summary>
internal sealed class HeldSessions(SqliteQueue queue, TimeSpan pollInterval, TimeProvider time)
{
    private readonly ConcurrentDictionary<(Connection Holder, string Session), HeldSession> held = new();

    /// <summary>Holds the session until it is released.</summary>
    /// <param name="name">Null for the next that has messages, for which the holder waits up to <paramref name="patience"/>.</param>
    /// <returns>Null when another holds the session, or none came to be had.</returns>
    public async Task<HeldSession?> AcceptAsync(Connection holder, string? name, TimeSpan patience, CancellationToken cancel)
    {
        DateTimeOffset last = time.GetUtcNow() + patience;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            Task arrival = queue.NextArrival;
            if (queue.Sessions.Accept(name) is { } accepted)
            {
                HeldSession session = new(queue, accepted, time);
                held[(holder, accepted.Session)] = session;
                return session;
            }

            TimeSpan left = last - time.GetUtcNow();
            if (name is not null || left <= TimeSpan.Zero) return null;
            await Task.WhenAny(arrival, Task.Delay(left < pollInterval ? left : pollInterval, time, cancel));
        }
    }

    /// <returns>Null when the connection holds no session of that name.</returns>
    public HeldSession? Find(Connection holder, string name) => held.GetValueOrDefault((holder, name));

    public void Release(Connection holder, HeldSession session)
    {
        session.Release();
        held.TryRemove(KeyValuePair.Create((holder, session.Name), session));
    }
}
