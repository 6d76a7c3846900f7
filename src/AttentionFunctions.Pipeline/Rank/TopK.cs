namespace AttentionFunctions.Rank;

/// <summary>The k best of a stream of scored positions, exactly: a bounded min-heap, O(n log k), ties to the lower position.</summary>
internal sealed class TopK(int capacity)
{
    private readonly PriorityQueue<int, (float Score, int NegatedPosition)> _heap = new(capacity + 1);

    public void Offer(int position, float score)
    {
        if (float.IsNaN(score) || float.IsNegativeInfinity(score)) return;
        (float, int) priority = (score, -position);
        if (_heap.Count < capacity)
            _heap.Enqueue(position, priority);
        else if (capacity > 0 && _heap.TryPeek(out _, out (float Score, int NegatedPosition) worst) && priority.CompareTo(worst) > 0)
            _heap.EnqueueDequeue(position, priority);
    }

    /// <summary>Best first; empties the heap.</summary>
    public (int Position, float Score)[] Drain()
    {
        var best = new (int Position, float Score)[_heap.Count];
        for (int i = best.Length - 1; i >= 0; i--)
        {
            _heap.TryDequeue(out int position, out (float Score, int NegatedPosition) priority);
            best[i] = (position, priority.Score);
        }

        return best;
    }
}
