using CsCheck;
using Xunit;

namespace AttentionFunctions.Decide;

public sealed class ExplorationTests
{
    private static readonly Gen<RewardPrediction[]> Predictions =
        Gen.Select(Gen.Double[-3, 3], Gen.Double[0, 2], (mean, deviation) => new RewardPrediction(mean, deviation)).Array[1, 40];

    [Fact]
    public void Every_distribution_sums_to_one_and_keeps_the_floor() => Gen.Select(Predictions, Gen.Double[0.001, 1], Gen.Double[0, 500], Gen.ULong).Sample((predictions, epsilon, gamma, seed) =>
    {
        double[] means = [.. predictions.Select(p => p.Mean)];
        var into = new double[means.Length];
        foreach (Action fill in new Action[]
        {
            () => Exploration.Greedy(means, into), () => Exploration.UpperConfidence(predictions, 0.7, into),
            () => Exploration.SquareCb(means, gamma, into), () => Exploration.Thompson(predictions, 1, 50, seed, into),
        })
        {
            fill();
            Exploration.Floor(into, epsilon);
            Assert.Equal(1, into.Sum(), 1e-9);
            Assert.All(into, p => Assert.True(p >= epsilon / into.Length - 1e-12));
        }
    });

    [Fact]
    public void SquareCB_gives_every_worse_action_the_published_probability()
    {
        var into = new double[3];
        Exploration.SquareCb([0.2, 0.5, 0.4], gamma: 10, into);
        // 1/(K + γ gap): gaps 0.3 and 0.1.
        Assert.Equal([1 / 6.0, 1 - 1 / 6.0 - 1 / 4.0, 1 / 4.0], into, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void SquareCB_without_learning_is_uniform()
    {
        var into = new double[5];
        Exploration.SquareCb([1, 2, 3, 4, 5], gamma: 0, into);
        Assert.All(into, p => Assert.Equal(0.2, p, 1e-12));
    }

    [Fact]
    public void Thompson_prefers_as_often_as_the_posterior_says()
    {
        var into = new double[2];
        Exploration.Thompson([new(0, 1), new(1, 1)], 1, 100_000, seed: 3, into);
        // P(N(0,1) > N(1,1)) = Φ(−1/√2) = 0.23975; 100,000 draws have a standard error of 0.0014.
        Assert.InRange(into[0], 0.23975 - 5 * 0.0014, 0.23975 + 5 * 0.0014);
    }

    [Fact]
    public void Drawing_follows_the_probabilities_and_never_draws_what_has_none() =>
        Gen.Select(Gen.Double[0, 1].Array[1, 10], Gen.Double[0, 0.999999]).Where((weights, _) => weights.Sum() > 0).Sample((weights, u) =>
        {
            double[] p = [.. weights.Select(w => w / weights.Sum())];
            int drawn = Exploration.Draw(p, u);
            Assert.True(p[drawn] > 0);
            Assert.InRange(u, p[..drawn].Sum() - 1e-9, p[..(drawn + 1)].Sum() + 1e-9);
        });
}
