namespace AttentionFunctions.Train;

/// <summary>
/// Dropout (Srivastava et al. 2014) by multiplying with a stretch of a ready-made mask: drawing a number per activation would cost more than
/// the activation. A pass remembers where its stretches began, for the way back.
/// </summary>
internal sealed class DropoutMasks
{
    /// <summary>A prime, so that stretches of one width begin everywhere.</summary>
    private const int Period = 1_048_573;

    private readonly float[] _mask;

    /// <param name="rate">Share of activations that become 0, from 0 to below 1.</param>
    /// <param name="longest">Floats in the longest stretch.</param>
    public DropoutMasks(float rate, int longest, int seed)
    {
        Rate = rate;
        var random = new Random(seed);
        _mask = rate == 0 ? [] : new float[Period + longest];
        for (var i = 0; i < _mask.Length; i++)
        {
            _mask[i] = i < Period ? (random.NextSingle() < rate ? 0 : 1 / (1 - rate)) : _mask[i - Period];
        }
    }

    public float Rate { get; }

    public static int NextStart(ref ulong state)
    {
        // SplitMix64 (Steele, Lea and Flood 2014): a stream of its own for every part of a batch, whatever thread takes it.
        state += 0x9E3779B97F4A7C15;
        var z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) % Period);
    }

    public ReadOnlySpan<float> From(int start, int count) => _mask.AsSpan(start, count);
}
