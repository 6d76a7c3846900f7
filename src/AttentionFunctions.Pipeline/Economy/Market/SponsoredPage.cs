namespace AttentionFunctions.Economy;

/// <summary>One place of a page.</summary>
/// <param name="Sponsored">True for every paid place: whoever shows the page must say so.</param>
/// <param name="CampaignId">Null for places that nobody paid for.</param>
public sealed record PagePlace(string ItemId, bool Sponsored, string? CampaignId);

/// <param name="Places">In order.</param>
/// <param name="Sales">What was sold; <see cref="SlotSale.Slot"/> is the place on the page, from 0.</param>
public sealed record SponsoredSlate(IReadOnlyList<PagePlace> Places, IReadOnlyList<SlotSale> Sales);

/// <summary>Puts what was sold onto a page of recommendations.</summary>
internal static class SponsoredPage
{
    /// <param name="organic">Recommended items, best first.</param>
    /// <param name="length">Places of the page; fewer when there are fewer recommended items: advertisements alone are no page.</param>
    /// <param name="slots">Places that may be sold, from 0, in order.</param>
    /// <param name="bids">Of campaigns that may be shown to this person; an item that is recommended already needs no advertisement.</param>
    /// <param name="guard">This person's; counted on.</param>
    public static SponsoredSlate Compose(
        IReadOnlyList<string> organic, int length, IReadOnlyList<int> slots, IReadOnlyList<(SlotBid Bid, string ItemId)> bids, SlotRules rules, AttentionGuard guard)
    {
        length = Math.Min(length, organic.Count);
        double[] exposures = ExposureModel.Logarithmic.Of(length);
        guard.OpenPage(exposures.Sum());
        int[] open = [.. slots.Where(slot => slot < length).Take(guard.Grant([.. slots.Where(slot => slot < length).Select(slot => exposures[slot])]))];
        var shown = organic.Take(length).ToHashSet(StringComparer.Ordinal);
        (SlotBid Bid, string ItemId)[] admitted = [.. bids
            .Where(offer => guard.ShowingsOf(offer.Bid.CampaignId) < rules.FrequencyCap && !shown.Contains(offer.ItemId))
            .GroupBy(offer => offer.ItemId, StringComparer.Ordinal).Select(item => item.MaxBy(offer => offer.Bid.Score))];
        IReadOnlyList<SlotSale> sold = SlotAuction.Run([.. admitted.Select(offer => offer.Bid)], [.. open.Select(slot => exposures[slot])], rules.Reserve, rules.Pricing);

        var sales = sold.Select(sale => sale with { Slot = open[sale.Slot] }).ToDictionary(sale => sale.Slot);
        var items = admitted.ToDictionary(offer => offer.Bid.CampaignId, offer => offer.ItemId, StringComparer.Ordinal);
        var places = new List<PagePlace>(length);
        using IEnumerator<string> next = organic.GetEnumerator();
        for (int place = 0; place < length; place++)
        {
            if (sales.TryGetValue(place, out SlotSale? sale))
            {
                places.Add(new PagePlace(items[sale.CampaignId], true, sale.CampaignId));
                guard.Take(sale.CampaignId, exposures[place]);
            }
            else if (next.MoveNext())
            {
                places.Add(new PagePlace(next.Current, false, null));
            }
        }

        return new SponsoredSlate(places, [.. sales.Values.OrderBy(sale => sale.Slot)]);
    }
}

/// <param name="Reserve">Least price of a click.</param>
/// <param name="FrequencyCap">Showings of one campaign to one person a day.</param>
internal sealed record SlotRules(SlotPricing Pricing, double Reserve, int FrequencyCap);
