namespace AttentionFunctions.Economy;

/// <summary>
/// The pacing of <see cref="BudgetPacing"/> by the clock instead of by the auction, since nobody knows how many auctions a day will have: a round is
/// what all instances sold between two settlements.
/// </summary>
internal static class LivePacing
{
    /// <summary>T: settlements of a day, one a minute. A round of another length counts by its length.</summary>
    public const int Rounds = 1440;

    private static readonly PacingOptions Options = new();

    /// <param name="left">Of the budget.</param>
    /// <param name="round">Since the settlement before.</param>
    /// <param name="rest">Of the day, when the round began.</param>
    /// <param name="cost">Expected payments of what was sold in the round. Clicks themselves come later and one by one, so they would make bids jump.</param>
    public static double Next(double multiplier, double budget, double left, TimeSpan round, TimeSpan rest, double cost)
    {
        double target = Math.Max(0, left) * Math.Min(1, round / rest);
        return BudgetPacing.Descend(multiplier, Options.Step / Math.Sqrt(Rounds) * (target - cost) / (budget / Rounds), Options);
    }
}
