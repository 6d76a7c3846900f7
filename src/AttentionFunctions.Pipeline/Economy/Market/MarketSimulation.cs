using System.ComponentModel.DataAnnotations;

namespace AttentionFunctions.Economy;

/// <summary>A made-up day: people open pages, campaigns compete for two of ten places.</summary>
public sealed record MarketSimulationOptions
{
    public int Seed { get; init; } = 1;

    [Range(1, 10_000)]
    public int People { get; init; } = 500;

    /// <summary>On average, by person and day.</summary>
    [Range(1, 100)]
    public int PagesPerPerson { get; init; } = 20;

    [Range(1, 200)]
    public int Campaigns { get; init; } = 12;

    /// <summary>Share of a person's attention that may be sponsored, 0 to 1.</summary>
    [Range(0, 1)]
    public double AttentionCap { get; init; } = 0.15;

    /// <summary>Least price of a click; campaigns value one at about 1.</summary>
    [Range(0, 1000)]
    public double Reserve { get; init; } = 0.2;

    /// <summary>Showings of one campaign to one person.</summary>
    [Range(1, 1000)]
    public int FrequencyCap { get; init; } = 5;
}

/// <summary>What one way of selling came to.</summary>
/// <param name="Revenue">Paid for clicks.</param>
/// <param name="AdvertiserSurplus">Value of the clicks to the campaigns, less what they paid.</param>
/// <param name="Welfare">Value of the clicks: revenue and surplus together.</param>
/// <param name="UserCost">Relevance of the pages, weighted by exposure, lost against pages without advertisements; a share of it.</param>
/// <param name="SponsoredShare">Of all exposure.</param>
/// <param name="HighestShare">Sponsored share of the person who got most; never above the cap.</param>
/// <param name="BudgetUsed">Of all budgets together.</param>
/// <param name="SoldOutAtNoon">Share of the campaigns that had spent their day's budget at half of the day.</param>
public sealed record MarketOutcome(
    string Mechanism, double Revenue, double AdvertiserSurplus, double Welfare, double UserCost, double SponsoredShare, double HighestShare,
    double BudgetUsed, double SoldOutAtNoon);

/// <summary>
/// The same day under several ways of selling: same people, pages, campaigns and clicks (a click happens where a number drawn for page and
/// place is below the chance), so that differences are the mechanism's.
/// </summary>
public static class MarketSimulation
{
    private const int Topics = 6, PageLength = 10;

    /// <summary>The first and the fifth place.</summary>
    private static readonly int[] Slots = [0, 4];

    /// <summary>Chance that somebody whose whole interest is the topic clicks an advertisement when looking.</summary>
    private const double BestQuality = 0.3;

    public static IReadOnlyList<MarketOutcome> Run(MarketSimulationOptions options)
    {
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        World world = World.Draw(options);
        return
        [
            Day(options, world, "no advertisements", null, false, options.AttentionCap),
            Day(options, world, "GSP, unpaced", SlotPricing.Gsp, false, options.AttentionCap),
            Day(options, world, "GSP, paced", SlotPricing.Gsp, true, options.AttentionCap),
            Day(options, world, "VCG, paced", SlotPricing.Vcg, true, options.AttentionCap),
            Day(options, world, "VCG, half the cap", SlotPricing.Vcg, true, options.AttentionCap / 2),
        ];
    }

