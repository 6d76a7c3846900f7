namespace AttentionFunctions.Economy;

/// <summary>What one bidder offers for one page.</summary>
/// <param name="PerClick">What a click is offered, in the campaign's currency; from 0.</param>
/// <param name="Quality">Chance that this person clicks when looking, 0 to 1.</param>
public sealed record SlotBid(string CampaignId, double PerClick, double Quality)
{
    /// <summary>Ranking by this is "quality-weighted".</summary>
    internal double Score => PerClick * Quality;

    /// <summary>Least price of this bidder alone, at most what it bids: below it another would have had its chance, for the same item.</summary>
    public double Least { get; init; }
}

/// <param name="Slot">From 0, in order of exposure.</param>
/// <param name="ClickRate">Expected clicks: exposure of the slot × quality.</param>
/// <param name="PricePerClick">Never above the bid, never below the reserve.</param>
public sealed record SlotSale(string CampaignId, int Slot, double ClickRate, double PricePerClick)
{
    /// <summary>Expected payment.</summary>
    public double Payment => ClickRate * PricePerClick;
}

public enum SlotPricing
{
    /// <summary>Generalised second price: as much as keeps the place. Edelman, Ostrovsky and Schwarz, AER 2007, section II.</summary>
    Gsp,

    /// <summary>Vickrey, Clarke and Groves: what the others lose by it. Bidding the true value is best, whatever others do.</summary>
    Vcg,
}

/// <summary>
/// Sells the sponsored slots of one page. Bidders are ranked by bid × quality (Varian, "Position auctions", IJIO 2007, section 6); those whose
/// bid is below the reserve are not ranked.
/// </summary>
/// <remarks>
/// With exposures v₁ ≥ v₂ ≥ …, scores θ₁ ≥ θ₂ ≥ … and q the bidder's quality, the bidder in slot j pays per click
/// <code>
/// GSP   max(r, θ₍ⱼ₊₁₎ / q)
/// VCG   Σ over l ≥ j of (v₍l₎ − v₍l₊₁₎) · max(r, θ₍l₊₁₎ / q) / v₍ⱼ₎         v₍m₊₁₎ = 0
/// </code>
/// The second is Myerson's payment for this monotone allocation ("Optimal Auction Design", 1981, lemma 2): below the reserve the bidder
/// would be out, so r takes the place of every lower score. Each of its terms is at most the first, so GSP earns at least as much from equal bids.
/// </remarks>
public static class SlotAuction
{
    /// <param name="exposures">Of the slots, falling, more than 0.</param>
    /// <param name="reserve">Least price of a click.</param>
    public static IReadOnlyList<SlotSale> Run(IReadOnlyList<SlotBid> bids, IReadOnlyList<double> exposures, double reserve, SlotPricing pricing)
    {
        SlotBid[] ranked = [.. bids.Where(bid => bid.PerClick >= reserve && bid.Score > 0)
            .OrderByDescending(bid => bid.Score).ThenBy(bid => bid.CampaignId, StringComparer.Ordinal)];
        int sold = Math.Min(ranked.Length, exposures.Count);
        var sales = new SlotSale[sold];
        for (int slot = 0; slot < sold; slot++)
        {
            SlotBid winner = ranked[slot];
            double price = pricing == SlotPricing.Gsp ? NextPrice(slot, winner) : Enumerable.Range(slot, sold - slot)
                .Sum(l => (exposures[l] - (l + 1 < sold ? exposures[l + 1] : 0)) * NextPrice(l, winner)) / exposures[slot];
            sales[slot] = new SlotSale(winner.CampaignId, slot, exposures[slot] * winner.Quality, price);
        }

        return sales;

        double NextPrice(int slot, SlotBid winner) =>
            Math.Max(Math.Max(reserve, winner.Least), slot + 1 < ranked.Length ? ranked[slot + 1].Score / winner.Quality : 0);
    }
}
