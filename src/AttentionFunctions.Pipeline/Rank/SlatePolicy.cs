namespace AttentionFunctions.Rank;

/// <summary>An item that may be shown.</summary>
/// <param name="Group">Whose exposure it is: the creator, the category, the provider.</param>
/// <param name="Score">Higher is better; read as merit where a policy compares exposure with merit, and then not negative.</param>
public sealed record SlateCandidate(string ItemId, string Group, double Score);

/// <summary>
/// Chooses and orders what is shown: candidates it was given, each at most once. Callable by several threads. The same candidates, count and
/// seed give the same slate, unless a policy says that it is fair over time and so remembers what it gave.
/// </summary>
/// <param name="candidates">In any order.</param>
/// <param name="count">Items wanted; fewer only when there are fewer candidates.</param>
/// <param name="seed">Decides where a policy draws; ignored by those that do not.</param>
public delegate IReadOnlyList<SlateCandidate> SlatePolicy(IReadOnlyList<SlateCandidate> candidates, int count, int seed);
