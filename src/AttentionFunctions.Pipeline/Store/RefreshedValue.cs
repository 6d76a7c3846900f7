using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Store;

/// <summary>
/// Something stored, kept in memory and asked for again when it is old. One caller refreshes, the others go on with what there is, so that a
/// reader waits for the store only before there is anything. While the store is slow or away, the last value stays.
/// </summary>
/// <param name="maxAge">From then on a value is asked for again.</param>
/// <param name="refresh">Makes the value from the one before (null at first); returns the same object when nothing changed.</param>
internal sealed partial class RefreshedValue<T>(TimeSpan maxAge, TimeProvider time, ILogger logger, Func<T?, CancellationToken, Task<T>> refresh)
    where T : class
{
    /// <summary>How long the caller that refreshes waits before it, too, goes on with the old value; the refresh goes on without it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _refreshing = new(1);
    private volatile Held? _held;
    private Task<T>? _running;

    /// <summary>Whether the newest attempt to refresh failed or is still waiting for the store: the value may be out of date.</summary>
    public bool IsStale => _held is { } held && (held.Failed || (_running is { IsCompleted: false } && time.GetUtcNow() - held.At > maxAge + Patience));

    public ValueTask<T> GetAsync(CancellationToken cancel = default) => GetAsync(patient: true, cancel);

    /// <param name="patient">False: nobody waits once there is a value; who finds it old starts the refresh and goes on with the old one.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async ValueTask<T> GetAsync(bool patient, CancellationToken cancel)
    {
        Held? held = _held;
        if (held is not null && time.GetUtcNow() - held.At < maxAge) return held.Value;

        bool mine = false;
        Task<T> running;
        lock (_gate)
        {
            if (_running is not { IsCompleted: false })
            {
                mine = true;

                // On a thread of its own: a store that answers at once, as a folder does, would do all of it within the lock, and every caller would wait.
                Held? old = _held;
                _running = Task.Run(() => RefreshAsync(old), CancellationToken.None);
            }

            running = _running;
        }

        if (held is null) return await running.WaitAsync(cancel);
        if (mine && patient)
        {
            try
            {
                return await running.WaitAsync(Patience, time, cancel);
            }
            catch (TimeoutException)
            {
                LogSlow(typeof(T).Name);
            }
        }

        return _held!.Value;
    }

    /// <summary>Asks the store now, whatever the age, and fails when that does. One at a time.</summary>
    public async Task<T> RefreshAsync(CancellationToken cancel)
    {
        await _refreshing.WaitAsync(cancel);
        try
        {
            T value = await refresh(_held?.Value, cancel);
            _held = new Held(value, time.GetUtcNow(), Failed: false);
            return value;
        }
        finally
        {
            _refreshing.Release();
        }
    }

    private async Task<T> RefreshAsync(Held? old)
    {
        try
        {
            // Not the caller's token: others wait for the same refresh.
            return await RefreshAsync(CancellationToken.None);
        }
        catch (Exception away) when (old is not null && away is IOException or Azure.RequestFailedException or TimeoutException or UnauthorizedAccessException)
        {
            LogAway(away, typeof(T).Name);
            _held = old! with { At = time.GetUtcNow(), Failed = true };
            return old.Value;
        }
    }

    [LoggerMessage(2301, LogLevel.Warning, "The store did not answer; going on with the last {What}")]
    private partial void LogAway(Exception fault, string what);

    [LoggerMessage(2302, LogLevel.Warning, "The store is slow; going on with the last {What} until it answers")]
    private partial void LogSlow(string what);

    private sealed record Held(T Value, DateTimeOffset At, bool Failed);
}
