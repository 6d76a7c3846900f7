namespace AttentionFunctions.Rank;

/// <summary>Chance in a slate, so that what is never shown can be found out about. Everything drawn is logged with its probability.</summary>
public sealed record ExplorationOptions
{
    /// <summary>Probability that a slot is drawn evenly from the candidates, 0 to 0.5.</summary>
    public double Share { get; init; }

    /// <summary>
    /// Probability that a slot goes to a new item, drawn evenly from those that may be shown, 0 to 0.5: every new item gets its share of
    /// exposure, whatever the models think of it.
    /// </summary>
    public double FreshShare { get; init; }

    /// <summary>An item is new for so many days after <c>publishedAt</c>, 1 to 90; without that, as long as no model has seen it.</summary>
    public double FreshDays { get; init; } = 7;
}
