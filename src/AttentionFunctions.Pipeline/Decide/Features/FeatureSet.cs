namespace AttentionFunctions.Decide;

/// <summary>Hashed features of one thing (a context, an action): 64-bit keys with values, in the order they were read.</summary>
internal sealed class FeatureSet
{
    private ulong[] _keys = new ulong[16];
    private float[] _values = new float[16];

    public int Count { get; private set; }

    public ReadOnlySpan<ulong> Keys => _keys.AsSpan(0, Count);

    public ReadOnlySpan<float> Values => _values.AsSpan(0, Count);

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
}
