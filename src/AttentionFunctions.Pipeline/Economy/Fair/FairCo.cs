using AttentionFunctions.Rank;

namespace AttentionFunctions.Economy;

/// <summary>
/// A proportional controller on the scores: Morik, Singh, Hong and Joachims, "Controlling Fairness and Bias in Dynamic Learning-to-Rank",
/// SIGIR 2020, section 5.2, equations 14 and 15.
/// </summary>
/// <remarks>
/// <code>
/// σ = argsort (R̂(d) + λ·err(d))      err(d) = (τ − 1) · max over groups G of (Exp(G)/Merit(G) − Exp(G(d))/Merit(G(d)))
/// </code>
/// The paper's set of items is fixed and Exp and Merit are means over it. Here every request has candidates of its own, so both are sums over
/// the requests so far, divided by their number, and merits are divided by the largest of their slate, so that λ has no unit. O(n log n) a slate.
/// </remarks>
internal sealed class FairCo
{
    private readonly Lock _gate = new();
    private readonly double _gain;
    private readonly Dictionary<string, (double Exposure, double Merit)> _groups = new(StringComparer.Ordinal);
    private int _rankings;

    /// <param name="gain">λ, from 0 (no control); the paper uses 0.01 for merits between 0 and 1.</param>
    public FairCo(double gain)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(gain);
        _gain = gain;
    }

    /// <summary>The largest difference of exposure per merit between two groups, the paper's D.</summary>
    public double Disparity
    {
        get
        {
            double[] ratios = [.. _groups.Values.Where(group => group.Merit > 0).Select(group => group.Exposure / group.Merit)];
            return ratios.Length == 0 ? 0 : ratios.Max() - ratios.Min();
        }
    }

    /// <summary>Orders one slate, and remembers what it gave; one slate at a time.</summary>
    public IReadOnlyList<SlateCandidate> Rank(IReadOnlyList<SlateCandidate> candidates, int count)
    {
        lock (_gate) return RankNext(candidates, count);
    }

    private SlateCandidate[] RankNext(IReadOnlyList<SlateCandidate> candidates, int count)
    {
        double[] merits = SlateMerit.Of(candidates);
        double largest = merits.DefaultIfEmpty().Max();
        if (largest > 0) merits = [.. merits.Select(merit => merit / largest)];
        double most = _groups.Values.Where(group => group.Merit > 0).Select(group => group.Exposure / group.Merit).DefaultIfEmpty().Max();
        int[] order = [.. Enumerable.Range(0, candidates.Count)
            .OrderByDescending(i => merits[i] + (_gain * _rankings * Error(candidates[i].Group, most)))
            .ThenBy(i => candidates[i].ItemId, StringComparer.Ordinal).Take(count)];
        for (int i = 0; i < merits.Length; i++) Add(candidates[i].Group, 0, merits[i]);
        for (int j = 0; j < order.Length; j++) Add(candidates[order[j]].Group, ExposureModel.Logarithmic.At(j + 1), 0);
        _rankings++;
        return [.. order.Select(i => candidates[i])];
    }

    /// <summary>A group that was never there yet has no error.</summary>
    private double Error(string group, double most) =>
        _groups.TryGetValue(group, out (double Exposure, double Merit) known) && known.Merit > 0 ? most - (known.Exposure / known.Merit) : 0;

    private void Add(string group, double exposure, double merit)
    {
        (double Exposure, double Merit) known = _groups.GetValueOrDefault(group);
        _groups[group] = (known.Exposure + exposure, known.Merit + merit);
    }
}
