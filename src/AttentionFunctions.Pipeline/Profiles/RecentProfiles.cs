namespace AttentionFunctions.Profiles;

/// <summary>Profiles that this process lately wrote or read, in whatever form, by user key.</summary>
/// <remarks>
/// Two generations stand in for a list in order of use: what is not taken while one generation fills up goes with the older one. Safe to
/// call from several threads.
/// </remarks>
/// <param name="generationSize">What a generation holds, in units of <paramref name="sizeOf"/>.</param>
/// <param name="sizeOf">Of one profile; it must not change while it is kept.</param>
internal sealed class RecentProfiles<T>(long generationSize, Func<T, int> sizeOf)
    where T : class
{
    private readonly Lock _gate = new();
    private Dictionary<string, T> _young = [];
    private Dictionary<string, T> _old = [];
    private long _youngSize;

    /// <summary>The profile, which is taken out: who changes it in place is its one owner.</summary>
    public T? Take(string userKey)
    {
        lock (_gate)
        {
            if (!_young.Remove(userKey, out T? kept)) _old.Remove(userKey, out kept);
            else _youngSize -= sizeOf(kept);
            return kept;
        }
    }

    /// <summary>The profile, left where it is: for what nobody changes.</summary>
    public T? Find(string userKey)
    {
        lock (_gate) return _young.GetValueOrDefault(userKey) ?? _old.GetValueOrDefault(userKey);
    }

    public void Keep(string userKey, T profile)
    {
        lock (_gate)
        {
            if (_young.TryGetValue(userKey, out T? before)) _youngSize -= sizeOf(before);
            _old.Remove(userKey);
            _young[userKey] = profile;
            _youngSize += sizeOf(profile);
            if (_youngSize <= generationSize) return;
            (_old, _young, _youngSize) = (_young, [], 0);
        }
    }
}
