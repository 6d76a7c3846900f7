namespace AttentionFunctions.Events;

/// <summary>How much attention an event stands for.</summary>
/// <remarks>
/// <code>
/// strength  = base(type) · part
/// weight    = strength · hold(seconds held / seconds expected)   when strength is positive, else strength
/// hold(r)   = 2r / (1 + r)          0 for r = 0, 1 for r = 1, towards 2; 1 when it is not known how long attention was held
/// part      = value                 of `complete`: the share 0 to 1 (1 when not given)
///             −1 … +1               of `rate`: linear from the lowest to the highest rating, what is outside cut off
///             1                     of all other types
/// decay(t)  = 2^(−t / half-life)
/// </code>
/// What was held is <c>dwellSeconds</c>; for <c>focus</c>, when that is absent, <c>seconds</c>. Immutable, safe on several threads.
/// </remarks>
public sealed class AttentionWeight(AttentionWeightOptions options)
{
    private readonly double[] bases = Bases(options);

    /// <summary>Base weight of the type × how long attention was held against what the item usually holds; not decayed.</summary>
    /// <param name="event">Any event.</param>
    /// <param name="expectedSeconds">What the item usually holds; null when unknown, then the default of the options counts.</param>
    public double Of(AttentionEvent @event, double? expectedSeconds = null) => Of(
        @event.Type, @event.DwellSeconds ?? (@event.Type == EventType.Focus ? @event.Seconds : null), @event.Value, expectedSeconds);

    /// <summary>The same of an event's parts.</summary>
    /// <param name="heldSeconds">How long attention was held; null when that is not known.</param>
    internal double Of(EventType type, double? heldSeconds, double? value, double? expectedSeconds)
    {
        double strength = bases[(byte)type] * Part(type, value);
        if (strength <= 0 || heldSeconds is not { } held)
        {
            return strength;
        }

        double usual = type == EventType.Focus ? options.ExpectedFocusSeconds : options.ExpectedDwellSeconds;
        double expected = expectedSeconds is > 0 and < double.PositiveInfinity ? expectedSeconds.Value : usual;
        return strength * (2 * held / (expected + held)); // 2r / (1 + r) with r = held / expected
    }

    /// <summary>Share of a weight that is left after <paramref name="age"/>, 0 to 1; 1 for a negative age.</summary>
    public double Decay(TimeSpan age) => age <= TimeSpan.Zero ? 1 : Math.Pow(2, -(age / options.HalfLife));

    private double Part(EventType type, double? value) => type switch
    {
        EventType.Complete => value ?? 1,
        EventType.Rate => Math.Clamp(
            (2 * ((value ?? Middle) - options.LowestRating) / (options.HighestRating - options.LowestRating)) - 1, -1, 1),
        _ => 1,
    };

    private double Middle => (options.LowestRating + options.HighestRating) / 2;

    private static double[] Bases(AttentionWeightOptions options)
    {
        options.Validate();
        double[] bases = new double[byte.MaxValue + 1];
        foreach ((EventType type, double weight) in AttentionWeightOptions.DefaultBaseWeights)
        {
            bases[(byte)type] = options.BaseWeights.TryGetValue(type.WireName(), out double own) ? own : weight;
        }

        return bases;
    }
}
