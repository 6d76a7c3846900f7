using System.ComponentModel.DataAnnotations;

namespace AttentionFunctions.Train;

public sealed record MarkovOptions
{
    /// <summary>An item counts as a successor up to this many steps later, 1 to 50.</summary>
    [Range(1, 50)]
    public int Window { get; init; } = 5;

    /// <summary>True: a successor counts with 1/steps; false: with 1, however many steps later it came.</summary>
    public bool WeightByDistance { get; init; } = true;

    /// <summary>
    /// Successors kept per item, the heaviest first; 8 to 65,536. Bounds the memory to 8 bytes × items × this; measured, 512 loses nothing
    /// that shows in three digits.
    /// </summary>
    [Range(8, 65_536)]
    public int MaxSuccessors { get; init; } = 512;
}

public sealed record SmoothedMarkovOptions
{
    /// <summary>How many of the newest events speak, 1 to 100; after ten the decay has left 4 %.</summary>
    [Range(1, 100)]
    public int LastEvents { get; init; } = 10;

    /// <summary>Weight of an event relative to the next newer one, 0 to 1.</summary>
    [Range(0, 1)]
    public double Decay { get; init; } = 0.7;

    /// <summary>Added to each row's sum, 0 to 1,000, so that an item seen twice does not speak as surely as one seen often.</summary>
    [Range(0, 1000)]
    public double RowPrior { get; init; } = 5;

    /// <summary>Probability that the most popular item has without any transition, 1e-9 to 1; others in proportion.</summary>
    [Range(1e-9, 1)]
    public double PopularityPrior { get; init; } = 1e-4;

    /// <summary>Probability that every item has without any transition, 1e-12 to 1: keeps the logarithm finite.</summary>
    [Range(1e-12, 1)]
    public double UniformPrior { get; init; } = 1e-6;
}
