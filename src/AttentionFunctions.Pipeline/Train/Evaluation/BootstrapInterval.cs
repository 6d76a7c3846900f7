namespace AttentionFunctions.Train;

/// <summary>Bounds of a mean over users: 95 of 100 such samples of users have it within.</summary>
public sealed record BootstrapInterval(double Lower, double Upper)
{
    /// <summary>The same users are drawn for every row, so that rows differ by their models only.</summary>
    private const int Seed = 1;

    /// <param name="values">One per user.</param>
    internal static BootstrapInterval Of(double[] values)
    {
        if (values.Length == 0)
        {
            return new(0, 0);
        }

        var (_, lower, upper) = PairedBootstrap.Interval(values, Seed);
        return new(lower, upper);
    }
}
