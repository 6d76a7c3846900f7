using System.ComponentModel.DataAnnotations;

namespace AttentionFunctions.Plan;

/// <summary>How events become a person's supply of attention.</summary>
internal sealed record SupplyOptions
{
    public static SupplyOptions Default { get; } = new();

    /// <summary>A longer pause ends a stretch of work, 5 to 240 minutes. An hour, so that a slow hour with long gaps is not read as two good short ones.</summary>
    [Range(5, 240)]
    public double SessionGapMinutes { get; init; } = 60;

    /// <summary>Age at which an observation counts half, 1 to 730 days; habits change over months.</summary>
    [Range(1, 730)]
    public double HalfLifeDays { get; init; } = 56;

    /// <summary>
    /// What a full view counts against a stretch of work of <see cref="FullViewSeconds"/>, 0 to 1: it says how well attention held, not how
    /// long the person could have worked.
    /// </summary>
    [Range(0, 1)]
    public double ViewWeight { get; init; } = 0.25;

    /// <summary>Dwell in one hour that counts as a full observation, 60 to 3,600 seconds.</summary>
    [Range(60, 3600)]
    public double FullViewSeconds { get; init; } = 900;
}
