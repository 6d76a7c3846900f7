namespace AttentionFunctions.Train;

/// <summary>The k best of many scores; equal scores by index. One per thread, reused.</summary>
internal sealed class TopItems(int k)
{
    private readonly int[] _items = new int[k];
    private readonly float[] _scores = new float[k];

    /// <summary>Best first; items at −∞ are left out. Valid until the next call.</summary>
    public ReadOnlySpan<int> Of(ReadOnlySpan<float> scores)
    {
        var count = 0;
        var bound = float.NegativeInfinity;
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] <= bound)
            {
                continue;
            }

            // k is small and most scores fail the bound, so inserting into a sorted list beats a heap.
            var at = count < k ? count++ : k - 1;
            for (; at > 0 && _scores[at - 1] < scores[i]; at--)
            {
                (_scores[at], _items[at]) = (_scores[at - 1], _items[at - 1]);
            }

            (_scores[at], _items[at]) = (scores[i], i);
            bound = count == k ? _scores[k - 1] : float.NegativeInfinity;
        }

        return _items.AsSpan(0, count);
    }
}
