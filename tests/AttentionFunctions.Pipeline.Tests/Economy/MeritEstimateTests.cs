using Xunit;

namespace AttentionFunctions.Economy;

public sealed class MeritEstimateTests
{
    [Fact]
    public void Exposure_in_proportion_to_response_is_fair_and_more_than_that_is_not()
    {
        // Two groups of one item each; the second earns twice as much per exposure.
        double[] even = Spread(1000), response = Spread(100), better = Spread(200);
        var equal = new MeritEstimate([Item(0, even, response), Item(1, even, better)], 2);
        Assert.Equal([0.5, 0.5], equal.Exposure);
        Assert.Equal(1 / 3.0, equal.Merit[0], 2);
        Assert.Equal(1.5, equal.Ratios(1)[0]!.Value.Ratio, 1);
        Assert.Equal(0.75, equal.Ratios(1)[1]!.Value.Ratio, 1);
        Assert.Equal(1 / 3.0, equal.Unfairness, 2);

        var fair = new MeritEstimate([Item(0, even, response), Item(1, Spread(2000), Spread(400))], 2);
        Assert.InRange(fair.Unfairness, 0, 0.01);
    }

    [Fact]
    public void An_item_hardly_shown_is_thought_average()
    {
        double[] lucky = new double[LedgerRow.Buckets], glimpse = new double[LedgerRow.Buckets];
        (glimpse[3], lucky[3]) = (1, 5);
        var merit = new MeritEstimate([Item(0, Spread(1000), Spread(100)), Item(1, glimpse, lucky)], 2);
        Assert.InRange(merit.Merit[1], 0.5, 0.9);
    }

    [Fact]
    public void Ninety_five_percent_intervals_hold_the_truth_about_as_often_as_they_say()
    {
        // Truth: equal merit and equal exposure. Responses of people are independent and noisy.
        var random = new Random(11);
        int held = 0;
        const int worlds = 300;
        for (int world = 0; world < worlds; world++)
        {
            var merit = new MeritEstimate([Item(0, Spread(800), Noisy(random)), Item(1, Spread(800), Noisy(random))], 2);
            (double _, double lower, double upper) = merit.Ratios(world)[0]!.Value;
            if (lower <= 1 && 1 <= upper) held++;
        }

        // 16 clusters make percentile intervals a little narrow (about 92 %); five standard errors of 300 worlds are 8 points.
        Assert.InRange(held / (double)worlds, 0.84, 0.99);
    }

    [Fact]
    public void The_same_data_give_the_same_interval()
    {
        var merit = new MeritEstimate([Item(0, Spread(10), Noisy(new Random(1))), Item(1, Spread(10), Noisy(new Random(2)))], 2);
        Assert.Equal(merit.Ratios(1), merit.Ratios(1));
    }

    private static MeritEstimate.Item Item(int group, double[] exposure, double[] response) => new([(group, 1)], exposure, response);

    private static double[] Spread(double total) => [.. Enumerable.Repeat(total / LedgerRow.Buckets, LedgerRow.Buckets)];

    private static double[] Noisy(Random random) => [.. Enumerable.Range(0, LedgerRow.Buckets).Select(_ => Enumerable.Range(0, 20).Sum(_ => random.NextDouble() < 0.3 ? 1.0 : 0))];
}
