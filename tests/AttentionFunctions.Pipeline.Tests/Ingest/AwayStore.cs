using AttentionFunctions.Store;

namespace AttentionFunctions.Ingest;

/// <summary>A store that cannot be reached while <paramref name="away"/> says so.</summary>
internal sealed class AwayStore(IBlobStore inner, Func<bool> away) : IBlobStore
{
    private IBlobStore Reached => away() ? throw new IOException("The store does not answer.") : inner;

    public Task<Blob?> ReadAsync(string name, CancellationToken cancel = default) => Reached.ReadAsync(name, cancel);

    public Task<Stream?> OpenReadAsync(string name, CancellationToken cancel = default) => Reached.OpenReadAsync(name, cancel);

    public Task<string?> GetETagAsync(string name, CancellationToken cancel = default) => Reached.GetETagAsync(name, cancel);

    public Task<string?> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancel = default) =>
        Reached.TryCreateAsync(name, content, cancel);

    public Task<string?> TryCreateAsync(string name, Stream content, CancellationToken cancel = default) => Reached.TryCreateAsync(name, content, cancel);

    public Task<string?> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancel = default) =>
        Reached.TryReplaceAsync(name, content, etag, cancel);

    public Task<bool> DeleteAsync(string name, string? etag = null, CancellationToken cancel = default) => Reached.DeleteAsync(name, etag, cancel);

    public IAsyncEnumerable<BlobEntry> ListAsync(string prefix, CancellationToken cancel = default) => Reached.ListAsync(prefix, cancel);

    public Task<IBlobLease?> TryAcquireLeaseAsync(string name, TimeSpan duration, CancellationToken cancel = default) =>
        Reached.TryAcquireLeaseAsync(name, duration, cancel);
}
