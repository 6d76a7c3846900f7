namespace AttentionFunctions.Profiles;

/// <summary>
/// Profiles as this process last wrote them, each under its ETag, so that the next batch need not read them again. Taking a profile takes
/// it out: a profile has one owner at a time, for it is changed in place.
/// </summary>
/// <remarks>
/// Two generations stand in for a list in order of use: what is not taken while one generation fills up goes with the older one. Safe to
/// call from several threads.
/// </remarks>
internal sealed class ProfileCache
{
    /// <summary>Remembered events and items a generation holds; at about 100 bytes each, both take up to 50 MB.</summary>
    private const int GenerationSize = 250_000;

    /// <summary>What a profile of nothing weighs: the rhythm of the week, in units of <see cref="GenerationSize"/>.</summary>
    private const int EmptySize = 30;

    private readonly Lock _gate = new();
    private Dictionary<string, StoredProfile> _young = [];
    private Dictionary<string, StoredProfile> _old = [];
    private int _youngSize;

    public StoredProfile? Take(string userKey)
    {
        lock (_gate)
        {
            if (!_young.Remove(userKey, out StoredProfile? kept)) _old.Remove(userKey, out kept);
            else _youngSize -= SizeOf(kept);
            return kept;
        }
    }

    /// <summary>The profile, left where it is: only for a cache whose profiles nobody changes.</summary>
    public StoredProfile? Find(string userKey)
    {
        lock (_gate) return _young.GetValueOrDefault(userKey) ?? _old.GetValueOrDefault(userKey);
    }

    public void Keep(string userKey, StoredProfile stored)
    {
        lock (_gate)
        {
            if (_young.TryGetValue(userKey, out StoredProfile? before)) _youngSize -= SizeOf(before);
            _old.Remove(userKey);
            _young[userKey] = stored;
            _youngSize += SizeOf(stored);
            if (_youngSize <= GenerationSize) return;
            (_old, _young, _youngSize) = (_young, [], 0);
        }
    }

    private static int SizeOf(StoredProfile stored) => EmptySize + stored.Profile.Entries.Count + stored.Profile.Seen.Count;
}
