namespace AttentionFunctions.Decide;

/// <summary>What a policy would have earned a decision, estimated from the log of another.</summary>
/// <remarks>
/// Every estimator is a mean of contributions, one per decision. For the self-normalised ones these are linearised around the ratio (the delta
/// method), so that the mean is the estimate and the contributions' spread is its uncertainty.
/// </remarks>
internal static class Estimators
{
    /// <summary>Candidates for the threshold of Switch-DR and the shrinkage of DRos; infinity is plain DR.</summary>
    private static readonly double[] Grid = [1, 2, 5, 10, 20, 50, 100, 500, 1000, 10_000, double.PositiveInfinity];

    /// <summary>Inverse propensity scoring, Horvitz and Thompson 1952: mean of w r. Unbiased.</summary>
    public static double[] Ips(ReadOnlySpan<Sample> samples) => Each(samples, static s => s.Weight * s.Reward);

    /// <summary>Self-normalised IPS, Swaminathan and Joachims 2015: Σ w r / Σ w. Biased by O(1/n), never outside the rewards' range.</summary>
    public static double[] Snips(ReadOnlySpan<Sample> samples)
    {
        double weights = 0, weighted = 0;
        foreach (ref readonly Sample s in samples)
        {
            weights += s.Weight;
            weighted += s.Weight * s.Reward;
        }

        if (weights == 0) return new double[samples.Length];
        double value = weighted / weights, mean = weights / samples.Length;
        return Each(samples, s => value + s.Weight * (s.Reward - value) / mean);
    }

    /// <summary>Direct method: mean of Σ π q. As good as the model q, and no better.</summary>
    public static double[] Dm(ReadOnlySpan<Sample> samples) => Each(samples, static s => s.Expected);

    /// <summary>Doubly robust, Dudík et al. 2011, equation 1: mean of Σ π q + w (r − q). Unbiased, for any q that has not seen r.</summary>
    public static double[] Dr(ReadOnlySpan<Sample> samples) => Each(samples, static s => s.Expected + s.Weight * (s.Reward - s.Predicted));

    /// <summary>DR whose correction is self-normalised (Thomas and Brunskill 2016): mean of Σ π q + Σ w (r − q) / Σ w.</summary>
    public static double[] Sndr(ReadOnlySpan<Sample> samples)
    {
        double weights = 0, weighted = 0;
        foreach (ref readonly Sample s in samples)
        {
            weights += s.Weight;
            weighted += s.Weight * (s.Reward - s.Predicted);
        }

        if (weights == 0) return Dm(samples);
        double correction = weighted / weights, mean = weights / samples.Length;
        return Each(samples, s => s.Expected + correction + s.Weight * (s.Reward - s.Predicted - correction) / mean);
    }

    /// <summary>Switch-DR, Wang et al. 2017: the correction only where w ≤ τ; beyond, the model is trusted.</summary>
    /// <param name="threshold">τ; null chooses it, see <see cref="Choose"/>.</param>
    public static double[] SwitchDr(ReadOnlySpan<Sample> samples, double? threshold = null)
    {
        double limit = threshold ?? Choose(samples, static (w, tau) => w <= tau ? w : 0);
        return Each(samples, s => s.Expected + (s.Weight <= limit ? s.Weight : 0) * (s.Reward - s.Predicted));
    }

    /// <summary>DR with optimistic shrinkage, Su et al. 2020, section 3: the weight is λw / (w² + λ).</summary>
    /// <param name="lambda">λ ≥ 0; null chooses it, see <see cref="Choose"/>.</param>
    public static double[] DrOs(ReadOnlySpan<Sample> samples, double? lambda = null)
    {
        double shrinkage = lambda ?? Choose(samples, Shrink);
        return Each(samples, s => s.Expected + Shrink(s.Weight, shrinkage) * (s.Reward - s.Predicted));
    }

    /// <summary>(Σ w)² / Σ w²: as many decisions of the evaluated policy itself would tell as much.</summary>
    public static double EffectiveSampleSize(ReadOnlySpan<Sample> samples)
    {
        double sum = 0, squares = 0;
        foreach (ref readonly Sample s in samples)
        {
            sum += s.Weight;
            squares += s.Weight * s.Weight;
        }

        return squares > 0 ? sum * sum / squares : 0;
    }

    private static double Shrink(double weight, double lambda) =>
        double.IsPositiveInfinity(lambda) ? weight : weight == 0 ? 0 : lambda * weight / (weight * weight + lambda);

    /// <summary>
    /// The parameter with the smallest bound of the mean squared error (Su et al. 2020, section 5): variance of the mean + bias². The bias is what the
    /// log shows, mean of (shrunk w − w)(r − q), plus 1.96 of its standard errors: taken at its face, noise would pass for absence of bias.
    /// </summary>
    private static double Choose(ReadOnlySpan<Sample> samples, Func<double, double, double> shrink)
    {
        double chosen = double.PositiveInfinity, least = double.PositiveInfinity, n = samples.Length;
        var values = new double[samples.Length];
        var differences = new double[samples.Length];
        foreach (double candidate in Grid)
        {
            for (int i = 0; i < samples.Length; i++)
            {
                double weight = shrink(samples[i].Weight, candidate), residual = samples[i].Reward - samples[i].Predicted;
                values[i] = samples[i].Expected + weight * residual;
                differences[i] = (weight - samples[i].Weight) * residual;
            }

            (double bias, double spread) = Intervals.Moments(differences);
            double bound = Math.Abs(bias) + 1.96 * Math.Sqrt(spread / n), error = Intervals.Moments(values).Variance / n + bound * bound;
            if (error < least) (chosen, least) = (candidate, error);
        }

        return chosen;
    }

    private static double[] Each(ReadOnlySpan<Sample> samples, Func<Sample, double> contribution)
    {
        var contributions = new double[samples.Length];
        for (int i = 0; i < contributions.Length; i++) contributions[i] = contribution(samples[i]);
        return contributions;
    }
}
