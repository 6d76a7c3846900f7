using Azure;
using Azure.Storage.Blobs.Models;

namespace AttentionFunctions.Store;

/// <summary>
/// Which refusals are expected. The error code decides, not the status: 404 also means that the container is missing, 409 that it is being
/// deleted, 412 that a blob is leased, and none of these may pass for an answer.
/// </summary>
internal static class AzureOutcomes
{
    /// <exception cref="IOException">The store did not answer, however often it was asked.</exception>
    public static async Task<T> Reach<T>(Func<Task<T>> request, CancellationToken cancel)
    {
        try
        {
            return await request();
        }
        // The client throws the faults of all its attempts, or that it waited for too long; whoever goes on without the store waits for an IOException.
        catch (Exception away) when (away is AggregateException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            throw new IOException($"The store did not answer: {(away as AggregateException)?.InnerExceptions[^1].Message ?? away.Message}", away);
        }
    }

    public static async Task<T?> UnlessAbsent<T>(Func<Task<T>> request, CancellationToken cancel)
        where T : class
    {
        try
        {
            return await Reach(request, cancel);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <summary>Null when the blob is absent, exists already or has changed, whichever the request made a condition.</summary>
    public static async Task<T?> UnlessRefused<T>(Func<Task<T>> request, CancellationToken cancel)
        where T : class
    {
        try
        {
            return await UnlessAbsent(request, cancel);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobAlreadyExists || e.ErrorCode == BlobErrorCode.ConditionNotMet)
        {
            return null;
        }
    }
}
