using AttentionFunctions.Store;

namespace AttentionFunctions.Ingest;

/// <summary>A store whose write number <paramref name="failing"/>, from 1, fails before anything is written.</summary>
internal sealed class FailingStore(IBlobStore inner, int failing) : IBlobStore
{
    private int _writes;

    public bool Failed => Volatile.Read(ref _writes) >= failing;

    public Task<Blob?> ReadAsync(string name, CancellationToken cancel = default) => inner.ReadAsync(name, cancel);

    public Task<Stream?> OpenReadAsync(string name, CancellationToken cancel = default) => inner.OpenReadAsync(name, cancel);

    public Task<string?> GetETagAsync(string name, CancellationToken cancel = default) => inner.GetETagAsync(name, cancel);

    public Task<string?> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancel = default) =>
        Write(() => inner.TryCreateAsync(name, content, cancel));

    public Task<string?> TryCreateAsync(string name, Stream content, CancellationToken cancel = default) =>
        Write(() => inner.TryCreateAsync(name, content, cancel));

    public Task<string?> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancel = default) =>
        Write(() => inner.TryReplaceAsync(name, content, etag, cancel));

    public Task<bool> DeleteAsync(string name, string? etag = null, CancellationToken cancel = default) => inner.DeleteAsync(name, etag, cancel);

    public IAsyncEnumerable<BlobEntry> ListAsync(string prefix, CancellationToken cancel = default) => inner.ListAsync(prefix, cancel);

    public Task<IBlobLease?> TryAcquireLeaseAsync(string name, TimeSpan duration, CancellationToken cancel = default) =>
        inner.TryAcquireLeaseAsync(name, duration, cancel);

    private Task<string?> Write(Func<Task<string?>> write) =>
        Interlocked.Increment(ref _writes) == failing ? throw new IOException("The disk is full.") : write();
}
