namespace AttentionFunctions.Rank;

/// <summary>One item of one model version in a store outside the process.</summary>
/// <typeparam name="TKey">What the store takes: string (Azure AI Search, Redis), Guid (Qdrant).</typeparam>
public sealed class ItemVectorRecord<TKey>
    where TKey : notnull
{
    public required TKey Key { get; init; }

    public required string ItemId { get; init; }

    /// <summary>Of the model. Versions live side by side while one replaces the other; a search asks for one.</summary>
    public required string Version { get; init; }

    /// <summary>Of the vector, so that filling again writes only what differs.</summary>
    public required string Digest { get; init; }

    /// <summary>The item's factors, then its biases: the score is one inner product with the query's vector and coefficients.</summary>
    public required ReadOnlyMemory<float> Vector { get; init; }
}
