using System.Text.Json.Serialization;

namespace AttentionFunctions.Rank;

/// <summary>A version of a stored policy: never changed once it exists.</summary>
/// <param name="Version">From 1.</param>
/// <param name="Note">What its author said about it.</param>
public sealed record StoredPolicy(string Name, int Version, RankingRules Rules, DateTimeOffset CreatedAt, string? Note);

/// <summary>Which version of a policy serves.</summary>
/// <param name="Versions">All that there are, ascending.</param>
/// <param name="History">What was current since when, oldest first; the last one is.</param>
public sealed record PolicyState(string Name, int Current, IReadOnlyList<int> Versions, IReadOnlyList<PolicyTurn> History);

/// <summary>From then on a version was current.</summary>
public sealed record PolicyTurn(int Version, DateTimeOffset At);

/// <summary>As stored.</summary>
internal sealed record PolicyPointer(int FormatVersion, int Current, IReadOnlyList<PolicyTurn> History)
{
    public const int CurrentFormat = 1;

    /// <summary>Turns that are remembered; older versions stay readable.</summary>
    public const int MaxHistory = 200;
}

/// <summary>As stored.</summary>
internal sealed record PolicyBlob(int FormatVersion, RankingRules Rules, DateTimeOffset CreatedAt, string? Note)
{
    public const int CurrentFormat = 1;
}

// Strict about names: a rule that this version does not know must not be left out in silence.
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, UseStringEnumConverter = true)]
[JsonSerializable(typeof(PolicyPointer))]
[JsonSerializable(typeof(PolicyBlob))]
internal sealed partial class PolicyJson : JsonSerializerContext;
