namespace AttentionFunctions.Train;

/// <summary>Of a model that scores everybody's items the same.</summary>
internal sealed class PriorQuery : IRetrievalQuery
{
    public static PriorQuery Instance { get; } = new();

    public ReadOnlySpan<float> Vector => [];

    public SparseSums? Differences => null;

    public void Contributions(ReadOnlySpan<int> items, Span<float> contributions) => contributions.Clear();

    public void Dispose()
    {
    }
}
