namespace AttentionFunctions.Train;

/// <summary>Thirds of the interactions, not of the items, so that each has as many choices to be judged by.</summary>
public enum PopularityGroup
{
    /// <summary>The most popular items, which together hold the first third.</summary>
    Head,
    Middle,

    /// <summary>The least popular ones, most of the catalogue; those that nobody met too.</summary>
    Tail,
}

/// <summary>How popular items are relative to each other.</summary>
internal sealed class ItemPopularity
{
    private readonly double[] _percentiles;
    private readonly PopularityGroup[] _groups;

    private ItemPopularity(double[] percentiles, PopularityGroup[] groups) => (_percentiles, _groups) = (percentiles, groups);

    /// <summary>Share of the items that are less popular, ties counted half: above 0, below 1.</summary>
    public double Percentile(int item) => _percentiles[item];

    public PopularityGroup Group(int item) => _groups[item];

    /// <param name="counts">Interactions per item.</param>
    public static ItemPopularity Of(ReadOnlySpan<int> counts)
    {
        var byCount = counts.ToArray();
        int[] items = [.. Enumerable.Range(0, byCount.Length).OrderByDescending(item => byCount[item])];
        var (percentiles, groups) = (new double[items.Length], new PopularityGroup[items.Length]);
        var total = byCount.Sum(count => (long)count);
        long before = 0;
        for (var start = 0; start < items.Length;)
        {
            var end = start;
            while (end < items.Length && byCount[items[end]] == byCount[items[start]])
            {
                end++;
            }

            for (var i = start; i < end; i++)
            {
                // Items of the same count share a place, and the group that the middle of them falls into.
                percentiles[items[i]] = 1 - (start + end) / 2.0 / items.Length;
                groups[items[i]] = Third(before + (long)(end - start) * byCount[items[start]] / 2.0, total);
            }

            before += (long)(end - start) * byCount[items[start]];
            start = end;
        }

        return new(percentiles, groups);
    }

    private static PopularityGroup Third(double held, long total) =>
        total == 0 ? PopularityGroup.Tail : (PopularityGroup)Math.Clamp((int)(3 * held / total), 0, 2);
}
