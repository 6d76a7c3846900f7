namespace AttentionFunctions.Economy;

/// <summary>
/// Makes appeal into the chance of a click, by what places that were sold came to: the click rate of all campaigns, and a factor for each.
/// </summary>
/// <remarks>
/// With clicks C and appeal A = Σ exposure × appeal of the days that are open, the rate is κ = (a + ΣC) / (a/κ₀ + ΣA) and the factor of a campaign
/// γ = (b + C) / (b + κ·A): means of gamma–Poisson posteriors, so that κ·γ·A is about C where there is data, and the prior where there is none.
/// </remarks>
internal static class ClickRates
{
    /// <summary>κ₀: one click in twenty at the first place, for an item of the page's appeal.</summary>
    public const double Prior = 0.05;

    /// <summary>a and b, in clicks: what the prior is worth.</summary>
    private const double PriorClicks = 20, CampaignClicks = 5;

    public static double Rate(double clicks, double appeal) => (PriorClicks + clicks) / (PriorClicks / Prior + appeal);

    public static double Factor(double clicks, double appeal, double rate) => (CampaignClicks + clicks) / (CampaignClicks + rate * appeal);

    /// <summary>Chance of a click when looking, 0 to 1.</summary>
    public static double Chance(double rate, double factor, double appeal) => Math.Min(1, rate * factor * appeal);
}
