namespace AttentionFunctions.Local.Simulate;

/// <summary>How a person's attention divides among the topics; the shares sum to 1.</summary>
internal sealed class Taste
{
    /// <summary>Shares of the favourites; what is left is spread over the other topics.</summary>
    private static readonly double[] Favourites = [0.55, 0.27];

    private readonly double[] shares;
    private readonly double highest;

    private Taste(double[] shares)
    {
        this.shares = shares;
        highest = shares.Max();
        Dominant = [.. Enumerable.Range(0, shares.Length).OrderByDescending(topic => shares[topic]).Take(Favourites.Length)
            .Select(topic => Topics.All[topic].Name)];
    }

    /// <summary>Names of the favourite topics, the most liked first.</summary>
    public IReadOnlyList<string> Dominant { get; }

    public ReadOnlySpan<double> Shares => shares;

    /// <summary>How well a topic suits, 0 to 1 for the favourite.</summary>
    public double Fit(int topic) => shares[topic] / highest;

    public static Taste Draw(Random random)
    {
        int[] order = [.. Enumerable.Range(0, Topics.All.Count)];
        random.Shuffle(order);
        double[] shares = new double[order.Length];
        double rest = 1 - Favourites.Sum();
        for (int i = 0; i < order.Length; i++)
        {
            shares[order[i]] = i < Favourites.Length ? Favourites[i] : rest / (order.Length - Favourites.Length);
        }

        return new Taste(shares);
    }

    /// <summary>On the straight line from this taste (0) to <paramref name="other"/> (1).</summary>
    public Taste Towards(Taste other, double way) =>
        new([.. shares.Zip(other.shares, (from, to) => ((1 - way) * from) + (way * to))]);
}
