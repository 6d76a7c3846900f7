namespace AttentionFunctions.Embed;

/// <summary>
/// 64-bit hash of a feature, built rune by rune so that longer n-grams extend shorter ones: FNV-1a over code points, then the finalizer of
/// MurmurHash3. The same on every machine and for good, because stored vectors depend on it.
/// </summary>
internal readonly struct FeatureHash
{
    private const ulong OffsetBasis = 0xCBF29CE484222325;
    private const ulong Prime = 0x100000001B3;

    private readonly ulong _state;

    private FeatureHash(ulong state) => _state = state;

    /// <param name="kind">Keeps the word <c>the</c> and the n-gram <c>the</c> apart.</param>
    public static FeatureHash Start(FeatureKind kind) => new FeatureHash(OffsetBasis).Add((int)kind);

    public FeatureHash Add(int value) => new((_state ^ (uint)value) * Prime);

    public ulong Value
    {
        get
        {
            var h = _state;
            h = (h ^ h >> 33) * 0xFF51AFD7ED558CCD;
            h = (h ^ h >> 33) * 0xC4CEB9FE1A85EC53;
            return h ^ h >> 33;
        }
    }
}

internal enum FeatureKind
{
    Word = 1,
    WordPair = 2,
    Characters = 3,
    Unspaced = 4,
}
