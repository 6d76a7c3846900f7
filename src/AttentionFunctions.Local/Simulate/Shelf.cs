namespace AttentionFunctions.Local.Simulate;

/// <summary>The items that can be met, drawn by topic and popularity.</summary>
internal sealed class Shelf
{
    /// <summary>After so many draws of items that do not suit the search is given up.</summary>
    private const int Tries = 40;

    private readonly IReadOnlyList<SimulatedItem> items;
    private readonly int[][] indices;
    private readonly double[][] cumulative;

    public Shelf(IReadOnlyList<SimulatedItem> items)
    {
        this.items = items;
        indices = [.. Topics.All.Select((_, topic) =>
            Enumerable.Range(0, items.Count).Where(i => items[i].Topic == topic && !items[i].IsCold).ToArray())];
        cumulative = [.. indices.Select(Cumulate)];
    }

    public SimulatedItem this[int index] => items[index];

    /// <summary>An item of the topic that is published and not in <paramref name="seen"/>; null where it is hard to find one.</summary>
    public int? Draw(int topic, DateTimeOffset now, HashSet<int> seen, Random random)
    {
        for (int i = 0; i < Tries; i++)
        {
            int found = Array.BinarySearch(cumulative[topic], random.NextDouble() * cumulative[topic][^1]);
            int item = indices[topic][found < 0 ? ~found : found];
            if (items[item].UpsertedAt <= now && !seen.Contains(item))
            {
                return item;
            }
        }

        return null;
    }

    private double[] Cumulate(int[] topic)
    {
        double sum = 0;
        return [.. topic.Select(item => sum += items[item].Popularity)];
    }
}
