namespace AttentionFunctions.Train;

/// <summary>
/// How long items hold attention, learnt from dwell: the mean of an item's dwell times, drawn towards the mean of all where there are few.
/// </summary>
internal sealed class HeldAttention
{
    /// <summary>Dwell times that the mean of all counts as: with so many of its own, an item's mean has half the say.</summary>
    private const double PriorCount = 5;

    /// <summary>Seconds. A page left open over night held nobody's attention for the night.</summary>
    private const double MostSeconds = 2 * 3600;

    private readonly Dictionary<string, (double Sum, int Count)> _byItem = new(StringComparer.Ordinal);
    private double _sum;
    private long _count;

    public void Add(string item, double seconds)
    {
        seconds = Math.Min(seconds, MostSeconds);
        var (sum, count) = _byItem.GetValueOrDefault(item);
        _byItem[item] = (sum + seconds, count + 1);
        (_sum, _count) = (_sum + seconds, _count + 1);
    }

    /// <returns>Seconds per item; empty when there was no dwell at all.</returns>
    public float[] Of(IReadOnlyList<string> items)
    {
        if (_count == 0)
        {
            return [];
        }

        var mean = _sum / _count;
        var seconds = new float[items.Count];
        for (var i = 0; i < seconds.Length; i++)
        {
            var (sum, count) = _byItem.GetValueOrDefault(items[i]);
            seconds[i] = (float)((sum + PriorCount * mean) / (count + PriorCount));
        }

        return seconds;
    }
}
