namespace AttentionFunctions.Train;

/// <summary>Percentile bootstrap of the mean of paired differences (Efron and Tibshirani 1993, chapter 13).</summary>
internal static class PairedBootstrap
{
    public const int Resamples = 2000;

    /// <summary>Share of the interval; the rest is cut off evenly on both sides.</summary>
    private const double Confidence = 0.95;

    /// <param name="differences">Candidate − incumbent, one per user, at least one.</param>
    public static (double Mean, double Lower, double Upper) Interval(double[] differences, int seed)
    {
        var random = new Random(seed);
        var means = new double[Resamples];
        for (var i = 0; i < means.Length; i++)
        {
            double sum = 0;
            for (var n = 0; n < differences.Length; n++)
            {
                sum += differences[random.Next(differences.Length)];
            }

            means[i] = sum / differences.Length;
        }

        Array.Sort(means);
        var cut = (int)(Resamples * (1 - Confidence) / 2);
        return (differences.Average(), means[cut], means[^(cut + 1)]);
    }
}
