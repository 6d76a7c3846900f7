using AttentionFunctions.Testing;
using Xunit;

namespace AttentionFunctions.Decide;

public sealed class EstimatorTests
{
    private readonly LoggedWorld _world = new(seed: 1);

    [Theory]
    [InlineData("IPS")]
    [InlineData("DR")]
    public void Unbiased_estimators_are_right_in_expectation_over_every_possible_log(string name)
    {
        Func<Sample[], double[]> estimator = Named(name);
        (double Probability, Sample Sample)[] all = [.. _world.Enumerate()];
        Assert.Equal(1, all.Sum(s => s.Probability), 1e-12);
        Assert.Equal(_world.Truth, all.Sum(s => s.Probability * estimator([s.Sample])[0]), 1e-12);
    }

    [Fact]
    public void The_direct_method_is_as_wrong_as_its_model()
    {
        double expected = _world.Enumerate().Sum(s => s.Probability * Estimators.Dm([s.Sample])[0]);
        Assert.True(Math.Abs(expected - _world.Truth) > 0.01);
    }

    [Fact]
    public void Switching_and_shrinking_have_plain_DR_and_the_direct_method_at_their_ends()
    {
        Sample[] log = _world.Log(500, new Random(1));
        Assert.Equal(Estimators.Dr(log), Estimators.SwitchDr(log, double.PositiveInfinity));
        Assert.Equal(Estimators.Dm(log), Estimators.SwitchDr(log, 0));
        Assert.Equal(Estimators.Dr(log), Estimators.DrOs(log, double.PositiveInfinity));
        Assert.Equal(Estimators.Dm(log), Estimators.DrOs(log, 0));
    }

    [Fact]
    public void Self_normalised_estimators_are_ratios()
    {
        Sample[] log = _world.Log(500, new Random(2));
        double weights = log.Sum(s => s.Weight);
        Assert.Equal(log.Sum(s => s.Weight * s.Reward) / weights, Estimators.Snips(log).Average(), 1e-12);
        Assert.Equal(
            log.Average(s => s.Expected) + log.Sum(s => s.Weight * (s.Reward - s.Predicted)) / weights, Estimators.Sndr(log).Average(), 1e-12);
    }

    /// <summary>By the papers' formulas, written down once more and without the code under test: Wang et al. 2017, equation 8; Su et al. 2020, equation 4.</summary>
    [Theory]
    [InlineData(0.5)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Switching_and_shrinking_agree_with_their_formulas_term_by_term(double parameter)
    {
        Sample[] log = _world.Log(400, new Random(4));
        double switched = 0, shrunk = 0;
        foreach (Sample s in log)
        {
            // Switch-DR: Σ_a π(a|x) q(x, a) + 1{w ≤ τ} w (r − q(x, a)).
            switched += s.Expected;
            if (!(s.Weight > parameter)) switched += s.Weight * s.Reward - s.Weight * s.Predicted;

            // DRos: λ w / (w² + λ), here as w / (1 + w² / λ).
            shrunk += s.Expected + s.Weight / (1 + s.Weight * s.Weight / parameter) * (s.Reward - s.Predicted);
        }

        Assert.Equal(switched / log.Length, Estimators.SwitchDr(log, parameter).Average(), 1e-12);
        Assert.Equal(shrunk / log.Length, Estimators.DrOs(log, parameter).Average(), 1e-12);
        // Between the direct method and DR, or the parameters chosen here would show nothing.
        if (parameter is 3) Assert.NotEqual(Estimators.Dr(log).Average(), Estimators.SwitchDr(log, parameter).Average(), 1e-6);
    }

    /// <summary>
    /// 1,000 logs: a true coverage of 95 % has a standard error of 0.7 points, so 93 % to 97 % is ± 2.9 of them. The logs are fixed by the seed.
    /// </summary>
    [Theory]
    [InlineData("IPS")]
    [InlineData("SNIPS")]
    [InlineData("DR")]
    [InlineData("SNDR")]
    public void Normal_intervals_cover_the_truth_as_often_as_they_say(string name)
    {
        Func<Sample[], double[]> estimator = Named(name);
        var random = new Random(11);
        int covered = Enumerable.Range(0, 1000).Count(_ => Covers(Intervals.Normal(estimator(_world.Log(1000, random)))));
        Assert.InRange(covered, 930, 970);
    }

    [Fact]
    public void Bootstrap_intervals_cover_too_and_Bernstein_ones_always()
    {
        var random = new Random(12);
        int bootstrap = 0;
        for (int run = 0; run < 200; run++)
        {
            double[] contributions = Estimators.Ips(_world.Log(300, random));
            if (Covers(Intervals.Bootstrap(contributions, run))) bootstrap++;
            Assert.True(Covers(Intervals.EmpiricalBernstein(contributions, _world.LargestWeight)));
        }

        // 95 % ± 3.5 standard errors of 1.5 points, less what the percentile bootstrap loses on skewed sums.
        Assert.InRange(bootstrap, 178, 200);
    }

    [Fact]
    public void Few_decisions_or_little_overlap_get_no_verdict()
    {
        Assert.Contains("too few", PolicyEstimate.Of("p", _world.Log(100, new Random(1)), 10, 1).Verdict, StringComparison.Ordinal);
        Sample[] hardly = [.. Enumerable.Range(0, 1000).Select(i => new Sample(i == 0 ? 1000 : 0, 1, 0.5, 0.5))];
        PolicyEstimate estimate = PolicyEstimate.Of("p", hardly, 1000, 1);
        Assert.Contains("at least 100", estimate.Verdict, StringComparison.Ordinal);
        Assert.Equal(1, estimate.EffectiveSampleSize, 1e-9);
        Assert.Equal(2, estimate.Warnings.Count);
        Assert.Null(PolicyEstimate.Of("p", _world.Log(2000, new Random(1)), 10, 1).Verdict);
    }

    [Fact]
    public void Wrong_propensities_are_noticed()
    {
        Sample[] wrong = [.. _world.Log(3000, new Random(3)).Select(s => s with { Weight = 2 * s.Weight })];
        Assert.Contains(PolicyEstimate.Of("p", wrong, 10, 1).Warnings, warning => warning.Contains("propensities", StringComparison.Ordinal));
    }

    private static Func<Sample[], double[]> Named(string name) => LoggedWorld.All.Single(e => e.Name == name).Estimator;

    private bool Covers(Interval interval) => interval.Lower <= _world.Truth && _world.Truth <= interval.Upper;
}
