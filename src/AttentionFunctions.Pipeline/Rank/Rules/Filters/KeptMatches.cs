using System.Collections.Concurrent;

namespace AttentionFunctions.Rank;

/// <summary>Results of conditions that depend on nothing but the items of a view, under the condition.</summary>
/// <param name="count">Positions there are: the size of a result.</param>
/// <remarks>
/// Requests bring conditions of their own, so what is kept is bounded: two generations stand in for a list in order of use; what is not asked
/// for while one fills up goes with the older one. Safe on several threads; two may compute the same result at once.
/// </remarks>
internal sealed class KeptMatches(int count)
{
    /// <summary>Bytes of one generation.</summary>
    private const int GenerationBytes = 8 * 1024 * 1024;

    /// <summary>However large the catalogue: a policy has fewer conditions than this.</summary>
    private const int LeastKept = 16;

    private readonly int _most = Math.Max(LeastKept, GenerationBytes / (sizeof(ulong) * (Bits.Words(count) + 16)));
    private readonly Lock _turn = new();
    private volatile ConcurrentDictionary<FilterNode, ulong[]> _young = new(), _old = new();

    /// <param name="compute">Fills words that are 0.</param>
    /// <returns>Shared: not to be changed.</returns>
    public ulong[] Of<TState>(FilterNode condition, TState state, Action<FilterNode, TState, ulong[]> compute)
    {
        if (_young.TryGetValue(condition, out ulong[]? words)) return words;
        if (!_old.TryGetValue(condition, out words))
        {
            words = new ulong[Bits.Words(count)];
            compute(condition, state, words);
        }

        _young[condition] = words;
        if (_young.Count > _most)
        {
            lock (_turn)
                if (_young.Count > _most) (_old, _young) = (_young, new());
        }

        return words;
    }
}
