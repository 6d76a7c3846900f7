using AttentionFunctions.Catalogue;
using AttentionFunctions.Rank;
using AttentionFunctions.Store;

namespace AttentionFunctions.Economy;

/// <summary>The frontier of fairness and quality on the recommendations of people who are there now.</summary>
public sealed class MeasureFrontier(IBlobStore store, RecommendForUser recommend, CatalogueStore catalogue)
{
    /// <param name="users">How many people's slates, those whose pseudonyms the store lists first.</param>
    /// <param name="candidates">Items that a slate is chosen from.</param>
    /// <param name="count">Places of a slate, at most <paramref name="candidates"/>.</param>
    /// <param name="by">Whose exposure is to be fair.</param>
    public async Task<IReadOnlyList<FrontierPoint>> HandleAsync(
        int users, int candidates, int count, EconomyGrouping by, ExposureTarget target, CancellationToken cancel = default)
    {
        ItemCatalogue items = await catalogue.CurrentAsync(cancel);
        var requests = new List<IReadOnlyList<SlateCandidate>>();
        await foreach (BlobEntry profile in store.ListAsync(BlobLayout.ProfilesPrefix, cancel))
        {
            if (requests.Count == users) break;
            Slate slate = await recommend.HandleAsync(new RankRequest(profile.Name[(profile.Name.LastIndexOf('/') + 1)..], candidates), cancel);
            if (slate.Strategy is Strategy.Personal or Strategy.Text)
                requests.Add([.. slate.Items.Select(item => new SlateCandidate(item.ItemId, GroupOf(items, item.ItemId, by), item.Score))]);
        }

        return requests.Count == 0 ? [] : FairnessFrontier.Of(requests, count, target);
    }

    /// <summary>Of several categories the first: in a slate an item is in one group.</summary>
    private static string GroupOf(ItemCatalogue items, string item, EconomyGrouping by) => by switch
    {
        EconomyGrouping.Item => item,
        EconomyGrouping.Creator => items.Find(item)?.Fields.Creator ?? "",
        _ => items.Find(item)?.Fields.Categories is [string first, ..] ? first : "",
    };
}
