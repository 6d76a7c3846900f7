namespace AttentionFunctions.Catalogue;

/// <summary>Many states in ordinal order of their ids, each id once, as pages. Immutable.</summary>
internal sealed class StateLayer
{
    private StateLayer(StatePage[] pages)
    {
        Pages = pages;
        Count = pages.Sum(page => page.Count);
    }

    public IReadOnlyList<StatePage> Pages { get; }

    public int Count { get; }

    /// <param name="states">In ordinal order of their ids; enumerated once, and only one page of them is objects at a time.</param>
    /// <exception cref="InvalidDataException">They are in another order, or an id is there twice.</exception>
    public static StateLayer Of(IEnumerable<CatalogueItem> states)
    {
        var packing = new PackStates();
        foreach (CatalogueItem state in states) packing.Add(state);
        return new StateLayer(packing.Done());
    }

    /// <summary>The states of two layers that do not overlap, without a copy of any; null when they overlap.</summary>
    public static StateLayer? Joined(StateLayer one, StateLayer other)
    {
        if (string.CompareOrdinal(one.Pages[^1].Last, other.Pages[0].First) < 0) return new StateLayer([.. one.Pages, .. other.Pages]);
        if (string.CompareOrdinal(other.Pages[^1].Last, one.Pages[0].First) < 0) return new StateLayer([.. other.Pages, .. one.Pages]);
        return null;
    }

    /// <param name="page">Where the id is.</param>
    /// <returns>Its row there; −1 when the id is not here.</returns>
    public int RowOf(string id, out int page)
    {
        (int low, int high) = (0, Pages.Count - 1);
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (string.CompareOrdinal(Pages[middle].First, id) <= 0) low = middle;
            else high = middle - 1;
        }

        page = low;
        return Pages[page].RowOf(id);
    }
}
