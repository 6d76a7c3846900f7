using Xunit;

namespace AttentionFunctions.Economy;

/// <summary>Second-price auctions against a competitor; stationary: values and competing bids are drawn anew each time from one distribution.</summary>
public sealed class BudgetPacingTests
{
    private const int Auctions = 20_000;

    /// <summary>Unpaced, a bidder of values in [0, 1] against prices in [0, 1] pays ⅙ an auction on average.</summary>
    private const double Unpaced = Auctions / 6.0;

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.25)]
    [InlineData(0.1)]
    [InlineData(0.9)]
    public void It_never_overspends_and_ends_within_two_percent_of_the_budget(double scarcity)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var pacing = new BudgetPacing(scarcity * Unpaced, Auctions);
            Play(pacing, new Random(seed), out int lastWin);
            Assert.InRange(pacing.Spent, 0.98 * pacing.Budget, pacing.Budget);

            // Not by running out early, either: it bids to the end of the day.
            Assert.True(lastWin > 0.97 * Auctions, $"The last auction won was {lastWin} of {Auctions}.");
        }
    }

    [Fact]
    public void A_budget_that_does_not_bind_is_not_spent_for_its_own_sake()
    {
        var pacing = new BudgetPacing(3 * Unpaced, Auctions);
        double value = Play(pacing, new Random(1), out _);
        Assert.InRange(pacing.Spent, 0.9 * Unpaced, 1.1 * Unpaced);
        Assert.Equal(0, pacing.Multiplier);

        // The values won are ⅓ on average: as if it had bid the truth.
        Assert.InRange(value, 0.95 * Auctions / 3, 1.05 * Auctions / 3);
    }

    [Fact]
    public void It_buys_more_than_spending_until_the_budget_is_gone()
    {
        for (int seed = 0; seed < 5; seed++)
        {
            double budget = 0.25 * Unpaced, left = budget, greedy = 0;
            var random = new Random(seed);
            for (int i = 0; i < Auctions; i++)
            {
                double value = random.NextDouble(), price = random.NextDouble();
                if (Math.Min(value, left) < price) continue;
                left -= price;
                greedy += value;
            }

            Assert.True(Play(new BudgetPacing(budget, Auctions), new Random(seed), out _) > 1.2 * greedy);
        }
    }

    [Fact]
    public void Charging_more_than_is_left_is_a_fault()
    {
        var pacing = new BudgetPacing(1, 10);
        pacing.Settle(0.75);
        Assert.Equal(0.25, pacing.Bid(100), 12);
        Assert.Throws<InvalidOperationException>(() => pacing.Settle(0.5));
        Assert.Throws<InvalidOperationException>(() => pacing.Settle(-1));
    }

    /// <returns>Value won.</returns>
    private static double Play(BudgetPacing pacing, Random random, out int lastWin)
    {
        double won = 0;
        lastWin = 0;
        for (int i = 0; i < Auctions; i++)
        {
            double value = random.NextDouble(), price = random.NextDouble();
            bool wins = pacing.Bid(value) >= price;
            pacing.Settle(wins ? price : 0);
            Assert.True(pacing.Spent <= pacing.Budget);
            if (!wins) continue;
            won += value;
            lastWin = i;
        }

        return won;
    }
}
