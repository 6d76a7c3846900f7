namespace AttentionFunctions.Store;

/// <summary>What both stores agree on about leases.</summary>
internal static class BlobLeases
{
    /// <summary>Azure's limits for a lease that ends by itself.</summary>
    private const int MinSeconds = 15, MaxSeconds = 60;

    public static void CheckDuration(TimeSpan duration)
    {
        if (duration.TotalSeconds is not (>= MinSeconds and <= MaxSeconds))
        {
            throw new ArgumentOutOfRangeException(nameof(duration), duration, $"A lease lasts {MinSeconds} to {MaxSeconds} seconds.");
        }
    }
}
