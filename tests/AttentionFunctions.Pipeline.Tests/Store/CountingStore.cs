namespace AttentionFunctions.Store;

/// <summary>Counts what Azure bills by the operation. Deletions are free.</summary>
internal sealed class CountingStore(IBlobStore inner) : IBlobStore
{
    private long _reads, _properties, _writes, _lists, _written;

    public long Reads => Interlocked.Read(ref _reads);

    /// <summary>Questions for an ETag.</summary>
    public long Properties => Interlocked.Read(ref _properties);

    public long Writes => Interlocked.Read(ref _writes);

    public long Lists => Interlocked.Read(ref _lists);

    public long BytesWritten => Interlocked.Read(ref _written);

    public void Reset() => (_reads, _properties, _writes, _lists, _written) = (0, 0, 0, 0, 0);

    public Task<Blob?> ReadAsync(string name, CancellationToken cancel = default)
    {
        Interlocked.Increment(ref _reads);
        return inner.ReadAsync(name, cancel);
    }

    public Task<Stream?> OpenReadAsync(string name, CancellationToken cancel = default)
    {
        Interlocked.Increment(ref _reads);
        return inner.OpenReadAsync(name, cancel);
    }

    public Task<string?> GetETagAsync(string name, CancellationToken cancel = default)
    {
        Interlocked.Increment(ref _properties);
        return inner.GetETagAsync(name, cancel);
    }

    public Task<string?> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancel = default)
    {
        Interlocked.Increment(ref _writes);
        Interlocked.Add(ref _written, content.Length);
        return inner.TryCreateAsync(name, content, cancel);
    }

    public Task<string?> TryCreateAsync(string name, Stream content, CancellationToken cancel = default)
    {
        Interlocked.Increment(ref _writes);
        return inner.TryCreateAsync(name, content, cancel);
    }

    public Task<string?> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancel = default)
    {
        Interlocked.Increment(ref _writes);
        Interlocked.Add(ref _written, content.Length);
        return inner.TryReplaceAsync(name, content, etag, cancel);
    }

    public Task<bool> DeleteAsync(string name, string? etag = null, CancellationToken cancel = default) => inner.DeleteAsync(name, etag, cancel);

    public IAsyncEnumerable<BlobEntry> ListAsync(string prefix, CancellationToken cancel = default)
    {
        Interlocked.Increment(ref _lists);
        return inner.ListAsync(prefix, cancel);
    }

    public Task<IBlobLease?> TryAcquireLeaseAsync(string name, TimeSpan duration, CancellationToken cancel = default) =>
        inner.TryAcquireLeaseAsync(name, duration, cancel);
}
