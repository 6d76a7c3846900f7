namespace AttentionFunctions.Plan;

/// <param name="Value">The posterior mean (of the logarithm, for lengths and ratios: then this is a median).</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Observations">The person's own; 0 says that the value is what is usual among others.</param>
public sealed record Estimate(double Value, double Low, double High, int Observations);

/// <summary>
/// Normal–normal shrinkage (Efron &amp; Morris 1975; Morris 1983): a person's mean m over n observations, each with variance σ² around it,
/// is itself drawn around μ with variance τ². Posterior mean (n·x̄/σ² + μ/τ²) / (n/σ² + 1/τ²), posterior variance 1 / (n/σ² + 1/τ²).
/// </summary>
/// <param name="Mean">μ, what is usual among people.</param>
/// <param name="Between">τ², variance between people.</param>
/// <param name="Within">σ², variance of one person's observations.</param>
internal sealed record NormalPrior(double Mean, double Between, double Within)
{
    private const double Normal95 = 1.96;

    public (double Mean, double Variance) Posterior(double n, double mean)
    {
        double precision = n / Within + 1 / Between;
        return ((n * mean / Within + Mean / Between) / precision, 1 / precision);
    }

    /// <summary>Of a quantity that is normal itself, such as a difference of minutes.</summary>
    public Estimate Of(int n, double mean)
    {
        (double value, double variance) = Posterior(n, mean);
        double half = Normal95 * Math.Sqrt(variance);
        return new Estimate(value, value - half, value + half, n);
    }

    /// <summary>Of a positive quantity whose logarithm is normal; this prior is that of the logarithm.</summary>
    public Estimate OfLog(IReadOnlyCollection<double> positive)
    {
        (double value, double variance) = Posterior(positive.Count, positive.Count == 0 ? 0 : positive.Average(Math.Log));
        double half = Normal95 * Math.Sqrt(variance);
        return new Estimate(Math.Exp(value), Math.Exp(value - half), Math.Exp(value + half), positive.Count);
    }

    /// <summary>
    /// The prior that a group of people suggests, by moments, with this one as the opinion of <paramref name="weight"/> people: μ is the mean
    /// of the people's means, σ² the pooled variance, τ² the variance of the means beyond what σ² explains.
    /// </summary>
    public NormalPrior LearnedFrom(IReadOnlyList<double[]> people, double weight)
    {
        double[][] known = [.. people.Where(person => person.Length >= 2)];
        if (known.Length == 0) return this;

        double freedom = known.Sum(person => person.Length - 1.0);
        double squares = known.Sum(person => SquaresAround(person, person.Average()));
        double within = (weight * Within + squares) / (weight + freedom);

        double mean = (weight * Mean + known.Sum(person => person.Average())) / (weight + known.Length);
        double spread = known.Sum(person => Math.Max(0, Math.Pow(person.Average() - mean, 2) - within / person.Length));
        double between = (weight * Between + spread) / (weight + known.Length);
        return new NormalPrior(mean, Math.Max(between, Between / 100), Math.Max(within, Within / 100));
    }

    private static double SquaresAround(double[] values, double mean) => values.Sum(value => (value - mean) * (value - mean));
}
