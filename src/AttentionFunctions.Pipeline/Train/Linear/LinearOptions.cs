using System.ComponentModel.DataAnnotations;

namespace AttentionFunctions.Train;

public sealed record LinearOptions
{
    /// <summary>Weight of an event of the history relative to the next newer one, 0.1 to 0.95.</summary>
    [Range(0.1, 0.95)]
    public double HistoryDecay { get; init; } = 0.8;

    /// <summary>Weight of an item that comes later relative to one that comes a step sooner, 0 to 0.9; 0 learns the very next item only.</summary>
    [Range(0, 0.9)]
    public double TargetDecay { get; init; } = 0.5;

    /// <summary>Events further apart than this say nothing of each other, 1 to 100; after thirty the decays have left 0.1 %.</summary>
    [Range(1, 100)]
    public int Window { get; init; } = 30;

    /// <summary>
    /// λ, 0.1 to 100,000, in units of XᵀX: a pseudo-count. An item that occurred f times has about f/(1 − decay²) on the diagonal, so that the
    /// default halves what an item of some fifty occurrences says. Measured: an absolute λ serves dense and sparse data alike, one relative
    /// to the diagonal does not.
    /// </summary>
    [Range(0.1, 100_000)]
    public double Regularisation { get; init; } = 150;

    /// <summary>
    /// Items of the history that keep a weight for a target, the heaviest first; 8 to 65,536. Bounds the stored size to 8 bytes × items × this.
    /// </summary>
    [Range(8, 65_536)]
    public int SourcesPerTarget { get; init; } = 512;

    /// <summary>
    /// Smallest weight of an interaction relative to the mean, 0.001 to 1: what somebody chose they chose, however little they liked it.
    /// Measured on validation slices of ratings and of simulated dwell, half of the mean ranks better than a twentieth on both.
    /// </summary>
    [Range(0.001, 1)]
    public double WeightFloor { get; init; } = 0.5;

    /// <summary>Score that the most popular item has without a history, before the logarithm, 1e-9 to 1; others in proportion.</summary>
    [Range(1e-9, 1)]
    public double PopularityPrior { get; init; } = 1e-4;

    /// <summary>Score that every item has without a history, 1e-12 to 1: keeps the logarithm finite.</summary>
    [Range(1e-12, 1)]
    public double UniformPrior { get; init; } = 1e-6;
}
