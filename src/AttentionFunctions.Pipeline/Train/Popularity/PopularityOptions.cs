using System.ComponentModel.DataAnnotations;

namespace AttentionFunctions.Train;

public sealed record PopularityOptions
{
    /// <summary>
    /// Days after which an interaction counts half, 0.1 to 3,650. A month: long enough that a small site still has counts, short enough
    /// that last season's success does not stay on top. Without clock times nothing decays.
    /// </summary>
    [Range(0.1, 3650)]
    public double HalfLifeDays { get; init; } = 30;

    /// <summary>Smallest weight an interaction counts with, 0 to 1, so that a glance still counts.</summary>
    [Range(0, 1)]
    public double WeightFloor { get; init; } = 0.05;
}
