using System.Linq.Expressions;
using Microsoft.Extensions.VectorData;

namespace AttentionFunctions.Rank;

/// <summary>
/// Candidates from any store that <c>Microsoft.Extensions.VectorData</c> has a connector for, filled by <see cref="FillVectorStore{TKey}"/>. The
/// store chooses the candidates; their scores are computed here from the vectors it returns, as stores give scores of different kinds, and so
/// equal those of a table to the last bit.
/// </summary>
/// <remarks>
/// What is allowed is known here only, so results are filtered here and more are asked for until enough are left. A rare filter over a
/// large catalogue may therefore find fewer than wanted; a table never does.
/// </remarks>
/// <param name="version">Of the model whose vectors the query speaks to.</param>
/// <param name="positionOf">Null for an item that is unknown here.</param>
/// <param name="mostResults">What the store answers at most (Azure AI Search: 1,000 in a page).</param>
internal sealed class StoreSearch<TKey>(
    VectorStoreCollection<TKey, ItemVectorRecord<TKey>> collection, string version, Func<string, int?> positionOf, int mostResults = 1000) : ICandidateSearch
    where TKey : notnull
{
    /// <summary>Asked for beyond what is wanted: the store may round scores otherwise, and order those at the end otherwise.</summary>
    private const int Spare = 16;

    private const int Growth = 4;

    private readonly Expression<Func<ItemVectorRecord<TKey>, bool>> _ofVersion = OfVersion(version);

    public async ValueTask<int> FindAsync(CandidateQuery query, PositionSet? allowed, Memory<(int Position, float Score)> best, CancellationToken cancel)
    {
        new VectorQuery(query.Vector.Span, query.Coefficients.Span).Validate(new(0, query.Vector.Length, query.Coefficients.Length));
        if (best.IsEmpty) return 0;
        ReadOnlyMemory<float> asked = (float[])[.. query.Vector.Span, .. query.Coefficients.Span];
        int top = Math.Min(mostResults, best.Length + best.Length / Growth + Spare);
        while (true)
        {
            (List<(int Position, float Score)> found, int returned) = await AskAsync(asked, query.Coefficients.Length, allowed, top, cancel);
            if (found.Count < best.Length && returned >= top && top < mostResults)
            {
                top = (int)Math.Min(mostResults, (long)top * Growth);
                continue;
            }

            return Best(found, best.Span);
        }
    }

    private async Task<(List<(int Position, float Score)> Found, int Returned)> AskAsync(
        ReadOnlyMemory<float> asked, int biases, PositionSet? allowed, int top, CancellationToken cancel)
    {
        var options = new VectorSearchOptions<ItemVectorRecord<TKey>> { Filter = _ofVersion, IncludeVectors = true };
        var found = new List<(int Position, float Score)>(top);
        int returned = 0;
        await foreach (VectorSearchResult<ItemVectorRecord<TKey>> result in collection.SearchAsync(asked, top, options, cancel))
        {
            returned++;
            if (positionOf(result.Record.ItemId) is not { } position || allowed?.Contains(position) == false) continue;
            if (result.Record.Vector.Length != asked.Length)
                throw new InvalidOperationException(
                    $"The store's vector of item '{result.Record.ItemId}' has {result.Record.Vector.Length} coordinates, the query {asked.Length}. Fill the store again.");
            found.Add((position, VectorTable.Score(asked.Span, result.Record.Vector.Span, biases)));
        }

        return (found, returned);
    }

    /// <remarks>A captured local, which every connector can translate; a field of this class, not every one can.</remarks>
    private static Expression<Func<ItemVectorRecord<TKey>, bool>> OfVersion(string version) => record => record.Version == version;

    private static int Best(List<(int Position, float Score)> found, Span<(int Position, float Score)> best)
    {
        int count = 0;
        var top = new BestPositions(new ulong[best.Length], ref count);
        foreach ((int position, float score) in found) top.Offer(position, score);
        return top.Drain(best);
    }
}