    private static MarketOutcome Day(MarketSimulationOptions options, World world, string name, SlotPricing? pricing, bool paced, double cap)
    {
        AttentionGuard[] guards = [.. world.Tastes.Select(_ => new AttentionGuard(cap))];
        BudgetPacing[] pacing = [.. world.Campaigns.Select(campaign => new BudgetPacing(campaign.Budget, world.Pages.Length))];
        double[] exposures = ExposureModel.Logarithmic.Of(PageLength);
        double revenue = 0, welfare = 0, relevance = 0, best = 0, sponsored = 0;
        int soldOut = 0;
        for (int page = 0; page < world.Pages.Length; page++)
        {
            if (page == world.Pages.Length / 2) soldOut = pacing.Count(budget => budget.Spent > 0.99 * budget.Budget);
            Visit visit = world.Pages[page];
            double[] taste = world.Tastes[visit.Person];
            double[] charged = new double[pacing.Length];
            SponsoredSlate slate = SponsoredPage.Compose(
                world.Ids, PageLength, pricing is null ? [] : Slots, Bids(world, pacing, taste, paced),
                new SlotRules(pricing ?? SlotPricing.Gsp, options.Reserve, options.FrequencyCap), guards[visit.Person]);
            int organic = 0;
            for (int place = 0; place < slate.Places.Count; place++)
            {
                if (slate.Places[place].Sponsored) sponsored += exposures[place];
                else relevance += exposures[place] * visit.Relevance[organic++];
                best += exposures[place] * visit.Relevance[place];
            }

            foreach (SlotSale sale in slate.Sales)
            {
                int campaign = world.IndexOf(sale.CampaignId);

                // An advertisement is worth to its reader what the chance of a click says.
                relevance += exposures[sale.Slot] * taste[world.Campaigns[campaign].Topic] * BestQuality;
                if (visit.Luck[sale.Slot] >= sale.ClickRate) continue;
                charged[campaign] += sale.PricePerClick;
                welfare += world.Campaigns[campaign].Value;
            }

            for (int campaign = 0; campaign < pacing.Length; campaign++)
            {
                pacing[campaign].Settle(charged[campaign]);
                revenue += charged[campaign];
            }
        }

        return new MarketOutcome(
            name, revenue, welfare - revenue, welfare, 1 - (relevance / best), sponsored / (exposures.Sum() * world.Pages.Length), guards.Max(guard => guard.SponsoredShare),
            pacing.Sum(budget => budget.Spent) / pacing.Sum(budget => budget.Budget), soldOut / (double)pacing.Length);
    }

    private static (SlotBid Bid, string ItemId)[] Bids(World world, BudgetPacing[] pacing, double[] taste, bool paced) =>
        [.. world.Campaigns.Select((campaign, i) => (
            new SlotBid(campaign.Id, paced ? pacing[i].Bid(campaign.Value) : Math.Min(campaign.Value, pacing[i].Budget - pacing[i].Spent), BestQuality * taste[campaign.Topic]),
            campaign.Id))];

    private sealed record Advertiser(string Id, int Topic, double Value, double Budget);

    /// <param name="Relevance">Of the recommended items, best first.</param>
    /// <param name="Luck">By place, 0 to 1.</param>
    private sealed record Visit(int Person, double[] Relevance, double[] Luck);

    private sealed record World(double[][] Tastes, Advertiser[] Campaigns, Visit[] Pages, string[] Ids)
    {
        public int IndexOf(string campaign) => Array.FindIndex(Campaigns, one => one.Id == campaign);

        public static World Draw(MarketSimulationOptions options)
        {
            var random = new Random(options.Seed);
            double[][] tastes = [.. Enumerable.Range(0, options.People).Select(_ => Taste(random))];
            int pages = options.People * options.PagesPerPerson;

            // Budgets for about a third of what the campaigns would spend if nothing held them back.
            Advertiser[] campaigns = [.. Enumerable.Range(0, options.Campaigns).Select(i => new Advertiser(
                $"campaign-{i:00}", random.Next(Topics), Math.Exp(0.5 * Gauss(random)), (0.2 + random.NextDouble()) * pages * 0.02 / options.Campaigns))];
            Visit[] visits = [.. Enumerable.Range(0, pages).Select(_ => new Visit(
                random.Next(options.People), [.. Enumerable.Range(0, PageLength).Select(_ => random.NextDouble()).OrderDescending()],
                [.. Enumerable.Range(0, PageLength).Select(_ => random.NextDouble())]))];
            return new World(tastes, campaigns, visits, [.. Enumerable.Range(0, PageLength).Select(i => $"item-{i}")]);
        }

        /// <summary>Interest in each topic, summing to 1, a few of them large.</summary>
        private static double[] Taste(Random random)
        {
            double[] taste = [.. Enumerable.Range(0, Topics).Select(_ => Math.Pow(random.NextDouble(), 3))];
            double total = taste.Sum();
            return [.. taste.Select(interest => interest / total)];
        }

        /// <summary>Box and Muller, 1958.</summary>
        private static double Gauss(Random random) =>
            Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
