namespace AttentionFunctions.Http;

/// <summary>How a recommendation treats those who made the items: the names of <c>fairness=</c>.</summary>
internal enum CreatorPolicy
{
    /// <summary>By score alone.</summary>
    Score,

    /// <summary>A draw in which the expected exposure of creators is in proportion to the merit of their candidates, within a quarter.</summary>
    Merit,

    /// <summary>A draw in which the expected exposure of creators is in proportion to the number of their candidates, within a quarter.</summary>
    Size,

    /// <summary>At most two items of a creator; fewer items when there are no others.</summary>
    Cap,

    /// <summary>Creators who had too little exposure for their merit so far are moved up (FairCo).</summary>
    Control,

    /// <summary>Items that had too little exposure for their merit so far are moved up, at 95 % of the quality or more (equity of attention).</summary>
    Equity,
}
