using System.Text.Json;
using System.Text.Json.Serialization;
using AttentionFunctions.Events;

namespace AttentionFunctions.Decide;

[JsonConverter(typeof(JsonStringEnumConverter<RewardAggregation>))]
public enum RewardAggregation
{
    /// <summary>The first reward counts.</summary>
    Earliest,

    /// <summary>All rewards of the wait time are added up.</summary>
    Sum,
}

[JsonConverter(typeof(JsonStringEnumConverter<LearningMode>))]
public enum LearningMode
{
    /// <summary>Explores, and learns from it.</summary>
    Online,

    /// <summary>Always answers with the baseline, the first allowed action, and learns from what that earns; never explores.</summary>
    Apprentice,

    /// <summary>Answers with the baseline and only keeps the log.</summary>
    LoggingOnly,
}

/// <summary>How decisions are rewarded, learnt from and kept. One for the whole application; changed through the API.</summary>
public sealed record DecisionConfiguration
{
    public const int Version = 1;

    private static readonly TimeSpan MinWait = TimeSpan.FromSeconds(5), MaxWait = TimeSpan.FromDays(2);

    public int FormatVersion { get; init; } = Version;

    /// <summary>How long after its decision a reward still counts; 5 seconds to 2 days. Learning waits for as long.</summary>
    public TimeSpan RewardWaitTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Reward of a decision for which none arrived; −1,000 to 1,000.</summary>
    public double DefaultReward { get; init; }

    public RewardAggregation RewardAggregation { get; init; }

    public LearningMode LearningMode { get; init; }

    /// <summary>Also learn from a reward in the moment it arrives, in the instance that decided, if it reaches that one. A learning
    /// step's policy takes its place, and what the step could not know yet is learnt again on top.</summary>
    public bool LearnAtOnce { get; init; }

    /// <summary>
    /// Answer before the decision is stored. Faster on remote storage; if the process is killed, decisions of its last moments are missing from
    /// the log. Rewards always wait.
    /// </summary>
    public bool BufferDecisions { get; init; }

    /// <summary>Days that joined decisions are kept, 1 to 3,650; −1 for ever.</summary>
    public int LogRetentionDays { get; init; } = 90;

    /// <summary>
    /// Rewards of ordinary behaviour events, by type: {"click": 1, "purchase": 5}. An event whose <c>recommendationId</c> is the id of a decision
    /// rewards it.
    /// </summary>
    public IReadOnlyDictionary<string, double> EventRewards { get; init; } = new Dictionary<string, double>();

    /// <summary>Actions that must not be chosen, in which contexts.</summary>
    public IReadOnlyList<OverrideRule> Rules { get; init; } = [];

    public DateTimeOffset? EditedAt { get; init; }

    /// <exception cref="InvalidDecisionException">A value is out of its range.</exception>
    public DecisionConfiguration Checked()
    {
        if (RewardWaitTime < MinWait || RewardWaitTime > MaxWait) throw new InvalidDecisionException("rewardWaitTime must be from PT5S to P2D.");
        if (!(Math.Abs(DefaultReward) <= RewardLimits.Max)) throw new InvalidDecisionException($"defaultReward must be from -{RewardLimits.Max} to {RewardLimits.Max}.");
        if (LogRetentionDays is not (-1 or >= 1 and <= 3650)) throw new InvalidDecisionException("logRetentionDays must be from 1 to 3650, or -1 to keep logs for ever.");
        foreach ((string type, double reward) in EventRewards)
        {
            if (!EventTypes.TryParse(type, out _)) throw new InvalidDecisionException($"eventRewards: '{type}' is no type of event.");
            if (!(Math.Abs(reward) <= RewardLimits.Max)) throw new InvalidDecisionException($"eventRewards: the reward of '{type}' must be from -{RewardLimits.Max} to {RewardLimits.Max}.");
        }

        OverrideRule.Check(Rules);
        return this;
    }
}

internal static class RewardLimits
{
    /// <summary>Rewards beyond are mistakes of units; one of them would outweigh everything learnt.</summary>
    public const double Max = 1000;
}

/// <summary>"Never show X to Y": takes actions away before anything is chosen.</summary>
/// <param name="Id">Logged with every decision that the rule changed.</param>
/// <param name="When">Path into the context features, with dots, and the value it has there: {"user.age": "minor"}. All must match; empty matches always.</param>
/// <param name="Never">Ids of the actions.</param>
public sealed record OverrideRule(string Id, IReadOnlyDictionary<string, JsonElement> When, IReadOnlyList<string> Never)
{
    private const int MaxRules = 200, MaxActions = 1000, MaxConditions = 20;

    /// <param name="context">Array of objects; undefined when the request has none.</param>
    internal bool Matches(JsonElement context) => When.All(condition => Holds(context, condition.Key.Split('.'), condition.Value));

    internal static void Check(IReadOnlyList<OverrideRule> rules)
    {
        if (rules.Count > MaxRules) throw new InvalidDecisionException($"There may be {MaxRules} rules.");
        foreach (OverrideRule rule in rules)
        {
            if (string.IsNullOrWhiteSpace(rule.Id) || rule.When is null || rule.Never is not { Count: > 0 and <= MaxActions } || rule.When.Count > MaxConditions)
                throw new InvalidDecisionException($"A rule needs an id, when (at most {MaxConditions} conditions, may be empty) and never (1 to {MaxActions} action ids).");
        }
    }

    private static bool Holds(JsonElement at, ReadOnlySpan<string> path, JsonElement value)
    {
        if (at.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement element in at.EnumerateArray())
            {
                if (Holds(element, path, value)) return true;
            }

            return false;
        }

        if (path.IsEmpty) return JsonElement.DeepEquals(at, value);
        return at.ValueKind == JsonValueKind.Object && at.TryGetProperty(path[0], out JsonElement inner) && Holds(inner, path[1..], value);
    }
}
