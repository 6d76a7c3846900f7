using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace AttentionFunctions.Store;

/// <summary>Blobs in a container of Azure Blob Storage (or Azurite), which is created on first use.</summary>
/// <remarks>
/// The client repeats requests whose answers were lost. A write that took effect unheard then finds itself in the way; it knows itself again
/// by its mark (<see cref="AzureVersion"/>) and is reported as written. A deletion leaves nothing to know it by: repeated, it is reported as
/// "there was none", and nothing may depend on who of several deleted. When repeating does not help either, an <see cref="IOException"/> says
/// so, and whether the write took effect is not known.
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

    /// <summary>Reads that broke off in one of the ways that the client does not mend, before the reader gives up.</summary>
    private const int ReadAttempts = 10;

    private volatile bool _created;

    /// <summary>Entries a listing asks for at a time; the service's maximum (5,000) when null.</summary>
    internal int? ListPageSize { get; init; }

    public async Task<Blob?> ReadAsync(string name, CancellationToken cancel = default)
    {
        BlobClient blob = await OpenAsync(name, cancel);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await AzureOutcomes.UnlessAbsent(async () =>
                {
                    using BlobDownloadStreamingResult result = await blob.DownloadStreamingAsync(cancellationToken: cancel);
                    return new Blob(
                        await StreamedContent.ReadAsync(result.Content, checked((int)result.Details.ContentLength), cancel),
                        AzureVersion.Of(result.Details.ETag, result.Details.Metadata).ToString());
                }, cancel);
            }
            catch (Exception e) when (attempt < ReadAttempts && e is HttpIOException or EndOfStreamException or RequestFailedException { ErrorCode: "ConditionNotMet" })
            {
                // The connection broke, and the client either wanted the rest of what another writer has replaced since, where the new content
                // is as good, or was reading a refusal, which it does not repeat by itself.
            }
        }
    }

    public async Task<Stream?> OpenReadAsync(string name, CancellationToken cancel = default)
    {
        BlobClient blob = await OpenAsync(name, cancel);
        return await AzureOutcomes.UnlessAbsent(() => blob.OpenReadAsync(new BlobOpenReadOptions(allowModifications: false), cancel), cancel);
    }

    public async Task<string?> GetETagAsync(string name, CancellationToken cancel = default)
    {
        BlobClient blob = await OpenAsync(name, cancel);
        return (await VersionAsync(blob, cancel))?.ToString();
    }

    public Task<string?> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancel = default) =>
        TryWriteAsync(name, null, (blob, options) => blob.UploadAsync(new BinaryData(content), options, cancel), cancel);

    public async Task<string?> TryCreateAsync(string name, Stream content, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        return await TryWriteAsync(
            name, null,
            (blob, options) =>
            {
                options.TransferOptions = InBlocks;
                return blob.UploadAsync(content, options, cancel);
            },
            cancel);
    }

    public Task<string?> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancel = default) =>
        TryWriteAsync(name, AzureVersion.Parse(etag), (blob, options) => blob.UploadAsync(new BinaryData(content), options, cancel), cancel);

    public async Task<bool> DeleteAsync(string name, string? etag = null, CancellationToken cancel = default)
    {
        BlobClient blob = await OpenAsync(name, cancel);
        BlobRequestConditions? conditions = etag is null ? null : new() { IfMatch = AzureVersion.Parse(etag).ETag };
        return await AzureOutcomes.UnlessRefused(() => blob.DeleteAsync(DeleteSnapshotsOption.None, conditions, cancel), cancel) is not null;
    }

    public async IAsyncEnumerable<BlobEntry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        BlobNames.CheckPrefix(prefix);
        await EnsureContainerAsync(cancel);
        AsyncPageable<BlobItem> blobs = container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancel);
        await using IAsyncEnumerator<Page<BlobItem>> pages = blobs.AsPages(pageSizeHint: ListPageSize).GetAsyncEnumerator(cancel);
        while (await AzureOutcomes.Reach(() => pages.MoveNextAsync().AsTask(), cancel))
        {
            foreach (BlobItem blob in pages.Current.Values)
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

    /// <param name="replaced">What must be stored for the write to take effect; null when there must be nothing.</param>
    private async Task<string?> TryWriteAsync(
        string name, AzureVersion? replaced, Func<BlobClient, BlobUploadOptions, Task<Response<BlobContentInfo>>> upload, CancellationToken cancel)
    {
        BlobClient blob = await OpenAsync(name, cancel);
        AzureVersion version = AzureVersion.After(replaced);
        var options = new BlobUploadOptions
        {
            Conditions = replaced is null ? OnlyIfAbsent : new BlobRequestConditions { IfMatch = replaced.ETag },
            Metadata = version.ToMetadata(),
        };
        Response<BlobContentInfo>? written = await AzureOutcomes.UnlessRefused(() => upload(blob, options), cancel);
        if (written is not null) return (version with { ETag = written.Value.ETag }).ToString();

        AzureVersion? found = await VersionAsync(blob, cancel);
        return found?.WrittenAs(version)?.ToString();
    }

    /// <summary>Null when there is no such blob.</summary>
    private static Task<AzureVersion?> VersionAsync(BlobClient blob, CancellationToken cancel) => AzureOutcomes.UnlessAbsent(async () =>
    {
        BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancel);
        return AzureVersion.Of(properties.ETag, properties.Metadata);
    }, cancel);

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
            await AzureOutcomes.Reach(() => container.CreateIfNotExistsAsync(cancellationToken: cancel), cancel);
            _created = true;
        }
    }
}
