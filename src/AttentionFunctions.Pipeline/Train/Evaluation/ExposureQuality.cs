namespace AttentionFunctions.Train;

/// <summary>How what is shown differs in popularity from what people choose (Abdollahpouri et al. 2020).</summary>
/// <param name="Shown">Mean popularity percentile of everybody's top k, 0 to 1.</param>
/// <param name="Chosen">Mean popularity percentile of the targets.</param>
/// <param name="Miscalibration">
/// Mean over users of the Jensen–Shannon divergence, in bits, between the mix of popular and rare items (<see cref="PopularityGroup"/>) in
/// the history and in the top k: 0 where everybody is shown the mix that they are used to, at most 1.
/// </param>
public sealed record ExposureQuality(double Shown, double Chosen, double Miscalibration)
{
    /// <summary>Above 0 where the model shows more popular items than people choose.</summary>
    public double PopularityBias => Shown - Chosen;

    /// <summary>Divergence of two distributions of the same length, each adding up to 1.</summary>
    internal static double Divergence(ReadOnlySpan<double> one, ReadOnlySpan<double> other)
    {
        double sum = 0;
        for (var i = 0; i < one.Length; i++)
        {
            var middle = (one[i] + other[i]) / 2;
            sum += Term(one[i], middle) + Term(other[i], middle);
        }

        return Math.Max(0, sum / 2);

        static double Term(double p, double middle) => p > 0 ? p * Math.Log2(p / middle) : 0;
    }
}
