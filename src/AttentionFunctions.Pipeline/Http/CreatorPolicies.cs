using AttentionFunctions.Economy;
using AttentionFunctions.Rank;

namespace AttentionFunctions.Http;

/// <summary>The policies that recommendations take by name.</summary>
/// <remarks>
/// The two that are fair over time remember in this process. Each instance of an app that has several is fair by itself, and so all of them
/// together are; a restart begins anew.
/// </remarks>
public sealed class CreatorPolicies
{
    /// <summary>Exact fairness costs half as much quality again (docs/economy.md, the frontier).</summary>
    private const double Tolerance = 0.25;

    /// <summary>λ of the paper, which is also the best of the same frontier; θ from it: most of the fairness for a few percent of quality.</summary>
    private const double Gain = 0.01, LeastNdcg = 0.95;

    private static readonly ProviderBound AtMostTwo = new(0, 2);

    private readonly FairCo _control = new(Gain);
    private readonly EquityOfAttention _equity = new(LeastNdcg);

    /// <summary>Null for no policy.</summary>
    internal SlatePolicy? Named(CreatorPolicy policy) => policy switch
    {
        CreatorPolicy.Merit => FairPolicies.Exposure(ExposureTarget.Merit, Tolerance),
        CreatorPolicy.Size => FairPolicies.Exposure(ExposureTarget.Size, Tolerance),
        CreatorPolicy.Cap => FairPolicies.Bounds(new Dictionary<string, ProviderBound>(), AtMostTwo),
        CreatorPolicy.Control => (candidates, count, _) => _control.Rank(candidates, count),
        CreatorPolicy.Equity => (candidates, count, _) => _equity.Rank(candidates, count),
        _ => null,
    };
}
