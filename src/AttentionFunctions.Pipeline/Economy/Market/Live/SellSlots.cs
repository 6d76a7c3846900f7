using AttentionFunctions.Rank;

namespace AttentionFunctions.Economy;

/// <summary>Sells places of the slates of live requests, by the terms of their policy: the market that ranking asks.</summary>
public sealed class SellSlots(CurrentMarket market, SalesBook book, TimeProvider time)
{
    /// <summary>As a <see cref="PlaceMarket"/>.</summary>
    internal SellPlaces Open(string userKey, SponsoredRule rule)
    {
        DateOnly day = MarketDay.Of(time.GetUtcNow());
        Task<PersonToday?> reading = book.ReadAsync(userKey, day);
        return async (offer, cancel) =>
        {
            MarketNow now = await market.GetAsync(cancel);
            PersonToday? person = await reading.WaitAsync(cancel);

            // Over midnight nobody sells for a moment: a sale belongs to one day's budgets, showings and attention.
            return person is null || now.Day != day || MarketDay.Of(offer.Now) != day ? [] : Sell(offer, rule, now, person);
        };
    }

    private List<SoldPlace> Sell(SlotOffer offer, SponsoredRule rule, MarketNow now, PersonToday person)
    {
        IReadOnlyList<RankedItem> items = offer.Slate.Items;
        double[] exposures = ExposureModel.Logarithmic.Of(items.Count);
        lock (person.Gate)
        {
            int[] places = person.Open(
                exposures, rule.Places.Select(place => place - 1).Where(place => place < items.Count && items[place].Choice != Choice.Pinned).Order(), rule.AttentionCap);
            if (places.Length == 0 || person.IsFull) return [];
            Dictionary<string, Offered> offered = Admit(offer, Bids(offer, rule, now, person));
            IReadOnlyList<SlotSale> sales = SlotAuction.Run(
                [.. offered.Values.Select(one => one.Bid)], [.. places.Select(place => exposures[place])], rule.Reserve,
                rule.Pricing == "gsp" ? SlotPricing.Gsp : SlotPricing.Vcg);

            var sold = new List<SoldPlace>(sales.Count);
            foreach (SlotSale sale in sales)
            {
                (int place, Offered winner) = (places[sale.Slot], offered[sale.CampaignId]);
                double price = Money.Price(sale.PricePerClick, winner.Bid.PerClick);
                book.Sell(
                    person,
                    new Sale(SoldSlates.IdOf(offer.Slate.RecommendationId), winner.ItemId, sale.CampaignId, place, price, sale.ClickRate, offer.Now),
                    exposures[place], winner.Appeal);
                sold.Add(new SoldPlace(place, winner.ItemId, sale.CampaignId, price));
            }

            return sold;
        }
    }

    private IEnumerable<Offered> Bids(SlotOffer offer, SponsoredRule rule, MarketNow now, PersonToday person)
    {
        foreach (Bidder bidder in now.Bidders)
        {
            double bid = bidder.Bid(book.ExpectedCostOf(now.Day, bidder.Id));
            if (bid <= 0 || bid < rule.Reserve || person.ShowingsOf(bidder.Id) >= rule.FrequencyCap) continue;
            if (bidder.Campaign.Categories is { Count: > 0 } categories && !offer.IsAbout(categories)) continue;
            if (offer.AppealOf(bidder.Campaign.ItemId) is not { } appeal) continue;
            yield return new Offered(
                bidder.Campaign.ItemId, appeal, new SlotBid(bidder.Id, bid, ClickRates.Chance(now.ClickRate, bidder.ClickFactor, appeal)));
        }
    }

    /// <summary>
    /// The best bid for each item, as many of a kind as the caps leave room for. Who outbids another for the same item pays at least what
    /// the other would have.
    /// </summary>
    private static Dictionary<string, Offered> Admit(SlotOffer offer, IEnumerable<Offered> bids)
    {
        var admitted = new Dictionary<string, Offered>(StringComparer.Ordinal);
        var holders = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (Offered bid in bids.OrderByDescending(one => one.Bid.Score).ThenBy(one => one.Bid.CampaignId, StringComparer.Ordinal))
        {
            if (!holders.TryGetValue(bid.ItemId, out string? holder))
            {
                bool admits = offer.TryAdmit(bid.ItemId);
                holders.Add(bid.ItemId, admits ? bid.Bid.CampaignId : null);
                if (admits) admitted.Add(bid.Bid.CampaignId, bid);
            }
            else if (holder is not null && admitted[holder] is { Bid.Least: 0 } best)
            {
                admitted[holder] = best with { Bid = best.Bid with { Least = bid.Bid.Score / best.Bid.Quality } };
            }
        }

        return admitted;
    }

    private sealed record Offered(string ItemId, double Appeal, SlotBid Bid);
}
