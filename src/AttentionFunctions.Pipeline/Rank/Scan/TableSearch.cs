namespace AttentionFunctions.Rank;

/// <summary>Candidates from a table in this process: exact, and nothing to wait for.</summary>
internal sealed class TableSearch(VectorTable table) : ICandidateSearch
{
    public ValueTask<int> FindAsync(CandidateQuery query, PositionSet? allowed, Memory<(int Position, float Score)> best, CancellationToken cancel) =>
        new(table.TopK(new(query.Vector.Span, query.Coefficients.Span), Math.Min(best.Length, table.Count), allowed, best.Span));
}
