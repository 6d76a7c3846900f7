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

    private readonly ProfileCache _read = new();

    /// <param name="userKey">The pseudonym; empty for nobody.</param>
    /// <returns>Not to be changed; and whether the store did not answer, so that it may be out of date.</returns>
    public async Task<(Profile Profile, bool Stale)> ReadAsync(string userKey, CancellationToken cancel = default)
    {
        if (userKey.Length == 0) return (new Profile(), false);
        try
        {
            StoredProfile stored = await profiles.ReadAsync(userKey, cancel).WaitAsync(Patience, time, cancel);
            if (stored.ETag is not null) _read.Keep(userKey, stored);
            return (stored.Profile, false);
        }
        catch (Exception away) when (away is IOException or Azure.RequestFailedException or TimeoutException or UnauthorizedAccessException)
        {
            LogAway(away);
            return (_read.Find(userKey)?.Profile ?? new Profile(), true);
        }
    }

    [LoggerMessage(2311, LogLevel.Warning, "The store did not answer; going on with what was last read of a profile")]
    private partial void LogAway(Exception fault);
}
