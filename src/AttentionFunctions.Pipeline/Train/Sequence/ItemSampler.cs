namespace AttentionFunctions.Train;

/// <summary>Draws items in proportion to a power of how often they occur, by the alias method (Walker 1977, Vose 1991): O(1) a draw.</summary>
internal sealed class ItemSampler
{
    /// <summary>Between uniform (0) and by frequency (1), as in Mikolov et al. 2013.</summary>
    private const double Power = 0.75;

    private readonly double[] _frequency;
    private readonly double[] _probability;
    private readonly double[] _threshold;
    private readonly int[] _alias;

    /// <param name="counts">Occurrences per item.</param>
    /// <param name="draws">Per step, with replacement.</param>
    public ItemSampler(ReadOnlySpan<int> counts, int draws)
    {
        Draws = draws;
        var n = counts.Length;
        (_frequency, _probability, _threshold, _alias) = (new double[n], new double[n], new double[n], new int[n]);
        double total = 0, powers = 0;
        for (var i = 0; i < n; i++)
        {
            total += counts[i];
            powers += _probability[i] = Math.Pow(Math.Max(1, counts[i]), Power);
        }

        for (var i = 0; i < n; i++)
        {
            _frequency[i] = counts[i] / Math.Max(1, total);
            _probability[i] /= powers;
        }

        BuildAliases();
    }

    public int Draws { get; }

    public int Draw(ref ulong stream)
    {
        var place = SplitMix.NextBelow(ref stream, _alias.Length);
        var coin = SplitMix.NextDouble(ref stream);
        return coin < _threshold[place] ? place : _alias[place];
    }

    /// <summary>
    /// log π: the logarithm of the probability that the item is in the panel of a step, be it as an event of the batch or by a draw.
    /// </summary>
    public float LogInclusion(int item, int batchTokens) =>
        (float)Math.Log(-Expm1(batchTokens * Log1Minus(_frequency[item]) + Draws * Log1Minus(_probability[item])));

    private static double Log1Minus(double p) => p >= 1 ? double.NegativeInfinity : p < 1e-5 ? -p - p * p / 2 : Math.Log(1 - p);

    private static double Expm1(double x) => Math.Abs(x) < 1e-5 ? x + x * x / 2 : Math.Exp(x) - 1;

    private void BuildAliases()
    {
        var n = _alias.Length;
        var (small, large) = (new Stack<int>(), new Stack<int>());
        for (var i = 0; i < n; i++)
        {
            _threshold[i] = _probability[i] * n;
            (_threshold[i] < 1 ? small : large).Push(i);
        }

        while (small.Count > 0 && large.Count > 0)
        {
            var (less, more) = (small.Pop(), large.Pop());
            _alias[less] = more;
            _threshold[more] += _threshold[less] - 1;
            (_threshold[more] < 1 ? small : large).Push(more);
        }

        // What is left is 1 but for rounding.
        foreach (var rest in small.Concat(large))
        {
            (_threshold[rest], _alias[rest]) = (1, rest);
        }
    }
}
