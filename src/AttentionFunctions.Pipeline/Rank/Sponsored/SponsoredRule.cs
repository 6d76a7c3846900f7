namespace AttentionFunctions.Rank;

/// <summary>
/// Places of a slate that campaigns may buy, on the terms of whoever stores the policy: part of stored policies only, so that no request
/// can widen what is sold or cheapen it. docs/economy.md, "Live".
/// </summary>
public sealed record SponsoredRule
{
    public const int MaxPlaces = 10;

    /// <summary>From 1, the first place; up to <see cref="MaxPlaces"/>, each once. A place beyond the slate, or of a pinned item, is not sold.</summary>
    public IReadOnlyList<int> Places { get; init => field = value ?? []; } = [];

    /// <summary><c>vcg</c>, in which bidding the value is best, or <c>gsp</c>.</summary>
    public string Pricing { get; init; } = "vcg";

    /// <summary>Least price of a click, 0 to 10,000.</summary>
    public double Reserve { get; init; }

    /// <summary>
    /// Share of a person's day, measured in exposure of what this policy ranked for them, that may be sponsored at most: 0 to 0.5. The default
    /// leaves six parts in seven, and costs people about a tenth of the relevance in the simulation.
    /// </summary>
    public double AttentionCap { get; init; } = 0.15;

    /// <summary>Showings of one campaign to one person a day (UTC), 1 to 100.</summary>
    public int FrequencyCap { get; init; } = 3;
}
