using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AttentionFunctions.Store;

/// <summary>Optimistic read-modify-write of one blob by many writers.</summary>
public static class BlobUpdates
{
    /// <summary>With waits of up to two seconds at the end, hundreds of writers get through one blob.</summary>
    private const int Attempts = 24;

    private const double FirstWaitMilliseconds = 2, LongestWaitMilliseconds = 2000;

    private static int s_updates;

    /// <summary>Applies <paramref name="change"/> to the blob's content, again on fresh content when another writer was faster.</summary>
    /// <param name="change">Gets null when there is no blob; returns the new content, or null to leave things as they are.</param>
    /// <param name="time">Measures the waits between attempts; the system's when null.</param>
    /// <returns>What the blob holds now, or null when there is none.</returns>
    /// <exception cref="IOException">Others kept changing the blob.</exception>
    public static async Task<Blob?> UpdateAsync(
        this IBlobStore store, string name, Func<ReadOnlyMemory<byte>?, byte[]?> change, TimeProvider? time = null, CancellationToken cancel = default)
    {
        // Seeded by process and turn, so that competing writers draw different waits.
        var random = new Random(HashCode.Combine(Environment.ProcessId, Interlocked.Increment(ref s_updates)));
        double longest = FirstWaitMilliseconds;
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            Blob? now = await store.ReadAsync(name, cancel);
            if (change(now?.Content) is not { } content)
            {
                return now;
            }

            string? etag = now is null
                ? await store.TryCreateAsync(name, content, cancel)
                : await store.TryReplaceAsync(name, content, now.ETag, cancel);
            if (etag is not null)
            {
                return new Blob(content, etag);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(longest * random.NextDouble()), time ?? TimeProvider.System, cancel);
            longest = Math.Min(2 * longest, LongestWaitMilliseconds);
        }

        throw new IOException($"'{name}' was changed by others during each of {Attempts} attempts to update it.");
    }

    /// <summary>As the other overload, on JSON.</summary>
    /// <returns>The value now stored.</returns>
    /// <exception cref="InvalidDataException">The stored JSON is not of this type.</exception>
    public static async Task<T> UpdateAsync<T>(
        this IBlobStore store, string name, Func<T?, T> change, JsonTypeInfo<T> json, TimeProvider? time = null, CancellationToken cancel = default)
        where T : class
    {
        T? value = null;
        await store.UpdateAsync(
            name,
            stored =>
            {
                value = change(stored is { } bytes ? StoredJson.Parse(name, bytes.Span, json) : null);
                return JsonSerializer.SerializeToUtf8Bytes(value, json);
            },
            time,
            cancel);
        return value!;
    }
}
