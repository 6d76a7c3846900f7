using AttentionFunctions.Events;

namespace AttentionFunctions.Train;

/// <summary>What the model reads of an event beside its item: its type, how much attention it held, how long after the last one it came.</summary>
/// <param name="Type">Below <see cref="Types"/>.</param>
/// <param name="Weight">Bucket of the attention weight relative to the mean, below <see cref="WeightBuckets"/>.</param>
/// <param name="Gap">Bucket of the time since the event before, below <see cref="GapBuckets"/>; 0 for the first, and where there are no times.</param>
internal readonly record struct EventFeatures(byte Type, byte Weight, byte Gap)
{
    public const int WeightBuckets = 8;
    public const int GapBuckets = 16;

    public static int Types { get; } = Enum.GetValues<EventType>().Max(type => (int)type) + 1;

    /// <param name="meanWeight">Of the training set, above 0.</param>
    /// <param name="realTimes">Whether times are clock times.</param>
    public static EventFeatures Of(in Interaction interaction, in Interaction? before, float meanWeight, bool realTimes) => new(
        (byte)interaction.Type, WeightBucket(interaction.Weight / meanWeight),
        realTimes && before is { } previous ? GapBucket(interaction.TimeMs - previous.TimeMs) : (byte)0);

    /// <summary>Powers of two around the mean: 0 for nothing or less, then up to 1/8, 1/4, 1/2, 1, 2, 4, and above.</summary>
    private static byte WeightBucket(float relative) =>
        relative <= 0 ? (byte)0 : (byte)Math.Clamp(1 + (int)MathF.Ceiling(MathF.Log2(relative) + 3), 1, WeightBuckets - 1);

    /// <summary>Powers of four from a second to a year: the difference between seconds and minutes matters as much as between days and weeks.</summary>
    private static byte GapBucket(long milliseconds) =>
        (byte)Math.Clamp(1 + (int)Math.Floor(Math.Log2(Math.Max(1, milliseconds / 1000.0)) / 2), 1, GapBuckets - 1);
}
