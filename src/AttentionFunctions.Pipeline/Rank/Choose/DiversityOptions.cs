namespace AttentionFunctions.Rank;

/// <summary>How unlike the items of a slate are to be.</summary>
public sealed record DiversityOptions
{
    public DiversityMethod Method { get; init; } = DiversityMethod.Mmr;

    /// <summary>0 (score alone) to 1 (unlikeness alone).</summary>
    public double Strength { get; init; } = 0.3;

    /// <summary>
    /// Decay and floor of what the k-th further item of a creator keeps of its attractiveness, (1 − floor)·decayᵏ + floor; each 0 to 1, decay 1
    /// takes nothing away. Published by X for its timeline with 0.5 and 0.25.
    /// </summary>
    public double CreatorDecay { get; init; } = 1;

    public double CreatorFloor { get; init; } = 0.25;
}

public enum DiversityMethod
{
    /// <summary>Maximal marginal relevance (Carbonell and Goldstein, "The Use of MMR, Diversity-Based Reranking", 1998).</summary>
    Mmr,

    /// <summary>A determinantal point process, greedily (Chen, Zhang and Zhou, "Fast Greedy MAP Inference for DPP", 2018).</summary>
    Dpp,
}
