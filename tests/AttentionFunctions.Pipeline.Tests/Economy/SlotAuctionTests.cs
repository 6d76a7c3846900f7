using CsCheck;
using Xunit;

namespace AttentionFunctions.Economy;

public sealed class SlotAuctionTests
{
    /// <summary>Bidders (value, quality), falling exposures of the slots, reserve.</summary>
    private static readonly Gen<((double Value, double Quality)[] Bidders, double[] Exposures, double Reserve)> Markets = Gen.Select(
        Gen.Select(Gen.Double[0.01, 10], Gen.Double[0.01, 1]).Array[1, 7], Gen.Double[0.01, 1].Array[1, 5], Gen.Double[0, 3],
        (bidders, exposures, reserve) => (bidders, exposures.OrderDescending().ToArray(), reserve));

    /// <summary>Misreports as shares of the value: through every rank, and above it.</summary>
    private static readonly double[] Grid = [.. Enumerable.Range(0, 41).Select(i => i * 0.075)];

    [Fact]
    public void In_VCG_nobody_gains_by_bidding_anything_but_the_value() => Markets.Sample(market =>
    {
        SlotBid[] truthful = Bids(market.Bidders);
        for (int i = 0; i < truthful.Length; i++)
        {
            double honest = Utility(market.Bidders[i].Value, i, truthful, market.Exposures, market.Reserve, SlotPricing.Vcg);
            Assert.True(honest >= -1e-9);
            foreach (double factor in Grid)
                Assert.True(Utility(market.Bidders[i].Value, i, With(truthful, i, factor * market.Bidders[i].Value), market.Exposures, market.Reserve, SlotPricing.Vcg) <= honest + 1e-9);
        }
    });

    [Fact]
    public void In_GSP_somebody_does()
    {
        // Edelman, Ostrovsky and Schwarz's example: 200 and 100 clicks, values 10, 4, 2. The first pays 4 for 200 (1,200 left), or bids 3 and pays 2 for 100 (800);
        // with 199 clicks in the second slot the lower place is the better one.
        SlotBid[] bids = [new("a", 10, 1), new("b", 4, 1), new("c", 2, 1)];
        double honest = Utility(10, 0, bids, [200, 199], 0, SlotPricing.Gsp), shaded = Utility(10, 0, With(bids, 0, 3), [200, 199], 0, SlotPricing.Gsp);
        Assert.Equal(200 * 6, honest, 9);
        Assert.Equal(199 * 8, shaded, 9);
        Assert.True(Utility(10, 0, With(bids, 0, 3), [200, 199], 0, SlotPricing.Vcg) <= Utility(10, 0, bids, [200, 199], 0, SlotPricing.Vcg));
    }

    [Fact]
    public void The_published_example_has_its_published_payments()
    {
        // Edelman et al. 2007, section II: 200 and 100 clicks, bids 10, 4, 2.
        SlotBid[] bids = [new("a", 10, 1), new("b", 4, 1), new("c", 2, 1)];
        Assert.Equal([800, 200], SlotAuction.Run(bids, [200, 100], 0, SlotPricing.Gsp).Select(sale => sale.Payment));
        Assert.Equal([600, 200], SlotAuction.Run(bids, [200, 100], 0, SlotPricing.Vcg).Select(sale => sale.Payment));
    }

    [Fact]
    public void GSP_earns_at_least_what_VCG_earns_from_the_same_bids_slot_by_slot() => Markets.Sample(market =>
    {
        SlotBid[] bids = Bids(market.Bidders);
        IReadOnlyList<SlotSale> gsp = SlotAuction.Run(bids, market.Exposures, market.Reserve, SlotPricing.Gsp), vcg = SlotAuction.Run(bids, market.Exposures, market.Reserve, SlotPricing.Vcg);
        Assert.Equal(gsp.Select(sale => sale.CampaignId), vcg.Select(sale => sale.CampaignId));
        Assert.All(gsp.Zip(vcg), pair => Assert.True(pair.First.Payment >= pair.Second.Payment - 1e-9));
    });

    [Fact]
    public void A_VCG_payment_is_what_the_others_lose() => Markets.Sample(market =>
    {
        SlotBid[] bids = Bids(market.Bidders);
        foreach (SlotSale sale in SlotAuction.Run(bids, market.Exposures, 0, SlotPricing.Vcg))
        {
            double withoutIt = Welfare([.. bids.Where(bid => bid.CampaignId != sale.CampaignId)], market.Exposures);
            SlotBid own = bids.Single(bid => bid.CampaignId == sale.CampaignId);
            Assert.Equal(withoutIt - (Welfare(bids, market.Exposures) - (sale.ClickRate * own.PerClick)), sale.Payment, 9);
        }
    });

    [Fact]
    public void Nobody_pays_more_than_the_bid_or_less_than_the_reserve_and_who_bids_less_gets_nothing() => Markets.Sample(market =>
    {
        SlotBid[] bids = Bids(market.Bidders);
        foreach (SlotPricing pricing in Enum.GetValues<SlotPricing>())
        {
            IReadOnlyList<SlotSale> sales = SlotAuction.Run(bids, market.Exposures, market.Reserve, pricing);
            Assert.Equal(Math.Min(market.Exposures.Length, bids.Count(bid => bid.PerClick >= market.Reserve)), sales.Count);
            Assert.All(sales, sale => Assert.InRange(sale.PricePerClick, market.Reserve - 1e-9, bids.Single(bid => bid.CampaignId == sale.CampaignId).PerClick + 1e-9));
        }
    });

    [Fact]
    public void Quality_makes_up_for_a_lower_bid() => Assert.Equal(
        ["good", "rich"], SlotAuction.Run([new("rich", 3, 0.1), new("good", 1, 0.5)], [1, 0.5], 0, SlotPricing.Gsp).Select(sale => sale.CampaignId));

    private static SlotBid[] Bids((double Value, double Quality)[] bidders) => [.. bidders.Select((bidder, i) => new SlotBid($"c{i}", bidder.Value, bidder.Quality))];

    private static SlotBid[] With(SlotBid[] bids, int i, double perClick) => [.. bids.Select((bid, j) => i == j ? bid with { PerClick = perClick } : bid)];

    private static double Utility(double value, int i, SlotBid[] bids, double[] exposures, double reserve, SlotPricing pricing) =>
        SlotAuction.Run(bids, exposures, reserve, pricing).SingleOrDefault(sale => sale.CampaignId == bids[i].CampaignId) is { } sale ? sale.ClickRate * (value - sale.PricePerClick) : 0;

    private static double Welfare(SlotBid[] bids, double[] exposures) =>
        bids.Select(bid => bid.PerClick * bid.Quality).OrderDescending().Zip(exposures, (score, exposure) => score * exposure).Sum();
}
