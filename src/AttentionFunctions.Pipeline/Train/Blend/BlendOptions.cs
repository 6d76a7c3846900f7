using System.ComponentModel.DataAnnotations;

namespace AttentionFunctions.Train;

public sealed record BlendOptions
{
    /// <summary>Validation cases the weights are fitted on, drawn by the seed; 100 to 100,000. More changes the third digit of a weight.</summary>
    [Range(100, 100_000)]
    public int MaxCases { get; init; } = 4000;

    /// <summary>Rounds of the coordinate search, 1 to 20; it usually stands still after three.</summary>
    [Range(1, 20)]
    public int Rounds { get; init; } = 4;
}
