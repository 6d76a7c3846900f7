namespace AttentionFunctions.Decide;

/// <summary>Bounds of a mean.</summary>
public sealed record Interval(double Lower, double Upper);

/// <summary>95 % confidence intervals for the mean of independent contributions.</summary>
internal static class Intervals
{
    private const double Z = 1.959964;
    private const double Delta = 0.05;
    private const int MaxResamples = 1000, MinResamples = 200;

    /// <summary>Draws of one bootstrap, at most: keeps a large log's intervals within a second.</summary>
    private const long MaxDraws = 20_000_000;

    /// <summary>Mean ± 1.96 standard errors: right for many contributions, too narrow for few with rare large weights.</summary>
    public static Interval Normal(ReadOnlySpan<double> contributions)
    {
        (double mean, double variance) = Moments(contributions);
        double half = Z * Math.Sqrt(variance / contributions.Length);
        return new Interval(mean - half, mean + half);
    }

    /// <summary>Percentile bootstrap (Efron and Tibshirani 1993, chapter 13).</summary>
    public static Interval Bootstrap(ReadOnlySpan<double> contributions, int seed)
    {
        int n = contributions.Length, resamples = (int)Math.Clamp(MaxDraws / Math.Max(1, n), MinResamples, MaxResamples);
        var random = new GaussianDraws((ulong)seed);
        var means = new double[resamples];
        for (int b = 0; b < resamples; b++)
        {
            double sum = 0;
            for (int i = 0; i < n; i++) sum += contributions[(int)(random.Uniform() * n)];
            means[b] = sum / n;
        }

        Array.Sort(means);
        int cut = (int)(resamples * Delta / 2);
        return new Interval(means[cut], means[^(cut + 1)]);
    }

    /// <summary>
    /// Empirical Bernstein (Maurer and Pontil 2009, theorem 4, both sides): mean ± √(2V ln(4/δ)/n) + 7M ln(4/δ)/(3(n − 1)). Holds for any n and any
    /// distribution within a range of length M; wide, because it promises more.
    /// </summary>
    /// <param name="range">M, from what is possible (largest weight × range of rewards), not from what was seen.</param>
    public static Interval EmpiricalBernstein(ReadOnlySpan<double> contributions, double range)
    {
        (double mean, double variance) = Moments(contributions);
        double log = Math.Log(4 / Delta), n = contributions.Length;
        double half = Math.Sqrt(2 * variance * log / n) + 7 * range * log / (3 * (n - 1));
        return new Interval(mean - half, mean + half);
    }

    /// <summary>Mean, and variance with n − 1.</summary>
    public static (double Mean, double Variance) Moments(ReadOnlySpan<double> values)
    {
        double mean = 0, squares = 0;
        for (int i = 0; i < values.Length; i++)
        {
            // Welford 1962: no cancellation, however far the mean is from zero.
            double difference = values[i] - mean;
            mean += difference / (i + 1);
            squares += difference * (values[i] - mean);
        }

        return (mean, values.Length > 1 ? squares / (values.Length - 1) : double.PositiveInfinity);
    }
}
