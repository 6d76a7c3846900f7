using AttentionFunctions.Rank;

namespace AttentionFunctions.Economy;

/// <summary>What fairness costs.</summary>
/// <param name="Policy">With its setting.</param>
/// <param name="Ndcg">Mean over the slates; 1 is the order by score. For lotteries the expected value.</param>
/// <param name="Unfairness">Σ|exposure − target| over groups, added up over all slates before the absolute value, as a share of all exposure; 0 to 2.</param>
public sealed record FrontierPoint(string Policy, double Ndcg, double Unfairness);

/// <summary>Runs every fair ranking over the same candidates and measures what it gives and what it costs.</summary>
internal static class FairnessFrontier
{
    private static readonly double[] Tolerances = [double.PositiveInfinity, 1, 0.5, 0.25, 0.1, 0];
    private static readonly double[] Thetas = [0.99, 0.95, 0.9, 0.8];
    private static readonly double[] Gains = [0.01, 0.03, 0.1];
    private static readonly int[] Caps = [3, 2, 1];

    /// <param name="requests">Candidates of each slate, in the order of time.</param>
    /// <param name="count">Places of a slate.</param>
    public static IReadOnlyList<FrontierPoint> Of(IReadOnlyList<IReadOnlyList<SlateCandidate>> requests, int count, ExposureTarget target) =>
    [
        .. Tolerances.Select(tolerance => Lottery(requests, count, target, tolerance)),
        .. Thetas.Select(theta => Measured((FormattableString)$"equity of attention, NDCG ≥ {theta:0.##}", requests, count, target, new EquityOfAttention(theta).Rank)),
        .. Gains.Select(gain => Measured((FormattableString)$"FairCo, λ = {gain:0.###}", requests, count, target, new FairCo(gain).Rank)),
        .. Caps.Select(cap => Measured((FormattableString)$"at most {cap} of a group", requests, count, target, (candidates, places) =>
            ProviderBounds.Rank(candidates, places, new Dictionary<string, ProviderBound>(), new ProviderBound(0, cap)))),
    ];

    private static FrontierPoint Lottery(IReadOnlyList<IReadOnlyList<SlateCandidate>> requests, int count, ExposureTarget target, double tolerance)
    {
        var ledger = new Ledger(target);
        foreach (IReadOnlyList<SlateCandidate> request in requests)
        {
            SlateCandidate[] candidates = [.. SlateMerit.Ranked(request).Take(FairExposure.MaxCandidates)];
            FairLottery lottery = FairPolicies.Lottery(candidates, count, target, tolerance);
            ledger.Add(candidates, lottery.Exposures(ExposureModel.Logarithmic.Of(lottery.Positions)), lottery.Positions);
        }

        return ledger.Point(double.IsPositiveInfinity(tolerance) ? "by score" : FormattableString.Invariant($"fair exposure, within {tolerance:P0}"));
    }

    private static FrontierPoint Measured(
        FormattableString name, IReadOnlyList<IReadOnlyList<SlateCandidate>> requests, int count, ExposureTarget target,
        Func<IReadOnlyList<SlateCandidate>, int, IReadOnlyList<SlateCandidate>> policy)
    {
        var ledger = new Ledger(target);
        foreach (IReadOnlyList<SlateCandidate> request in requests)
        {
            SlateCandidate[] candidates = SlateMerit.Ranked(request);
            Dictionary<SlateCandidate, int> places = policy(candidates, count).Index()
                .ToDictionary(place => place.Item, place => place.Index, (IEqualityComparer<SlateCandidate>)ReferenceEqualityComparer.Instance);
            double[] exposures = [.. candidates.Select(candidate => places.TryGetValue(candidate, out int place) ? ExposureModel.Logarithmic.At(place + 1) : 0)];
            ledger.Add(candidates, exposures, Math.Min(count, candidates.Length));
        }

        return ledger.Point(FormattableString.Invariant(name));
    }

    private sealed class Ledger(ExposureTarget target)
    {
        private readonly Dictionary<string, double> _surplus = new(StringComparer.Ordinal);
        private double _all, _ndcg;
        private int _slates;

        public void Add(SlateCandidate[] candidates, double[] exposures, int places)
        {
            if (places == 0) return;
            double[] merits = SlateMerit.Of(candidates);
            (int[] groupOf, string[] names) = SlateMerit.Groups(candidates);
            double all = exposures.Sum();
            double[] shares = target.Shares(merits, groupOf, names.Length);
            for (int i = 0; i < candidates.Length; i++) Owe(candidates[i].Group, exposures[i]);
            for (int group = 0; group < names.Length; group++) Owe(names[group], -shares[group] * all);
            double ideal = merits.OrderDescending().Take(places).Select((merit, j) => merit * ExposureModel.Logarithmic.At(j + 1)).Sum();
            _ndcg += ideal > 0 ? merits.Zip(exposures, (merit, exposure) => merit * exposure).Sum() / ideal : 1;
            _all += all;
            _slates++;
        }

        public FrontierPoint Point(string name) => new(name, _slates == 0 ? 1 : _ndcg / _slates, _all > 0 ? _surplus.Values.Sum(Math.Abs) / _all : 0);

        private void Owe(string group, double exposure) => _surplus[group] = _surplus.GetValueOrDefault(group) + exposure;
    }
}
