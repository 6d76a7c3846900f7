namespace AttentionFunctions.Economy;

/// <summary>Puts showings together to the pages they were on, and says how much exposure each item had there.</summary>
internal static class Pages
{
    /// <summary>Impressions outside a slate that lie further apart were not seen together.</summary>
    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(2);

    /// <summary>The pages of one period. An item that was shown twice on a page counts once, at its first place.</summary>
    public static IEnumerable<Showing[]> Of(IEnumerable<Showing> showings)
    {
        foreach (IGrouping<(string, string, bool), Showing> together in showings.GroupBy(showing => (showing.User, showing.Page, showing.IsSlate)))
        {
            Showing[] ordered = [.. together.OrderBy(showing => showing.Time).ThenBy(showing => showing.Position ?? int.MaxValue)
                .ThenBy(showing => showing.Item, StringComparer.Ordinal)];
            int start = 0;
            for (int i = 1; i <= ordered.Length; i++)
            {
                if (i < ordered.Length && (together.Key.Item3 || ordered[i].Time - ordered[i - 1].Time <= Gap)) continue;
                yield return [.. ordered[start..i].DistinctBy(showing => showing.Item)];
                start = i;
            }
        }
    }

    /// <summary>
    /// Exposure by the position that the application sent; where it sent none, by the order of time. Showings of the same moment have no
    /// order among them and share what their places have together, so that nothing is lost or made.
    /// </summary>
    /// <param name="page">In order of time.</param>
    public static double[] Exposures(Showing[] page, ExposureModel model)
    {
        double[] exposures = new double[page.Length];
        for (int start = 0, end; start < page.Length; start = end)
        {
            end = start + 1;
            while (end < page.Length && page[end].Time == page[start].Time) end++;
            double shared = 0;
            for (int rank = start + 1; rank <= end; rank++) shared += model.At(rank) / (end - start);
            for (int i = start; i < end; i++) exposures[i] = page[i].Position is { } position ? model.At(position) : shared;
        }

        return exposures;
    }
}
