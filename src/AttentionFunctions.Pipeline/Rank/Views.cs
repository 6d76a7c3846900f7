using AttentionFunctions.Catalogue;

namespace AttentionFunctions.Rank;

/// <summary>
/// The current model over the current catalogue; swapped as a whole, so that a request works on one view from start to end. One request builds
/// the next view, the others go on with the one there is.
/// </summary>
public sealed class Views(CurrentModel models, CatalogueStore catalogue, Trending trending)
{
    private readonly SemaphoreSlim _building = new(1);
    private volatile Built? _built;

    internal async ValueTask<RankingView> CurrentAsync(CancellationToken cancel)
    {
        IndexedModel? model = await models.GetAsync(cancel);
        ItemCatalogue items = await catalogue.CurrentAsync(cancel);
        TrendRanking trend = await trending.CurrentAsync(cancel);
        Built? built = _built;
        if (built is not null && built.IsOf(model, items, trend)) return built.View;
        if (!await _building.WaitAsync(built is null ? Timeout.Infinite : 0, cancel)) return built!.View;
        try
        {
            built = _built;
            if (built is not null && built.IsOf(model, items, trend)) return built.View;

            // Most rankings bring no item that the view does not know.
            RankingView view = built is not null && ReferenceEquals(built.View.Indexed, model) && ReferenceEquals(built.View.Catalogue, items)
                && trend.Items.All(item => built.View.TryFind(item.ItemId, out _))
                    ? built.View
                    : new RankingView(model, items, trend.Items.Select(item => item.ItemId));
            _built = new Built(view, trend);
            return view;
        }
        finally
        {
            _building.Release();
        }
    }

    /// <summary>Whether a part of the view may be out of date because the store did not answer.</summary>
    internal bool IsStale => models.IsStale || catalogue.IsStale || trending.IsStale;

    private sealed record Built(RankingView View, TrendRanking Trend)
    {
        public bool IsOf(IndexedModel? model, ItemCatalogue items, TrendRanking trend) =>
            ReferenceEquals(View.Indexed, model) && ReferenceEquals(View.Catalogue, items) && ReferenceEquals(Trend, trend);
    }
}
