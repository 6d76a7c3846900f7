using AttentionFunctions.Events;

namespace AttentionFunctions.Decide;

/// <summary>Entries of the log brought together by event id, and which of them are ripe: their time for rewards is over.</summary>
internal sealed class OpenDecisions(DecisionConfiguration configuration, DateTimeOffset now)
{
    /// <summary>An entry is stored within this time of being received; until then a decision is not closed.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>Events come through the queue, and are stored within this time unless it is backed up.</summary>
    private static readonly TimeSpan GraceForEvents = TimeSpan.FromMinutes(1);

    private readonly TimeSpan _ripe = RipeAfter(configuration);
    private readonly Dictionary<string, Open> _open = new(StringComparer.Ordinal);
    private readonly HashSet<string> _rewards = new(StringComparer.Ordinal);

    /// <summary>When the oldest decision was taken; null when there is none.</summary>
    public DateTimeOffset? Oldest => _open.Values.Min(open => open.Decision?.At);

    /// <summary>From when on a decision can be closed; one that is stored later than the grace is closed all the same, only later.</summary>
    public static TimeSpan RipeAfter(DecisionConfiguration configuration) =>
        configuration.RewardWaitTime + (configuration.EventRewards.Count > 0 ? GraceForEvents : Grace);

    /// <summary>A behaviour event that refers to a decision rewards it, if its type is worth anything; others are passed over.</summary>
    public void Add(AttentionEvent @event)
    {
        if (@event.RecommendationId is { } id && _open.TryGetValue(id, out Open? open) && open.Decision is not null
            && configuration.EventRewards.TryGetValue(@event.Type.WireName(), out double value))
            Add(new RewardEntry(id, @event.Time, $"event:{@event.Id}", value));
    }

    public void Add(LogEntry entry)
    {
        if (!_open.TryGetValue(entry.Id, out Open? open)) _open[entry.Id] = open = new Open();
        switch (entry)
        {
            case DecisionEntry decision:
                // A client that repeats a decision because it did not hear the answer: the first one was drawn and shown.
                if (open.Decision is null || decision.At < open.Decision.At) open.Decision = decision;
                break;
            case ActivationEntry activation:
                if (open.Activation is null || activation.At < open.Activation.At) open.Activation = activation;
                break;
            case RewardEntry reward:
                if (_rewards.Add(reward.Key)) open.Rewards.Add(reward);
                break;
        }
    }

    /// <summary>Splits what was added into joined decisions, in order of their times, and entries that must wait.</summary>
    /// <param name="allRead">Whether every decision that is ripe was added; otherwise rewards without one may still belong to it.</param>
    public Outcome Close(bool allRead = true)
    {
        var joined = new List<JoinedDecision>();
        var waiting = new List<LogEntry>();
        int notActivated = 0, late = 0;
        foreach (Open open in _open.Values)
        {
            DateTimeOffset last = open.Decision?.At ?? open.Rewards.Select(reward => reward.At).Append(open.Activation?.At ?? default).Max();
            // A reward without its decision waits for as long as the segment with the decision may not have been read.
            if (now < last + _ripe + (open.Decision is null ? Grace : TimeSpan.Zero) || (open.Decision is null && !allRead))
            {
                waiting.AddRange(open.Entries());
                continue;
            }

            if (open.Decision is not { } decision)
            {
                late += open.Rewards.Count;
            }
            else if (decision.Deferred && !(open.Activation?.At <= decision.At + configuration.RewardWaitTime))
            {
                notActivated++;
            }
            else
            {
                RewardEntry[] inTime = [.. open.Rewards.Where(reward => reward.At <= decision.At + configuration.RewardWaitTime).OrderBy(reward => reward.At)];
                late += open.Rewards.Count - inTime.Length;
                joined.Add(new JoinedDecision(
                    decision, [.. decision.Slots.Select(slot => Reward(inTime, slot.Id) ?? configuration.DefaultReward)], inTime.Length > 0,
                    decision.Slots[0].Id is null ? null : Reward(inTime, null)));
            }
        }

        joined.Sort(static (a, b) => a.Decision.At.CompareTo(b.Decision.At) is not 0 and var byTime
            ? byTime
            : string.CompareOrdinal(a.Decision.Id, b.Decision.Id));
        return new Outcome(joined, waiting, notActivated, late);
    }

    /// <param name="inTime">Oldest first.</param>
    private double? Reward(RewardEntry[] inTime, string? slot)
    {
        double? reward = null;
        foreach (RewardEntry entry in inTime)
        {
            if (entry.Slot != slot) continue;
            if (configuration.RewardAggregation == RewardAggregation.Earliest) return entry.Value;
            reward = (reward ?? 0) + entry.Value;
        }

        return reward;
    }

    /// <param name="LateRewards">Rewards that count for nothing.</param>
    public sealed record Outcome(IReadOnlyList<JoinedDecision> Joined, IReadOnlyList<LogEntry> Waiting, int NotActivated, int LateRewards);

    private sealed class Open
    {
        public DecisionEntry? Decision { get; set; }

        public ActivationEntry? Activation { get; set; }

        public List<RewardEntry> Rewards { get; } = [];

        public IEnumerable<LogEntry> Entries() => new LogEntry?[] { Decision, Activation }.OfType<LogEntry>().Concat(Rewards);
    }
}
