using System.ComponentModel.DataAnnotations;

namespace AttentionFunctions.Train;

/// <summary>Names as in Rendle et al., "Revisiting the Performance of iALS on Item Recommendation Benchmarks", 2022.</summary>
public sealed record IalsOptions
{
    /// <summary>Length of every vector, 8 to 512.</summary>
    [Range(8, 512)]
    public int Factors { get; init; } = 64;

    /// <summary>Sweeps over users and items, 1 to 200.</summary>
    [Range(1, 200)]
    public int Sweeps { get; init; } = 10;

    /// <summary>Steps of conjugate gradient per row and sweep, 1 to 64; warm starts make few enough.</summary>
    [Range(1, 64)]
    public int GradientSteps { get; init; } = 3;

    /// <summary>
    /// Total weight of all pairs without an interaction, relative to the total weight of the interactions; 0.01 to 1,000. The paper's α₀ is
    /// this × interactions / (users × items), so that one default holds for dense and for sparse data.
    /// </summary>
    [Range(0.01, 1000)]
    public double UnobservedRatio { get; init; } = 5;

    /// <summary>λ, 1e-6 to 100. Measured: flat between 0.003 and 0.01 on dense and on sparse data.</summary>
    [Range(1e-6, 100)]
    public double Regularisation { get; init; } = 0.005;

    /// <summary>ν: a row's λ is scaled by (its weight + α₀ × size of the other side)^ν; 0 to 1.</summary>
    [Range(0, 1)]
    public double FrequencyScaling { get; init; } = 1;

    /// <summary>
    /// Smallest weight of an interaction relative to the mean, 0.001 to 1: what somebody chose they chose, however little they liked it.
    /// Measured on validation slices of ratings and of simulated dwell, half of the mean ranks better than a twentieth on both.
    /// </summary>
    [Range(0.001, 1)]
    public double WeightFloor { get; init; } = 0.5;

    /// <summary>
    /// Events back after which an event of the history weighs half when a user is folded in, 1 to 10,000: what somebody did last says more
    /// about what comes next.
    /// </summary>
    [Range(1, 10_000)]
    public double RecencyHalfLife { get; init; } = 2.5;

    /// <summary>Newest events of a history that are folded in, 1 to 1,000; bounds the time of a request.</summary>
    [Range(1, 1000)]
    public int MaxHistory { get; init; } = 200;
}
