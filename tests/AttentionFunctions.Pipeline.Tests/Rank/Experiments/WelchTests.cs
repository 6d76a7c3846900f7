using Xunit;

namespace AttentionFunctions.Rank;

public sealed class WelchTests
{
    /// <summary>Tables of Student's distribution, two-sided 95 %.</summary>
    [Theory]
    [InlineData(4, 2.7764)]
    [InlineData(5, 2.5706)]
    [InlineData(8, 2.3060)]
    [InlineData(10, 2.2281)]
    [InlineData(30, 2.0423)]
    [InlineData(1000, 1.9623)]
    public void The_quantile_is_that_of_the_tables(double freedom, double expected) =>
        Assert.InRange(Welch.Quantile(freedom) / expected, 0.997, 1.003);

    [Fact]
    public void Equal_variances_and_sizes_have_the_degrees_of_freedom_of_both()
    {
        (double difference, double half) = Welch.Difference([1, 2, 3, 4, 5], [3, 4, 5, 6, 7]);
        Assert.Equal(2, difference, 12);
        Assert.Equal(2.3060, half, 2e-3);
    }

    [Fact]
    public void Equal_values_have_no_spread() => Assert.Equal((1, 0), Welch.Difference([1, 1, 1], [2, 2, 2]));

    [Fact]
    public void Nineteen_of_twenty_intervals_hold_the_truth()
    {
        // 1,000 trials of a true 95 % have a standard deviation of 0.7 %: four of them, and the skew of the values, are allowed for. Fixed seed.
        var random = new Random(7);
        int covered = 0;
        for (int trial = 0; trial < 1000; trial++)
        {
            double[] few = [.. Enumerable.Range(0, 40).Select(_ => -Math.Log(1 - random.NextDouble()))];
            double[] many = [.. Enumerable.Range(0, 80).Select(_ => 0.5 - 2 * Math.Log(1 - random.NextDouble()))];
            (double difference, double half) = Welch.Difference(few, many);
            if (Math.Abs(difference - 1.5) <= half) covered++;
        }

        Assert.InRange(covered, 920, 978);
    }
}
