using System.Runtime.CompilerServices;
using AttentionFunctions.Store;

namespace AttentionFunctions.Rank;

internal enum StoreMode
{
    Works,

    /// <summary>Every read throws, as when the service refuses.</summary>
    Fails,

    /// <summary>No read ever ends.</summary>
    Hangs,
}

/// <summary>A store whose reads can be made to fail or to hang.</summary>
internal sealed class FaultyStore(IBlobStore inner) : IBlobStore
{
    public StoreMode Mode { get; set; }

    public async Task<Blob?> ReadAsync(string name, CancellationToken cancel = default)
    {
        await PassAsync(cancel);
        return await inner.ReadAsync(name, cancel);
    }

    public async Task<Stream?> OpenReadAsync(string name, CancellationToken cancel = default)
    {
        await PassAsync(cancel);
        return await inner.OpenReadAsync(name, cancel);
    }

    public async Task<string?> GetETagAsync(string name, CancellationToken cancel = default)
    {
        await PassAsync(cancel);
        return await inner.GetETagAsync(name, cancel);
    }

    public async IAsyncEnumerable<BlobEntry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await PassAsync(cancel);
        await foreach (BlobEntry entry in inner.ListAsync(prefix, cancel)) yield return entry;
    }

    public Task<string?> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancel = default) => inner.TryCreateAsync(name, content, cancel);

    public Task<string?> TryCreateAsync(string name, Stream content, CancellationToken cancel = default) => inner.TryCreateAsync(name, content, cancel);

    public Task<string?> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancel = default) =>
        inner.TryReplaceAsync(name, content, etag, cancel);

    public Task<bool> DeleteAsync(string name, string? etag = null, CancellationToken cancel = default) => inner.DeleteAsync(name, etag, cancel);

    public Task<IBlobLease?> TryAcquireLeaseAsync(string name, TimeSpan duration, CancellationToken cancel = default) => inner.TryAcquireLeaseAsync(name, duration, cancel);

    private Task PassAsync(CancellationToken cancel) => Mode switch
    {
        StoreMode.Fails => Task.FromException(new IOException("The store is away.")),
        StoreMode.Hangs => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel),
        _ => Task.CompletedTask,
    };
}
