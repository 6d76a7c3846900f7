namespace AttentionFunctions.Economy;

/// <summary>How unevenly something is spread over its holders.</summary>
/// <param name="Holders">Those without any included.</param>
/// <param name="Gini">0 when all hold the same, towards 1 when one holds everything.</param>
/// <param name="Hhi">Herfindahl–Hirschman index Σs², 1/n to 1.</param>
/// <param name="EffectiveNumber">1/HHI: as many equal holders would have the same HHI (Hill number of order 2).</param>
/// <param name="Entropy">−Σ s ln s, in nats.</param>
/// <param name="EffectiveNumberByEntropy">e^entropy (Hill number of order 1).</param>
/// <param name="TopTenthShare">Share of the tenth that holds most, rounded up to whole holders.</param>
/// <param name="Lorenz">The Lorenz curve at 0, 5, … 100 % of the holders, the poorest first.</param>
public sealed record Concentration(
    int Holders, double Gini, double Hhi, double EffectiveNumber, double Entropy, double EffectiveNumberByEntropy, double TopTenthShare,
    IReadOnlyList<double> Lorenz)
{
    /// <summary>
    /// The curve is given at fixed points, not holder by holder: the holders of the tail are the ones that may not be published.
    /// </summary>
    internal const int LorenzSteps = 20;

    internal static Concentration None { get; } = new(0, 0, 0, 0, 0, 0, 0, []);

    /// <param name="amounts">Per holder; not negative. Without any amount at all there is nothing to measure, and all figures are 0.</param>
    internal static Concentration Of(IEnumerable<double> amounts)
    {
        double[] sorted = [.. amounts.Order()];
        double total = sorted.Sum();
        if (total <= 0) return None with { Holders = sorted.Length };
        double hhi = sorted.Sum(amount => amount / total * (amount / total));
        double entropy = -sorted.Where(amount => amount > 0).Sum(amount => amount / total * Math.Log(amount / total));
        int top = (sorted.Length + 9) / 10;
        return new Concentration(
            sorted.Length, GiniOf(sorted, total), hhi, 1 / hhi, entropy, Math.Exp(entropy), sorted[^top..].Sum() / total, LorenzOf(sorted, total));
    }

    /// <summary>Σ (2i − n − 1)·x₍ᵢ₎ / (n·Σx), i from 1, x ascending (Sen, "On Economic Inequality", 1973, section 2.7).</summary>
    private static double GiniOf(double[] sorted, double total)
    {
        double sum = 0;
        for (int i = 0; i < sorted.Length; i++) sum += ((2.0 * (i + 1)) - sorted.Length - 1) * sorted[i];
        return sum / (sorted.Length * total);
    }

    /// <summary>Between holders the curve is the straight line, so that it stays convex however few there are.</summary>
    private static double[] LorenzOf(double[] sorted, double total)
    {
        double[] cumulated = new double[sorted.Length + 1];
        for (int i = 0; i < sorted.Length; i++) cumulated[i + 1] = cumulated[i] + sorted[i];
        return [.. Enumerable.Range(0, LorenzSteps + 1).Select(step =>
        {
            double place = (double)step / LorenzSteps * sorted.Length;
            int below = Math.Min((int)place, sorted.Length - 1);
            return (cumulated[below] + ((place - below) * sorted[below])) / total;
        })];
    }
}
