namespace AttentionFunctions.Local.Simulate;

/// <summary>Draws from the distributions that the simulation uses.</summary>
internal static class Draws
{
    public static bool Chance(this Random random, double probability) => random.NextDouble() < probability;

    public static double Between(this Random random, double low, double high) => low + ((high - low) * random.NextDouble());

    public static T OneOf<T>(this Random random, IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    /// <summary>Log-normal: half of the draws are below <paramref name="median"/>; <paramref name="spread"/> is the deviation of the logarithm.</summary>
    public static double LogNormal(this Random random, double median, double spread)
    {
        // Box–Muller; 1 - u keeps the logarithm finite.
        double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return median * Math.Exp(spread * normal);
    }

    /// <summary>Poisson by Knuth's product of uniforms, for a small <paramref name="mean"/>.</summary>
    public static int Poisson(this Random random, double mean)
    {
        double limit = Math.Exp(-mean);
        int count = 0;
        for (double product = random.NextDouble(); product > limit; product *= random.NextDouble())
        {
            count++;
        }

        return count;
    }

    /// <summary>An index in proportion to its weight.</summary>
    public static int Weighted(this Random random, ReadOnlySpan<double> weights)
    {
        double sum = 0;
        foreach (double weight in weights)
        {
            sum += weight;
        }

        double left = random.NextDouble() * sum;
        for (int i = 0; i < weights.Length - 1; i++)
        {
            left -= weights[i];
            if (left < 0)
            {
                return i;
            }
        }

        return weights.Length - 1;
    }
}
