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

    public static int NextStart(ref ulong stream) => (int)(SplitMix.Next(ref stream) % Period);

    public ReadOnlySpan<float> From(int start, int count) => _mask.AsSpan(start, count);
}
