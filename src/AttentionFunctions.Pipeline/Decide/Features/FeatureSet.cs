namespace AttentionFunctions.Decide;

/// <summary>Hashed features of one thing (a context, an action): 64-bit keys with values, in the order they were read.</summary>
internal sealed class FeatureSet(ulong[] keys, float[] values)
{
    public static FeatureSet Empty { get; } = new([], []);

    public int Count => keys.Length;

    public ReadOnlySpan<ulong> Keys => keys;

    public ReadOnlySpan<float> Values => values;
}

/// <summary>Where features are collected before their number is known; used again for the next thing.</summary>
internal sealed class FeatureBuffer
{
    [ThreadStatic]
    private static FeatureBuffer? t_buffer;

    private ulong[] _keys = new ulong[64];
    private float[] _values = new float[64];

    public int Count { get; private set; }

    /// <summary>The empty buffer of this thread: to be done with before the next one is asked for.</summary>
    public static FeatureBuffer OfThread()
    {
        FeatureBuffer buffer = t_buffer ??= new FeatureBuffer();
        buffer.Count = 0;
        return buffer;
    }

    public void Add(ulong key, float value)
    {
        if (Count == _keys.Length)
        {
            Array.Resize(ref _keys, 2 * Count);
            Array.Resize(ref _values, 2 * Count);
        }

        (_keys[Count], _values[Count]) = (key, value);
        Count++;
    }

    public FeatureSet ToSet() => Count == 0 ? FeatureSet.Empty : new FeatureSet(_keys[..Count], _values[..Count]);
}
