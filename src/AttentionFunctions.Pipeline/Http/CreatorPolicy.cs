using AttentionFunctions.Economy;
using AttentionFunctions.Rank;

namespace AttentionFunctions.Http;

/// <summary>How a recommendation treats creators: the names of <c>policy=</c>.</summary>
internal enum CreatorPolicy
{
    /// <summary>By score alone.</summary>
    Score,

    /// <summary>Their expected exposure is in proportion to the merit of their candidates, within a quarter.</summary>
    Merit,

    /// <summary>Their expected exposure is in proportion to the number of their candidates, within a quarter.</summary>
    Size,

    /// <summary>At most two items of a creator; fewer items when there are no others.</summary>
    Cap,
}

internal static class CreatorPolicies
{
    /// <summary>Exact fairness costs half as much quality again (docs/economy.md, the frontier).</summary>
    private const double Tolerance = 0.25;

    private static readonly ProviderBound AtMostTwo = new(0, 2);

    /// <summary>Null for no policy.</summary>
    public static SlatePolicy? ToSlatePolicy(this CreatorPolicy policy) => policy switch
    {
        CreatorPolicy.Merit => FairPolicies.Exposure(ExposureTarget.Merit, Tolerance),
        CreatorPolicy.Size => FairPolicies.Exposure(ExposureTarget.Size, Tolerance),
        CreatorPolicy.Cap => FairPolicies.Bounds(new Dictionary<string, ProviderBound>(), AtMostTwo),
        _ => null,
    };
}
