namespace AttentionFunctions.Rank;

/// <summary>An item that may be in the slate.</summary>
/// <param name="Position">In the <see cref="RankingView"/>.</param>
/// <param name="Score">e^score says how attractive the item is, up to a factor that all candidates share (multinomial logit).</param>
internal readonly record struct Candidate(int Position, float Score, CandidateSource Source);

internal enum CandidateSource
{
    /// <summary>The models know it.</summary>
    Model,

    /// <summary>Its text is near the person's taste.</summary>
    Text,

    /// <summary>It holds attention now.</summary>
    Trending,

    /// <summary>It is new.</summary>
    Fresh,

    /// <summary>It was chosen most over all time.</summary>
    Popular,
}
