using Azure;
using Azure.Storage.Blobs.Models;

namespace AttentionFunctions.Store;

/// <summary>
/// Which refusals are expected. The error code decides, not the status: 404 also means that the container is missing, 409 that it is being
/// deleted, 412 that a blob is leased, and none of these may pass for an answer.
/// </summary>
internal static class AzureOutcomes
{
    public static async Task<T?> UnlessAbsent<T>(Func<Task<T>> request)
        where T : class
    {
        try
        {
            return await request();
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <summary>Null when the blob is absent, exists already or has changed, whichever the request made a condition.</summary>
    public static async Task<T?> UnlessRefused<T>(Func<Task<T>> request)
        where T : class
    {
        try
        {
            return await UnlessAbsent(request);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobAlreadyExists || e.ErrorCode == BlobErrorCode.ConditionNotMet)
        {
            return null;
        }
    }
}
