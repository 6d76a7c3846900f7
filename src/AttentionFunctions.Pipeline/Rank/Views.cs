using AttentionFunctions.Catalogue;
using AttentionFunctions.Train;

namespace AttentionFunctions.Rank;

/// <summary>The current model over the current catalogue; swapped as a whole, so that a request works on one view from start to end.</summary>
public sealed class Views(CurrentModel models, CatalogueStore catalogue)
{
    private RankingView? _view;

    internal async ValueTask<RankingView> CurrentAsync(CancellationToken cancel)
    {
        TrainedModel? model = await models.GetAsync(cancel);
        ItemCatalogue items = await catalogue.CurrentAsync(cancel);
        RankingView? view = _view;
        if (view is not null && ReferenceEquals(view.Model, model) && ReferenceEquals(view.Catalogue, items)) return view;

        // Two requests may build the same view at once; either is good.
        return _view = new RankingView(model, items);
    }
}
