namespace AttentionFunctions.Rank;

/// <summary>Difference of the means of two independent samples whose variances differ (Welch 1947).</summary>
internal static class Welch
{
    /// <summary>97.5 % of the normal distribution lie below.</summary>
    private const double Z = 1.959963984540054;

    /// <returns>Mean of the second less that of the first, and half of its 95 % confidence interval.</returns>
    public static (double Difference, double Half) Difference(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        (double mean1, double error1) = Moments(first);
        (double mean2, double error2) = Moments(second);
        double error = error1 + error2;
        if (error == 0) return (mean2 - mean1, 0);

        // Satterthwaite's degrees of freedom.
        double freedom = error * error / (error1 * error1 / (first.Length - 1) + error2 * error2 / (second.Length - 1));
        return (mean2 - mean1, Quantile(freedom) * Math.Sqrt(error));
    }

    /// <summary>
    /// 97.5 % quantile of Student's distribution by Cornish and Fisher's expansion (Abramowitz and Stegun, 26.7.5): within 0.3 % from 4 degrees of
    /// freedom, the fewest that two samples of five can have.
    /// </summary>
    internal static double Quantile(double freedom)
    {
        double z2 = Z * Z;
        double g1 = (z2 + 1) * Z / 4;
        double g2 = ((5 * z2 + 16) * z2 + 3) * Z / 96;
        double g3 = (((3 * z2 + 19) * z2 + 17) * z2 - 15) * Z / 384;
        double g4 = ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) * Z / 92160;
        return Z + (g1 + (g2 + (g3 + g4 / freedom) / freedom) / freedom) / freedom;
    }

    /// <summary>Mean, and its squared standard error.</summary>
    private static (double Mean, double SquaredError) Moments(ReadOnlySpan<double> values)
    {
        double mean = 0, squares = 0;
        for (int i = 0; i < values.Length; i++)
        {
            // Welford 1962: no cancellation, however far the mean is from zero.
            double difference = values[i] - mean;
            mean += difference / (i + 1);
            squares += difference * (values[i] - mean);
        }

        return (mean, squares / (values.Length - 1) / values.Length);
    }
}
