namespace AttentionFunctions.Train;

internal static class ItemCounts
{
    /// <summary>Interactions per item, repeats included.</summary>
    public static int[] Of(SequenceSet set)
    {
        var counts = new int[set.ItemIds.Length];
        foreach (var user in set.Users)
        {
            foreach (var interaction in user.Interactions)
            {
                counts[interaction.Item]++;
            }
        }

        return counts;
    }
}
