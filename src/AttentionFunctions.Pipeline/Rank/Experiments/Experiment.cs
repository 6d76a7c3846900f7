using System.Text.Json.Serialization;

namespace AttentionFunctions.Rank;

/// <summary>Users are split over arms, and each arm ranks its own way.</summary>
/// <param name="Arms">2 to 16. The first one is what the others are compared with, and what everybody has once the experiment is over.</param>
/// <param name="EndsAt">When it is over; null while that is open.</param>
public sealed record Experiment(IReadOnlyList<ExperimentArm> Arms, DateTimeOffset? EndsAt = null)
{
    private const int MaxArms = 16;

    private const double MaxWeight = 1_000_000;

    /// <summary>The arm of a user, always the same: a function of the names of the experiment and its arms, the weights, and the user.</summary>
    /// <param name="name">Of the experiment.</param>
    /// <param name="userKey">The pseudonym.</param>
    public ExperimentArm ArmOf(string name, string userKey) => Arms[ArmDraw.Of(name, userKey, Arms)];

    /// <summary>What is wrong with it, in words; null when nothing is.</summary>
    internal string? Fault() => this switch
    {
        { Arms: not { Count: >= 2 and <= MaxArms } } => $"arms must have 2 to {MaxArms} entries.",
        _ when Arms.Any(arm => arm is not { Weight: > 0 and <= MaxWeight }) => $"Every arm needs a weight of more than 0, at most {MaxWeight:F0}.",
        _ when Arms.Any(arm => arm.Name is null || !PolicyStore.IsName(arm.Name)) =>
            $"Every arm needs a name of 1 to {PolicyStore.MaxNameLength} letters, digits, '-' or '_'.",
        _ when Arms.DistinctBy(arm => arm.Name).Count() < Arms.Count => "An arm's name may be used only once.",
        _ when Arms.FirstOrDefault(arm => arm.Policy is { } policy && !PolicyStore.IsName(policy)) is { } arm => $"Arm {arm.Name} names no policy there could be: '{arm.Policy}'.",
        _ => null,
    };
}

/// <param name="Weight">Its share of the users is its weight among all weights.</param>
/// <param name="Policy">Stored rules that it ranks by; null for none.</param>
/// <param name="CreatorPolicy">As <c>fairness=</c> of a recommendation: how it treats those who made the items; null for by score alone.</param>
public sealed record ExperimentArm(string Name, double Weight, string? Policy = null, string? CreatorPolicy = null)
{
    /// <summary>Whether both give a user the same treatment.</summary>
    internal bool TreatsAs(ExperimentArm other) => Name == other.Name && Policy == other.Policy && CreatorPolicy == other.CreatorPolicy;
}

/// <param name="StartedAt">From then on the report counts: when it was created, or its arms' treatments were changed last.</param>
/// <param name="ETag">Of the stored state; a change must name it.</param>
public sealed record StoredExperiment(string Name, Experiment Experiment, DateTimeOffset StartedAt, DateTimeOffset UpdatedAt, string ETag)
{
    /// <summary>Every weighting since the start, oldest first; the last one is the experiment's.</summary>
    internal IReadOnlyList<IReadOnlyList<ExperimentArm>> Weightings { get; init; } = [];
}

/// <summary>As stored.</summary>
internal sealed record ExperimentBlob(
    int FormatVersion, Experiment Experiment, DateTimeOffset StartedAt, DateTimeOffset UpdatedAt, IReadOnlyList<IReadOnlyList<ExperimentArm>> Weightings)
{
    public const int CurrentFormat = 1;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExperimentBlob))]
internal sealed partial class ExperimentJson : JsonSerializerContext;
