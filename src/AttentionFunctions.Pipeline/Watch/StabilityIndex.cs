namespace AttentionFunctions.Watch;

/// <summary>
/// The population stability index of two samples over the same bins: Σ (p − q)·ln(p/q), the symmetric Kullback–Leibler divergence of their
/// shares. Below 0.1 little has changed, above 0.25 much has: a rule of thumb, whose errors are known. Without any change the index × nm/(n + m)
/// is distributed as χ² with bins − 1 degrees of freedom (Yurdakul and Naranjo, "Statistical properties of the population stability index",
/// Journal of Risk Model Validation, 2020), so that samples of a thousand stay far below 0.1 by chance.
/// </summary>
internal static class StabilityIndex
{
    /// <summary>Added to each bin, so that one that is empty in a sample has a share. Of thousands of events it is nothing.</summary>
    private const double Prior = 0.5;

    /// <param name="then">Counts by bin, not all 0.</param>
    /// <param name="now">Counts of the same bins, not all 0.</param>
    public static double Of(ReadOnlySpan<long> then, ReadOnlySpan<long> now)
    {
        if (then.Length != now.Length) throw new ArgumentException("Both samples need the same bins.", nameof(now));
        double thenTotal = then.Length * Prior, nowTotal = now.Length * Prior;
        for (int bin = 0; bin < then.Length; bin++) (thenTotal, nowTotal) = (thenTotal + then[bin], nowTotal + now[bin]);

        double index = 0;
        for (int bin = 0; bin < then.Length; bin++)
        {
            double p = (then[bin] + Prior) / thenTotal, q = (now[bin] + Prior) / nowTotal;
            index += (p - q) * Math.Log(p / q);
        }

        return index;
    }
}
