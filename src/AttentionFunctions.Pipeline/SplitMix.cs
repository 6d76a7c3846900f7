namespace AttentionFunctions;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood 2014): the same numbers on every machine and every .NET. The state of a stream is one number, so
/// that every part of a batch has a stream of its own, whatever thread takes it.
/// </summary>
internal static class SplitMix
{
    public static ulong Next(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>0 to 1, without 1.</summary>
    public static double NextDouble(ref ulong state) => (Next(ref state) >> 11) * (1.0 / (1UL << 53));

    /// <summary>0 to <paramref name="limit"/> − 1; the bias of the remainder is below 2⁻³² for limits of an int.</summary>
    public static int NextBelow(ref ulong state, int limit) => (int)(Next(ref state) % (ulong)limit);
}
