using AttentionFunctions.Catalogue;

namespace AttentionFunctions.Train;

/// <summary>Reads the vectors that items' texts have in their different wordings.</summary>
internal static class Wordings
{
    /// <summary>Blobs read at once: they are small, and waiting for them is most of the time.</summary>
    private const int AtOnce = 16;

    /// <returns>As <see cref="SequenceSet.TextViews"/>.</returns>
    /// <param name="space">Others are not comparable, and left out.</param>
    public static async Task<float[][]> ReadAsync(
        IReadOnlyList<string> itemIds, string space, ItemCatalogue catalogue, ParaphraseStore paraphrases, CancellationToken cancel)
    {
        var views = new float[itemIds.Count][];
        Array.Fill(views, []);
        int[] paraphrased = [.. Enumerable.Range(0, views.Length).Where(item => catalogue.Find(itemIds[item])?.Paraphrases is { Key.Length: > 0 })];
        await Parallel.ForEachAsync(paraphrased, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (item, stop) =>
        {
            var kept = await paraphrases.ReadAsync(catalogue.Find(itemIds[item])!.Paraphrases!.Key, stop);
            if (kept is { Texts.Count: > 0 } && kept.Space == space)
            {
                views[item] = kept.Vectors.ToArray();
            }
        });
        return views.Any(view => view.Length > 0) ? views : [];
    }
}
