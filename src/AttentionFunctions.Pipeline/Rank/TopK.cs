namespace AttentionFunctions.Rank;

/// <summary>The k best of a stream of scored positions, exactly: <see cref="BestPositions"/> that brings its own memory.</summary>
internal sealed class TopK(int capacity)
{
    private readonly ulong[] _keys = new ulong[capacity];
    private int _count;

    /// <summary>What has no score, NaN or −∞, is never kept.</summary>
    public void Offer(int position, float score)
    {
        if (score > float.NegativeInfinity) new BestPositions(_keys, ref _count).Offer(position, score);
    }

    /// <summary>Best first; empties the heap.</summary>
    public (int Position, float Score)[] Drain()
    {
        var best = new (int Position, float Score)[_count];
        new BestPositions(_keys, ref _count).Drain(best);
        return best;
    }
}
