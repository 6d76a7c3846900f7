using System.Numerics.Tensors;

namespace AttentionFunctions.Economy;

/// <summary>What each item earns per exposure, and with that what share of exposure each group deserves.</summary>
/// <remarks>
/// <code>
/// merit of an item    r = max(0, (W + s·r̄) / (E + s))     W attention weight, E exposure, r̄ = ΣW/ΣE over all items, s = prior strength
/// merit of a group    R = Σ share·r over its items
/// </code>
/// W/E is the position-based click model's estimate of relevance (Craswell et al., "An experimental comparison of click position-bias
/// models", WSDM 2008), with attention in place of clicks; s shrinks items that were hardly shown to the mean of all. Proportionality of
/// exposure to merit is the disparate-treatment constraint of Singh and Joachims, KDD 2018, section 4.2. Intervals: bootstrap over buckets
/// of users (<see cref="LedgerRow"/>), because one person's events are not independent.
/// </remarks>
internal sealed class MeritEstimate
{
    public const int Resamples = 400;

    /// <summary>s: an item's own rate counts half when it was shown ten times in the first place.</summary>
    private const double PriorExposure = 10;

    /// <summary>Cut off on each side for 95 %.</summary>
    private const double Tail = 0.025;

    private readonly Item[] _items;
    private readonly double[] _shown, _earned;

    public MeritEstimate(IReadOnlyList<Item> items, int groups)
    {
        _items = [.. items];
        (_shown, _earned) = (new double[_items.Length], new double[_items.Length]);
        (Exposure, Merit) = (new double[groups], new double[groups]);
        Estimate([.. Enumerable.Repeat(1.0, LedgerRow.Buckets)], Exposure, Merit);
    }

    /// <summary>Share of all exposure, by group.</summary>
    public double[] Exposure { get; }

    /// <summary>Share of all merit, by group.</summary>
    public double[] Merit { get; }

    /// <summary>
    /// Σ|A − R| over all groups, 0 to 2: Biega et al., SIGIR 2018, equation 5, with A the exposure and R the merit that came together over
    /// the whole time, so that what is unfair in one week may be made good in the next.
    /// </summary>
    public double Unfairness => Exposure.Zip(Merit, (a, r) => Math.Abs(a - r)).Sum();

    /// <summary>Exposure share ÷ merit share by group, 1 is proportionate; with the 95 % interval. Null where there is no merit.</summary>
    public (double Ratio, double Lower, double Upper)?[] Ratios(int seed)
    {
        var random = new Random(seed);
        double[][] samples = [.. Merit.Select(_ => new double[Resamples])];
        double[] times = new double[LedgerRow.Buckets], exposure = new double[Merit.Length], merit = new double[Merit.Length];
        for (int sample = 0; sample < Resamples; sample++)
        {
            Array.Clear(times);
            for (int i = 0; i < times.Length; i++) times[random.Next(times.Length)]++;
            Estimate(times, exposure, merit);
            for (int group = 0; group < merit.Length; group++) samples[group][sample] = merit[group] > 0 ? exposure[group] / merit[group] : 0;
        }

        const int cut = (int)(Resamples * Tail);
        return [.. samples.Select((ratios, group) =>
        {
            Array.Sort(ratios);
            return Merit[group] > 0 ? (Exposure[group] / Merit[group], ratios[cut], ratios[^(cut + 1)]) : ((double, double, double)?)null;
        })];
    }

    /// <summary>Fills in the shares of the groups when each bucket counts so many times. 400 times a report, so nothing is allocated.</summary>
    private void Estimate(double[] times, double[] exposure, double[] merit)
    {
        for (int i = 0; i < _items.Length; i++)
        {
            _shown[i] = TensorPrimitives.Dot<double>(_items[i].Exposure, times);
            _earned[i] = TensorPrimitives.Dot<double>(_items[i].Response, times);
        }

        double all = TensorPrimitives.Sum<double>(_shown);
        double mean = all > 0 ? Math.Max(0, TensorPrimitives.Sum<double>(_earned) / all) : 0;
        Array.Clear(exposure);
        Array.Clear(merit);
        for (int i = 0; i < _items.Length; i++)
        {
            double rate = Math.Max(0, (_earned[i] + (PriorExposure * mean)) / (_shown[i] + PriorExposure));
            foreach ((int group, double share) in _items[i].Groups)
            {
                exposure[group] += share * _shown[i];
                merit[group] += share * rate;
            }
        }

        Normalise(exposure);
        Normalise(merit);
    }

    private static void Normalise(double[] values)
    {
        double total = TensorPrimitives.Sum<double>(values);
        if (total > 0) TensorPrimitives.Divide(values, total, values);
    }

    /// <param name="Groups">Positions of the groups and the item's share in each.</param>
    /// <param name="Exposure">By bucket.</param>
    /// <param name="Response">By bucket.</param>
    internal sealed record Item((int Group, double Share)[] Groups, double[] Exposure, double[] Response);
}
