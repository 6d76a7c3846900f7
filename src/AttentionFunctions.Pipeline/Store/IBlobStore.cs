namespace AttentionFunctions.Store;

/// <summary>
/// Named byte blobs with create-only and ETag-conditional writes. Two implementations, held to one contract suite: a folder
/// (<c>FolderBlobStore</c>) and Azure Blob Storage (<c>AzureBlobStore</c>).
/// </summary>
/// <remarks>
/// Names have 1 to 1,024 characters: segments of 1 to 255 characters of <c>[A-Za-z0-9._=~-]</c>, separated by <c>/</c>. No segment starts or
/// ends with a dot. Others are refused with an <see cref="ArgumentException"/>. No name may be the path to another (<c>a</c> and <c>a/b</c>):
/// Azure allows it, but in a folder the second one cannot be written and fails with an <see cref="IOException"/>.
/// A reader never sees a partly written blob. What the backing service refuses for other reasons than the conditions below
/// (network, permission, disk full) is thrown; expected outcomes (absent, exists, changed) are return values.
/// </remarks>
public interface IBlobStore
{
    /// <summary>The whole blob, or null when there is none.</summary>
    Task<Blob?> ReadAsync(string name, CancellationToken cancel = default);

    /// <summary>A stream over a blob too large to hold in memory, or null when there is none. The caller disposes it.</summary>
    Task<Stream?> OpenReadAsync(string name, CancellationToken cancel = default);

    /// <summary>The blob's current ETag, or null when there is none: the cheap question whether a cached copy is still good.</summary>
    Task<string?> GetETagAsync(string name, CancellationToken cancel = default);

    /// <summary>Writes the blob if there is none yet. Returns its ETag, or null when one exists; that one is left as it is.</summary>
    Task<string?> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancel = default);

    /// <summary>As the other overload, from a stream of any length; the blob appears only when the stream was read to its end.</summary>
    Task<string?> TryCreateAsync(string name, Stream content, CancellationToken cancel = default);

    /// <summary>Replaces the blob if its ETag still is <paramref name="etag"/>. Returns the new ETag, or null when it changed or is gone.</summary>
    Task<string?> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancel = default);

    /// <summary>Deletes the blob, conditionally when an ETag is given. False when there was none or its ETag differed.</summary>
    Task<bool> DeleteAsync(string name, string? etag = null, CancellationToken cancel = default);

    /// <summary>Every blob whose name starts with <paramref name="prefix"/>, in ordinal order of names.</summary>
    IAsyncEnumerable<BlobEntry> ListAsync(string prefix, CancellationToken cancel = default);

    /// <summary>
    /// Takes the named lease if nobody holds it. Null when somebody does. A lease that is not renewed ends by itself after
    /// <paramref name="duration"/> (15 to 60 seconds), so that a killed holder blocks nobody for longer.
    /// </summary>
    Task<IBlobLease?> TryAcquireLeaseAsync(string name, TimeSpan duration, CancellationToken cancel = default);
}

/// <param name="Content">All bytes.</param>
/// <param name="ETag">Opaque; changes whenever the content changes.</param>
public sealed record Blob(ReadOnlyMemory<byte> Content, string ETag);

/// <param name="Name">Full name.</param>
/// <param name="Length">Bytes.</param>
public sealed record BlobEntry(string Name, long Length);

/// <summary>A held lease; disposing it releases it.</summary>
public interface IBlobLease : IAsyncDisposable
{
    /// <summary>Extends the lease by its duration. False when it was lost; the holder must stop what it protects.</summary>
    Task<bool> RenewAsync(CancellationToken cancel = default);
}
