namespace AttentionFunctions.Decide;

/// <summary>What serves, what is being tried, and how far the log is learnt. One blob, swapped by ETag.</summary>
public sealed record DecisionState
{
    public const int Version = 1;

    public int FormatVersion { get; init; } = Version;

    /// <summary>Learning steps taken.</summary>
    public long Step { get; init; }

    public PolicyVersion Serving { get; init; } = new("initial", new PolicySettings());

    /// <summary>A policy on its way; null when there is none.</summary>
    public Trial? Trial { get; init; }

    /// <summary>Oldest first, at most <see cref="MaxHistory"/>.</summary>
    public IReadOnlyList<PolicyChange> History { get; init; } = [];

    /// <summary>Segments that the last step joined: to be deleted, and never to be read again.</summary>
    public IReadOnlyList<string> Consumed { get; init; } = [];

    public LearningCounts Counts { get; init; } = new();

    internal const int MaxHistory = 50;

    internal DecisionState WithServing(PolicyVersion next, DateTimeOffset at, string reason) => this with
    {
        Serving = next,
        Trial = null,
        History = [.. History.Append(new PolicyChange(next, Serving, at, reason)).TakeLast(MaxHistory)],
    };
}

/// <param name="Name">Names what it learnt, in the log and in storage.</param>
/// <param name="Stored">Whether a blob of that name holds what was learnt; before the first step there is none.</param>
public sealed record PolicyVersion(string Name, PolicySettings Settings, bool Stored = false, long Learnt = 0, DateTimeOffset? UpdatedAt = null);

public enum TrialStage
{
    /// <summary>Learns beside the serving policy and decides nothing.</summary>
    Shadow,

    /// <summary>Decides a share of the requests.</summary>
    Canary,
}

/// <param name="Share">Of decisions that the policy under trial takes: 0 in the shadow.</param>
public sealed record Trial(PolicyVersion Policy, TrialStage Stage, double Share, DateTimeOffset StartedAt);

/// <param name="Before">What served until then: a rollback goes back to it.</param>
public sealed record PolicyChange(PolicyVersion Policy, PolicyVersion Before, DateTimeOffset At, string Reason);

/// <summary>Since the beginning.</summary>
/// <param name="Joined">Decisions that were learnt from.</param>
/// <param name="Rewarded">Of those, with a reward.</param>
/// <param name="NotActivated">Deferred decisions that nobody activated in time: dropped.</param>
/// <param name="LateRewards">Rewards without a decision, or after its wait time: dropped.</param>
/// <param name="Matches">Of the joined, those whose best predicted action was the chosen one: how well an apprentice imitates.</param>
/// <param name="RewardSum">Of the joined decisions.</param>
/// <param name="From">Of the oldest joined decision.</param>
/// <param name="To">Of the newest.</param>
public sealed record LearningCounts(
    long Joined = 0, long Rewarded = 0, long NotActivated = 0, long LateRewards = 0, long Matches = 0, double RewardSum = 0,
    DateTimeOffset? From = null, DateTimeOffset? To = null);
