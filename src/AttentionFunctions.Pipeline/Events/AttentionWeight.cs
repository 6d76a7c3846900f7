namespace AttentionFunctions.Events;

/// <summary>How much attention an event stands for.</summary>
public sealed class AttentionWeight(AttentionWeightOptions options)
{
    /// <summary>Base weight of the type × how long attention was held against what the item usually holds; not decayed.</summary>
    /// <param name="event">Any event.</param>
    /// <param name="expectedSeconds">What the item usually holds; null when unknown, then the default of the options counts.</param>
    public double Of(AttentionEvent @event, double? expectedSeconds = null) => throw new NotImplementedException();

    /// <summary>Share of a weight that is left after <paramref name="age"/>, 0 to 1; 1 for a negative age.</summary>
    public double Decay(TimeSpan age) => throw new NotImplementedException(options.ToString());
}
