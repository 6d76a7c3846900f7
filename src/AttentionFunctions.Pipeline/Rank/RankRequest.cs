namespace AttentionFunctions.Rank;

/// <param name="UserKey">The pseudonym.</param>
/// <param name="Count">Items wanted, 1 to <see cref="MaxCount"/>.</param>
public sealed record RankRequest(string UserKey, int Count)
{
    public const int MaxCount = 200;
    public const int DefaultCount = 10;

    /// <summary>Items the caller does not want, for example because they are on the page already.</summary>
    public IReadOnlySet<string> Exclude { get; init; } = System.Collections.Frozen.FrozenSet<string>.Empty;

    /// <summary>Chooses the slate from the best candidates, for example so that creators have their exposure; null for the best by score.</summary>
    public SlatePolicy? Policy { get; init; }

    /// <summary>Whether items the user chose before may come back. Refused ones never do.</summary>
    public bool IncludeSeen { get; init; }
}
