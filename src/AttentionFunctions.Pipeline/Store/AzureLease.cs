using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace AttentionFunctions.Store;

/// <summary>The service's own lease, on an empty blob out of reach of names and listings.</summary>
internal sealed class AzureLease : IBlobLease
{
    /// <summary>No name may start with a dot.</summary>
    public const string Folder = ".leases/";

    private static readonly BlobUploadOptions OnlyIfAbsent = new() { Conditions = new() { IfNoneMatch = ETag.All } };

    private readonly BlobLeaseClient _lease;

    private AzureLease(BlobLeaseClient lease) => _lease = lease;

    public static async Task<IBlobLease?> TryAcquireAsync(BlobClient blob, TimeSpan duration, CancellationToken cancel)
    {
        BlobLeaseClient lease = blob.GetBlobLeaseClient();
        try
        {
            if (await AzureOutcomes.UnlessAbsent(() => lease.AcquireAsync(duration, cancellationToken: cancel), cancel) is null)
            {
                await AzureOutcomes.UnlessRefused(() => blob.UploadAsync(BinaryData.Empty, OnlyIfAbsent, cancel), cancel);
                await AzureOutcomes.Reach(() => lease.AcquireAsync(duration, cancellationToken: cancel), cancel);
            }

            return new AzureLease(lease);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.LeaseAlreadyPresent)
        {
            return null;
        }
    }

    public async Task<bool> RenewAsync(CancellationToken cancel = default)
    {
        try
        {
            return await AzureOutcomes.UnlessAbsent(() => _lease.RenewAsync(cancellationToken: cancel), cancel) is not null;
        }
        catch (RequestFailedException e) when (IsLost(e))
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await AzureOutcomes.UnlessAbsent(() => _lease.ReleaseAsync(), CancellationToken.None);
        }
        catch (RequestFailedException e) when (IsLost(e))
        {
            // Ended, broken, or another's by now: nothing is left to release.
        }
        catch (Exception away) when (away is IOException or RequestFailedException { Status: 0 or >= 500 })
        {
            // The store is away. The lease ends by itself within a minute; what it protected was done, and must not be reported as failed.
        }
    }

    private static bool IsLost(RequestFailedException e) =>
        e.ErrorCode == BlobErrorCode.LeaseIdMismatchWithLeaseOperation
        || e.ErrorCode == BlobErrorCode.LeaseNotPresentWithLeaseOperation
        || e.ErrorCode == BlobErrorCode.LeaseLost
        || e.ErrorCode == BlobErrorCode.LeaseIsBrokenAndCannotBeRenewed;
}
