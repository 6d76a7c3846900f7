namespace AttentionFunctions.Decide;

/// <summary>This instance's newest decisions, for learning in the moment a reward arrives. What does not fit waits for the learning step.</summary>
public sealed class RecentDecisions
{
    private const int Capacity = 5000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, RecentDecision> _decisions = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    internal void Add(string eventId, RecentDecision decision)
    {
        lock (_gate)
        {
            if (!_decisions.TryAdd(eventId, decision)) return;
            _order.Enqueue(eventId);
            if (_order.Count > Capacity) _decisions.Remove(_order.Dequeue());
        }
    }

    /// <summary>Once per decision: a second reward of the same decision is not learnt at once.</summary>
    internal RecentDecision? Take(string eventId)
    {
        lock (_gate) return _decisions.Remove(eventId, out RecentDecision? decision) ? decision : null;
    }
}

internal sealed record RecentDecision(DecisionInput Input, int Chosen, double Propensity);
