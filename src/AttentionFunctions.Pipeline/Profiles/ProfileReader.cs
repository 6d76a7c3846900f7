using AttentionFunctions.Store;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Profiles;

/// <summary>
/// Profiles for whoever answers a request: as stored now, or as last read here while the store is slow or away. Somebody of whom nothing is
/// known is answered like a stranger, which is better than no answer.
/// </summary>
public sealed partial class ProfileReader(ProfileStore profiles, TimeProvider time, ILogger<ProfileReader> logger)
{
    /// <summary>How long a request waits for a profile: many times what storage usually takes, and little to a person.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>Bytes of stored profiles that a generation of <see cref="_read"/> holds; there are two.</summary>
    private const long GenerationBytes = 16 << 20;

    /// <summary>Of a blob's objects.</summary>
    private const int BlobBytes = 100;

    /// <summary>As they are stored: thousands of profiles as objects, that nobody asks for again, would be what every collection is busy with.</summary>
    private readonly RecentProfiles<Blob> _read = new(GenerationBytes, blob => BlobBytes + blob.Content.Length);

    /// <param name="userKey">The pseudonym; empty for nobody.</param>
    /// <returns>Not to be changed; and whether the store did not answer, so that it may be out of date.</returns>
    public async Task<(Profile Profile, bool Stale)> ReadAsync(string userKey, CancellationToken cancel = default)
    {
        if (userKey.Length == 0) return (new Profile(), false);
        try
        {
            if (await profiles.ReadBlobAsync(userKey, cancel).WaitAsync(Patience, time, cancel) is not { } stored) return (new Profile(), false);
            _read.Keep(userKey, stored);
            return (Parse(userKey, stored), false);
        }
        catch (Exception away) when (away is IOException or Azure.RequestFailedException or TimeoutException or UnauthorizedAccessException)
        {
            LogAway(away);
            return (_read.Find(userKey) is { } last ? Parse(userKey, last) : new Profile(), true);
        }
    }

    private static Profile Parse(string userKey, Blob stored) => ProfileFormat.Read(stored.Content, BlobLayout.Profile(userKey));

    [LoggerMessage(2311, LogLevel.Warning, "The store did not answer; going on with what was last read of a profile")]
    private partial void LogAway(Exception fault);
}
