using System.Numerics.Tensors;

namespace AttentionFunctions.Embed;

/// <summary>How the vectors of a text's tokens become one.</summary>
internal enum Pooling
{
    /// <summary>The mean over the text's tokens, special tokens included, padding not.</summary>
    Mean,

    /// <summary>The first token's vector.</summary>
    FirstToken,
}

internal static class PoolingExtensions
{
    /// <param name="tokens">Row by row the vectors of one text's tokens, without padding.</param>
    /// <returns>A vector of length one, or zero where the model gave zeros.</returns>
    public static float[] Pool(this Pooling pooling, ReadOnlySpan<float> tokens, int dimension)
    {
        var vector = tokens[..dimension].ToArray();
        if (pooling == Pooling.Mean)
        {
            // The division by the number of tokens would be undone by the division by the norm.
            for (var from = dimension; from < tokens.Length; from += dimension)
                TensorPrimitives.Add(vector, tokens.Slice(from, dimension), vector);
        }

        var norm = TensorPrimitives.Norm<float>(vector);
        if (norm > 0) TensorPrimitives.Divide(vector, norm, vector);
        return vector;
    }
}
