using System.Text.Json.Serialization;

namespace AttentionFunctions.Plan;

/// <summary>What is usual among the people of this installation; what a person's own figures are shrunk towards.</summary>
/// <param name="Version">Of the stored form.</param>
/// <param name="People">Whose profiles it was learned from; 0 for the presets.</param>
internal sealed record PopulationRhythm(
    int Version,
    int People,
    DateTimeOffset? LearnedAt,
    IReadOnlyList<Chronotype> Chronotypes,
    FocusVariances Variances,
    NormalPrior LogFocusMinutes,
    NormalPrior LogRecoveryMinutes,
    NormalPrior SwitchMinutes,
    NormalPrior LogOverrun)
{
    public const int CurrentVersion = 1;

    /// <summary>No figure of a group is told or used from fewer people.</summary>
    public const int LeastPeople = 5;

    /// <summary>
    /// Before anything is learned. Focus: 25 minutes, which the attention weight expects too. Recovery: 12 minutes, between the ten that a
    /// switch caused by an alert took and the ten to fifteen that followed it (Iqbal &amp; Horvitz, CHI 2007). Switching: 5 minutes, a
    /// careful guess. Estimates are not corrected without evidence.
    /// </summary>
    public static PopulationRhythm Presets { get; } = new(
        CurrentVersion, 0, null, Chronotype.Presets, FocusVariances.Default,
        LogFocusMinutes: new NormalPrior(Math.Log(25), 0.25, 0.36),
        LogRecoveryMinutes: new NormalPrior(Math.Log(12), 0.25, 0.64),
        SwitchMinutes: new NormalPrior(5, 9, 100),
        LogOverrun: new NormalPrior(0, 0.06, 0.16));
}

/// <summary>Variances of the share of focus, see <see cref="FocusCurve"/>.</summary>
/// <param name="Within">σ²: one hour of one person against the same hour of other weeks. Default: a deviation of 0.2.</param>
/// <param name="Days">τ₂²: the same hour on different days of the week. Default: 0.05.</param>
/// <param name="People">τ₁²: people against their chronotype. Default: 0.15.</param>
/// <param name="Level">τ₀²: the person's level over all hours. Default: 0.15.</param>
internal sealed record FocusVariances(double Within, double Days, double People, double Level)
{
    public static FocusVariances Default { get; } = new(0.04, 0.0025, 0.0225, 0.0225);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PopulationRhythm))]
internal sealed partial class PopulationJson : JsonSerializerContext;
