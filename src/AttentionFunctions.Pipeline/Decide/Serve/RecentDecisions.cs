namespace AttentionFunctions.Decide;

/// <summary>This instance's newest decisions, for learning in the moment a reward arrives. What does not fit waits for the learning step.</summary>
public sealed class RecentDecisions
{
    private const int Capacity = 5000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, RecentDecision> _decisions = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private readonly Queue<(RecentDecision Decision, double Reward)> _learnt = new();

    internal void Add(string eventId, RecentDecision decision)
    {
        lock (_gate)
        {
            if (!_decisions.TryAdd(eventId, decision)) return;
            _order.Enqueue(eventId);
            if (_order.Count > Capacity) _decisions.Remove(_order.Dequeue());
        }
    }

    internal void NoteLearnt(RecentDecision decision, double reward)
    {
        lock (_gate)
        {
            _learnt.Enqueue((decision, reward));
            if (_learnt.Count > Capacity) _learnt.Dequeue();
        }
    }

    /// <summary>What was learnt at once and no learning step has joined yet: to be learnt again on top of a step's policy.</summary>
    /// <param name="newestJoined">Steps join in order of time: later decisions are not in them. Null before the first step.</param>
    internal IReadOnlyList<(RecentDecision Decision, double Reward)> LearntAfter(DateTimeOffset? newestJoined)
    {
        lock (_gate)
        {
            while (_learnt.TryPeek(out (RecentDecision Decision, double Reward) oldest) && oldest.Decision.At <= newestJoined) _learnt.Dequeue();
            return [.. _learnt.Where(learnt => !(learnt.Decision.At <= newestJoined))];
        }
    }

    /// <summary>Once per decision: a second reward of the same decision is not learnt at once.</summary>
    internal RecentDecision? Take(string eventId)
    {
        lock (_gate) return _decisions.Remove(eventId, out RecentDecision? decision) ? decision : null;
    }
}

internal sealed record RecentDecision(DecisionInput Input, int Chosen, double Propensity, DateTimeOffset At);
