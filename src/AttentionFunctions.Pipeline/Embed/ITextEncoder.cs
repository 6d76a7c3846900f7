namespace AttentionFunctions.Embed;

/// <summary>Text to vector. Implementations are safe to call from several threads.</summary>
public interface ITextEncoder
{
    /// <summary>
    /// Names the model and everything that changes its output (weights, tokenizer, pooling, prefixes). Vectors of different ids are never
    /// compared with each other.
    /// </summary>
    string Id { get; }

    /// <summary>Length of every vector.</summary>
    int Dimension { get; }

    /// <summary>
    /// One unit-length vector per text, in the order given; a text with nothing to encode (empty, only white space) gives the zero vector.
    /// </summary>
    /// <param name="texts">Any number; the implementation batches.</param>
    /// <param name="kind">Retrieval models such as e5 prefix questions and documents differently.</param>
    /// <param name="cancel">Stops between batches.</param>
    float[][] Encode(IReadOnlyList<string> texts, TextKind kind = TextKind.Document, CancellationToken cancel = default);
}

public enum TextKind
{
    Document,
    Query,
}
