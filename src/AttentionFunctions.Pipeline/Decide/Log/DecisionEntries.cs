using System.Text.Json.Serialization;

namespace AttentionFunctions.Decide;

/// <summary>One line of the decision log: what was decided, that it was used, or what it was worth.</summary>
/// <param name="Id">The decision's event id.</param>
/// <param name="At">When it was received, UTC.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(DecisionEntry), "decision")]
[JsonDerivedType(typeof(ActivationEntry), "activation")]
[JsonDerivedType(typeof(RewardEntry), "reward")]
internal abstract record LogEntry(string Id, DateTimeOffset At);

/// <param name="Context">Features as sent; null when none were.</param>
/// <param name="Actions">With their features as sent.</param>
/// <param name="Slots">One for a single decision.</param>
/// <param name="Policy">Version of the policy that decided.</param>
/// <param name="Deferred">Counts only once it is activated.</param>
/// <param name="Rules">Ids of the override rules that took actions away; absent when none did.</param>
internal sealed record DecisionEntry(
    string Id, DateTimeOffset At, RawJson? Context, IReadOnlyList<LoggedAction> Actions, IReadOnlyList<LoggedSlot> Slots, string Policy,
    bool Deferred = false, IReadOnlyList<string>? Rules = null) : LogEntry(Id, At);

internal sealed record LoggedAction(string Id, RawJson? Features);

/// <param name="Allowed">Positions of the actions that could be chosen; the first is the baseline.</param>
/// <param name="Probabilities">Of the allowed actions, as they were when the choice was drawn; they sum to 1.</param>
/// <param name="Chosen">Position of the action.</param>
/// <param name="Predicted">Position of the action with the highest predicted reward, whatever was chosen.</param>
/// <param name="Id">Of a multi-slot decision; absent for a single one.</param>
/// <param name="Features">Of a multi-slot decision's slot.</param>
internal sealed record LoggedSlot(
    int[] Allowed, double[] Probabilities, int Chosen, int Predicted, string? Id = null, RawJson? Features = null)
{
    [JsonIgnore]
    public double Propensity => Probabilities[Array.IndexOf(Allowed, Chosen)];
}

internal sealed record ActivationEntry(string Id, DateTimeOffset At) : LogEntry(Id, At);

/// <param name="Key">Unique to the call, so that a copy of the entry is not a second reward.</param>
/// <param name="Slot">Of a multi-slot decision; absent for a single one, and for a whole page.</param>
internal sealed record RewardEntry(string Id, DateTimeOffset At, string Key, double Value, string? Slot = null) : LogEntry(Id, At);

/// <summary>A decision whose time for rewards is over: what the learners learn from and what policies are evaluated on.</summary>
/// <param name="Rewards">One per slot.</param>
/// <param name="Rewarded">Whether any reward arrived; else the rewards are the default.</param>
/// <param name="Page">Reward of a multi-slot decision as a whole, beside those of its slots; null when none arrived.</param>
internal sealed record JoinedDecision(DecisionEntry Decision, double[] Rewards, bool Rewarded, double? Page = null)
{
    /// <summary>What each slot earned, for estimates: the page's reward depends on all choices, and so comes with the last.</summary>
    [JsonIgnore]
    public double[] Earned => Page is { } page ? [.. Rewards[..^1], Rewards[^1] + page] : Rewards;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = true, Converters = [typeof(RawJsonConverter)])]
[JsonSerializable(typeof(DecisionState))]
[JsonSerializable(typeof(DecisionConfiguration))]
[JsonSerializable(typeof(LogEntry))]
[JsonSerializable(typeof(JoinedDecision))]
[JsonSerializable(typeof(PolicySettings))]
internal sealed partial class DecisionJson : JsonSerializerContext;
