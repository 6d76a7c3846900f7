using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace AttentionFunctions.Store;

/// <summary>Blobs in a container of Azure Blob Storage (or Azurite), which is created on first use.</summary>
/// <remarks>
/// The client repeats requests whose answers were lost. A write that took effect unheard then finds itself in the way and is reported as
/// "exists" or "changed"; callers read again and find their own content, which is harmless for idempotent writes, and all of ours are.
/// A container that disappears later is thrown (<c>ContainerNotFound</c>), never read as "no such blob".
/// </remarks>
public sealed class AzureBlobStore(BlobContainerClient container) : IBlobStore
{
    private static readonly BlobRequestConditions OnlyIfAbsent = new() { IfNoneMatch = ETag.All };

    /// <summary>A stream of up to this size is one request; a longer one is staged in blocks of this size, four at a time.</summary>
    private static readonly StorageTransferOptions InBlocks = new()
    {
        InitialTransferSize = 8 << 20,
        MaximumTransferSize = 8 << 20,
        MaximumConcurrency = 4,
    };

    private volatile bool _created;

    /// <summary>Entries a listing asks for at a time; the service's maximum (5,000) when null.</summary>
    internal int? ListPageSize { get; init; }

    public async Task<Blob?> ReadAsync(string name, CancellationToken cancel = default)
    {
        BlobClient blob = await OpenAsync(name, cancel);
        return await AzureOutcomes.UnlessAbsent(async () =>
        {
            BlobDownloadResult result = await blob.DownloadContentAsync(cancel);
            return new Blob(result.Content.ToMemory(), result.Details.ETag.ToString());
        });
    }

    public async Task<Stream?> OpenReadAsync(string name, CancellationToken cancel = default)
    {
        BlobClient blob = await OpenAsync(name, cancel);
        return await AzureOutcomes.UnlessAbsent(() => blob.OpenReadAsync(new BlobOpenReadOptions(allowModifications: false), cancel));
    }

    public async Task<string?> GetETagAsync(string name, CancellationToken cancel = default)
    {
        BlobClient blob = await OpenAsync(name, cancel);
        return await AzureOutcomes.UnlessAbsent(async () =>
        {
            BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancel);
            return properties.ETag.ToString();
        });
    }

    public Task<string?> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancel = default) =>
        TryWriteAsync(name, content, OnlyIfAbsent, cancel);

    public async Task<string?> TryCreateAsync(string name, Stream content, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        BlobClient blob = await OpenAsync(name, cancel);
        var options = new BlobUploadOptions { Conditions = OnlyIfAbsent, TransferOptions = InBlocks };
        return await AzureOutcomes.UnlessRefused(async () =>
        {
            BlobContentInfo info = await blob.UploadAsync(content, options, cancel);
            return info.ETag.ToString();
        });
    }

    public Task<string?> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancel = default) =>
        TryWriteAsync(name, content, new BlobRequestConditions { IfMatch = new ETag(etag) }, cancel);

    public async Task<bool> DeleteAsync(string name, string? etag = null, CancellationToken cancel = default)
    {
        BlobClient blob = await OpenAsync(name, cancel);
        BlobRequestConditions? conditions = etag is null ? null : new() { IfMatch = new ETag(etag) };
        return await AzureOutcomes.UnlessRefused(() => blob.DeleteAsync(DeleteSnapshotsOption.None, conditions, cancel)) is not null;
    }

    public async IAsyncEnumerable<BlobEntry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        BlobNames.CheckPrefix(prefix);
        await EnsureContainerAsync(cancel);
        AsyncPageable<BlobItem> blobs = container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancel);
        await foreach (Page<BlobItem> page in blobs.AsPages(pageSizeHint: ListPageSize))
        {
            foreach (BlobItem blob in page.Values)
            {
                if (!blob.Name.StartsWith(AzureLease.Folder, StringComparison.Ordinal))
                {
                    yield return new BlobEntry(blob.Name, blob.Properties.ContentLength ?? 0);
                }
            }
        }
    }

    public async Task<IBlobLease?> TryAcquireLeaseAsync(string name, TimeSpan duration, CancellationToken cancel = default)
    {
        BlobNames.Check(name);
        BlobLeases.CheckDuration(duration);
        await EnsureContainerAsync(cancel);
        return await AzureLease.TryAcquireAsync(container.GetBlobClient(AzureLease.Folder + name), duration, cancel);
    }

    private async Task<string?> TryWriteAsync(
        string name, ReadOnlyMemory<byte> content, BlobRequestConditions conditions, CancellationToken cancel)
    {
        BlobClient blob = await OpenAsync(name, cancel);
        return await AzureOutcomes.UnlessRefused(async () =>
        {
            BlobContentInfo info = await blob.UploadAsync(new BinaryData(content), new BlobUploadOptions { Conditions = conditions }, cancel);
            return info.ETag.ToString();
        });
    }

    private async ValueTask<BlobClient> OpenAsync(string name, CancellationToken cancel)
    {
        BlobNames.Check(name);
        await EnsureContainerAsync(cancel);
        return container.GetBlobClient(name);
    }

    /// <summary>Concurrent first uses each ask, which does no harm.</summary>
    private async ValueTask EnsureContainerAsync(CancellationToken cancel)
    {
        if (!_created)
        {
            await container.CreateIfNotExistsAsync(cancellationToken: cancel);
            _created = true;
        }
    }
}
