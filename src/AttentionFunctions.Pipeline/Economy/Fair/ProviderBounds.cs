using AttentionFunctions.Rank;

namespace AttentionFunctions.Economy;

/// <summary>How many places of a slate a provider has at least and at most.</summary>
/// <param name="Floor">From 0; a provider with fewer candidates has all of them shown.</param>
/// <param name="Cap">At least <paramref name="Floor"/>.</param>
public sealed record ProviderBound(int Floor, int Cap);

/// <summary>
/// The slate of greatest total score that keeps every provider between floor and cap, sorted by score. Taking the floors first and then
/// greedily is optimal: sets within the caps are the independent sets of a partition matroid (Edmonds 1971).
/// </summary>
internal static class ProviderBounds
{
    /// <param name="bounds">By group.</param>
    /// <param name="otherwise">For groups without a bound of their own.</param>
    /// <returns>Fewer items than asked for when the caps leave no more.</returns>
    /// <exception cref="ArgumentException">The floors together are more than the slate has places.</exception>
    public static IReadOnlyList<SlateCandidate> Rank(
        IReadOnlyList<SlateCandidate> candidates, int count, IReadOnlyDictionary<string, ProviderBound> bounds, ProviderBound otherwise)
    {
        SlateCandidate[] ranked = SlateMerit.Ranked(candidates);
        var taken = new Dictionary<string, int>(StringComparer.Ordinal);
        var chosen = new HashSet<SlateCandidate>(ReferenceEqualityComparer.Instance);
        foreach (SlateCandidate candidate in ranked) Take(candidate, Bound(candidate).Floor);
        if (chosen.Count > count)
            throw new ArgumentException($"The floors of the providers add up to {chosen.Count} places, but the slate has {count}.", nameof(bounds));
        foreach (SlateCandidate candidate in ranked.Where(candidate => !chosen.Contains(candidate)))
        {
            if (chosen.Count == count) break;
            Take(candidate, Bound(candidate).Cap);
        }

        return [.. ranked.Where(chosen.Contains)];

        ProviderBound Bound(SlateCandidate candidate) => bounds.GetValueOrDefault(candidate.Group, otherwise);

        void Take(SlateCandidate candidate, int limit)
        {
            int now = taken.GetValueOrDefault(candidate.Group);
            if (now >= limit) return;
            taken[candidate.Group] = now + 1;
            chosen.Add(candidate);
        }
    }
}
