using System.Collections.Concurrent;

namespace AttentionFunctions.Store;

/// <summary>
/// What small blobs say, kept for requests: the store is asked for a change at most every two seconds, and while it is slow or away what was
/// known last goes on serving.
/// </summary>
/// <param name="parse">Gets the name and the blob; may read other blobs that never change.</param>
/// <remarks>Safe on several threads.</remarks>
internal sealed class RecentCopies<T>(IBlobStore store, TimeProvider time, Func<string, Blob, CancellationToken, ValueTask<T>> parse)
    where T : class
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(2);

    /// <summary>Names come from requests: beyond so many, what is asked for is read each time.</summary>
    private const int MaxNames = 1000;

    private readonly ConcurrentDictionary<string, Copy> _copies = new(StringComparer.Ordinal);

    /// <summary>Null when there is no such blob.</summary>
    public async ValueTask<T?> GetAsync(string name, CancellationToken cancel = default)
    {
        if (!_copies.TryGetValue(name, out Copy? copy))
        {
            if (await store.ReadAsync(name, cancel) is not { } first) return null;
            T value = await parse(name, first, cancel);
            if (_copies.Count < MaxNames) _copies.TryAdd(name, new Copy { Known = new Known(value, first.ETag, time.GetUtcNow()) });
            return value;
        }

        Known known = copy.Known;
        if (time.GetUtcNow() - known.CheckedAt < MaxAge) return known.Value;

        // While one request asks, the others go on with what they have.
        if (Interlocked.Exchange(ref copy.Asking, 1) == 1) return known.Value;
        try
        {
            DateTimeOffset now = time.GetUtcNow();
            if (await store.GetETagAsync(name, cancel) == known.ETag)
            {
                copy.Known = known with { CheckedAt = now };
            }
            else if (await store.ReadAsync(name, cancel) is { } changed)
            {
                copy.Known = new Known(await parse(name, changed, cancel), changed.ETag, now);
            }
            else
            {
                _copies.TryRemove(name, out _);
                return null;
            }

            return copy.Known.Value;
        }
        catch (Exception e) when (e is IOException or Azure.RequestFailedException or TimeoutException)
        {
            copy.Known = known with { CheckedAt = time.GetUtcNow() };
            return known.Value;
        }
        finally
        {
            Volatile.Write(ref copy.Asking, 0);
        }
    }

    /// <summary>Asks the store again at the next request: this process has just changed the blob.</summary>
    public void Forget(string name) => _copies.TryRemove(name, out _);

    private sealed class Copy
    {
        public int Asking;

        public required Known Known { get; set; }
    }

    private sealed record Known(T Value, string ETag, DateTimeOffset CheckedAt);
}
