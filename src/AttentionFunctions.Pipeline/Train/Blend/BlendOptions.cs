using System.ComponentModel.DataAnnotations;

namespace AttentionFunctions.Train;

public sealed record BlendOptions
{
    /// <summary>Validation cases the weights are fitted on, drawn by the seed; 100 to 100,000. Each takes about 8 KB while they are fitted.</summary>
    [Range(100, 100_000)]
    public int MaxCases { get; init; } = 10_000;
}
