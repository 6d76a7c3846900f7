namespace AttentionFunctions.Rank;

/// <summary>
/// Where candidates come from: rows with the largest score(row) = vector·row + Σ coefficientⱼ·biasⱼ[row], in this process
/// (<see cref="TableSearch"/>) or in a store outside it (<see cref="StoreSearch{TKey}"/>).
/// </summary>
internal interface ICandidateSearch
{
    /// <summary>The best of the allowed rows, best first, equal ones by position.</summary>
    /// <param name="allowed">Null: all.</param>
    /// <param name="best">As long as the number wanted.</param>
    /// <returns>How many were found.</returns>
    ValueTask<int> FindAsync(CandidateQuery query, PositionSet? allowed, Memory<(int Position, float Score)> best, CancellationToken cancel);
}

/// <summary>A <see cref="VectorQuery"/> that can wait.</summary>
internal sealed record CandidateQuery(ReadOnlyMemory<float> Vector, ReadOnlyMemory<float> Coefficients);
