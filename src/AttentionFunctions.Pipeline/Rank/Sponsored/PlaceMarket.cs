namespace AttentionFunctions.Rank;

/// <summary>Opens a sale for one slate of a person, before the person's profile is read: what the sale itself needs is fetched meanwhile.</summary>
/// <param name="userKey">The pseudonym; never empty, since nobody's attention can be guarded without knowing whose it is.</param>
internal delegate SellPlaces PlaceMarket(string userKey, SponsoredRule rule);

/// <summary>Sells places of the slate that was ranked. Never throws for want of a store: then nothing is sold.</summary>
internal delegate Task<IReadOnlyList<SoldPlace>> SellPlaces(SlotOffer offer, CancellationToken cancel);

/// <param name="Place">From 0.</param>
/// <param name="PricePerClick">Fixed now: what a click on this showing costs the campaign.</param>
internal sealed record SoldPlace(int Place, string ItemId, string CampaignId, double PricePerClick);
