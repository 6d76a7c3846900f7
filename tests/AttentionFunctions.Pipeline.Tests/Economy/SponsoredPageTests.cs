using CsCheck;
using Xunit;

namespace AttentionFunctions.Economy;

public sealed class SponsoredPageTests
{
    private static readonly string[] Organic = [.. Enumerable.Range(0, 10).Select(i => $"item-{i}")];

    [Fact]
    public void Whatever_is_paid_for_says_so_and_displaces_nothing_but_places()
    {
        SponsoredSlate slate = Compose(new AttentionGuard(0.5), [Offer("a", 2), Offer("b", 1)]);
        Assert.Equal(["ad-a", "item-0", "item-1", "item-2", "ad-b", "item-3", "item-4", "item-5", "item-6", "item-7"], slate.Places.Select(place => place.ItemId));
        Assert.All(slate.Places, place => Assert.Equal(place.ItemId.StartsWith("ad-"), place.Sponsored));
        Assert.All(slate.Places, place => Assert.Equal(place.Sponsored, place.CampaignId is not null));
        Assert.Equal([0, 4], slate.Sales.Select(sale => sale.Slot));
    }

    [Fact]
    public void No_person_is_given_more_advertising_than_the_cap_and_no_campaign_too_often() =>
        Gen.Select(Gen.Double[0, 0.6], Gen.Int[1, 10].Array[1, 40], Gen.Int[1, 4]).Sample((cap, lengths, frequency) =>
        {
            var guard = new AttentionGuard(cap);
            double sponsored = 0, all = 0;
            Dictionary<string, int> shown = [];
            foreach (int length in lengths)
            {
                SponsoredSlate slate = Compose(guard, [Offer("a", 3), Offer("b", 2), Offer("c", 1)], length, frequency);
                double[] exposures = ExposureModel.Logarithmic.Of(slate.Places.Count);
                all += exposures.Sum();
                for (int place = 0; place < slate.Places.Count; place++)
                {
                    if (slate.Places[place].CampaignId is not { } campaign) continue;
                    sponsored += exposures[place];
                    shown[campaign] = shown.GetValueOrDefault(campaign) + 1;
                }

                Assert.True(sponsored <= (cap * all) + 1e-9);
                Assert.Equal(sponsored / all, guard.SponsoredShare, 9);
            }

            Assert.All(shown.Values, times => Assert.InRange(times, 1, frequency));
        });

    [Fact]
    public void A_page_needs_no_advertisement_for_what_it_recommends_and_is_none_without_recommendations()
    {
        Assert.DoesNotContain(Compose(new AttentionGuard(1), [(new SlotBid("own", 5, 1), "item-3")]).Places, place => place.Sponsored);
        Assert.Empty(SponsoredPage.Compose([], 10, [0], [Offer("a", 1)], new SlotRules(SlotPricing.Vcg, 0, 9), new AttentionGuard(1)).Places);
    }

    [Fact]
    public void The_simulated_day_keeps_its_promises_and_is_the_same_for_the_same_seed()
    {
        var options = new MarketSimulationOptions { People = 200, Seed = 4 };
        IReadOnlyList<MarketOutcome> outcomes = MarketSimulation.Run(options);
        Assert.Equal(outcomes, MarketSimulation.Run(options));
        Assert.NotEqual(outcomes, MarketSimulation.Run(options with { Seed = 5 }));

        Assert.Equal((0.0, 0.0, 0.0), (outcomes[0].Revenue, outcomes[0].SponsoredShare, Math.Round(outcomes[0].UserCost, 12)));
        Assert.All(outcomes.Skip(1), outcome =>
        {
            Assert.True(outcome.Revenue > 0 && outcome.AdvertiserSurplus > 0);
            Assert.Equal(outcome.Welfare, outcome.Revenue + outcome.AdvertiserSurplus, 9);
            Assert.InRange(outcome.HighestShare, outcome.SponsoredShare, options.AttentionCap + 1e-9);
            Assert.InRange(outcome.BudgetUsed, 0, 1);
            Assert.InRange(outcome.UserCost, 0, 1);
        });

        MarketOutcome unpaced = outcomes[1], paced = outcomes[2], half = outcomes[4];
        Assert.True(paced.SoldOutAtNoon < unpaced.SoldOutAtNoon);
        Assert.InRange(half.HighestShare, 0, (options.AttentionCap / 2) + 1e-9);
        Assert.True(half.UserCost < outcomes[3].UserCost);
    }

    private static (SlotBid Bid, string ItemId) Offer(string campaign, double perClick) => (new SlotBid(campaign, perClick, 0.5), $"ad-{campaign}");

    private static SponsoredSlate Compose(AttentionGuard guard, (SlotBid Bid, string ItemId)[] offers, int length = 10, int frequency = 100) =>
        SponsoredPage.Compose(Organic, length, [0, 4], offers, new SlotRules(SlotPricing.Gsp, 0.1, frequency), guard);
}
