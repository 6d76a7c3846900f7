namespace AttentionFunctions.Economy;

/// <summary>
/// What this instance knows of one person's day: the exposure it gave them, and all that was sold of it. Guarded by its <see cref="Gate"/>.
/// </summary>
/// <remarks>
/// Exposure is that of this instance's own pages. Every instance keeps sponsored ≤ cap × all on its own pages, so the sum over instances keeps
/// it too, and one that forgot starts again from nothing, which allows less and never more. Showings, which have no such sum, come from the store.
/// </remarks>
internal sealed class PersonToday(string userKey, DateOnly day)
{
    private readonly Dictionary<(string RecommendationId, string ItemId), Sale> _sales = [];
    private readonly List<Sale> _unsaved = [];
    private double _all, _sponsored;

    public Lock Gate { get; } = new();

    public string UserKey => userKey;

    public DateOnly Day => day;

    public bool IsFull => _sales.Count >= PersonSales.MaxSales;

    public IReadOnlyList<Sale> Unsaved => _unsaved;

    /// <summary>Takes in what is stored; what is known already stays.</summary>
    public void Learn(IEnumerable<Sale> stored)
    {
        foreach (Sale sale in stored) _sales.TryAdd((sale.RecommendationId, sale.ItemId), sale);
    }

    public int ShowingsOf(string campaignId) => _sales.Values.Count(sale => sale.CampaignId == campaignId);

    /// <summary>Counts a page in, and says which of its places may be sponsored, all together.</summary>
    /// <param name="exposures">Of all places of the page.</param>
    /// <param name="places">From 0; one that does not fit is passed over.</param>
    /// <param name="cap">Share of all exposure.</param>
    public int[] Open(double[] exposures, IEnumerable<int> places, double cap)
    {
        _all += exposures.Sum();
        double left = (cap * _all) - _sponsored;
        var granted = new List<int>();
        foreach (int place in places)
        {
            if (exposures[place] > left) continue;
            left -= exposures[place];
            granted.Add(place);
        }

        return [.. granted];
    }

    public void Take(Sale sale, double exposure)
    {
        _sponsored += exposure;
        _sales.Add((sale.RecommendationId, sale.ItemId), sale);
        _unsaved.Add(sale);
    }

    /// <summary>The first so many of <see cref="Unsaved"/> are stored.</summary>
    public void Saved(int count) => _unsaved.RemoveRange(0, count);
}
