using System.Numerics.Tensors;

namespace AttentionFunctions.Train;

internal static class Gramian
{
    /// <summary>Rows summed by one thread; fixed, so that the result does not depend on how many threads there are.</summary>
    private const int ChunkRows = 2048;

    /// <summary>scale × XᵀX of row-major <paramref name="x"/> (n × d), row-major d × d.</summary>
    public static float[] Of(Floats x, int d, float scale)
    {
        var rows = x.Count / d;
        var partial = new float[(rows + ChunkRows - 1) / ChunkRows][];
        Parallel.For(0, partial.Length, chunk =>
        {
            var sum = new float[d * d];
            for (var row = chunk * ChunkRows; row < Math.Min(rows, (chunk + 1) * ChunkRows); row++)
            {
                var vector = x.Span.Slice(row * d, d);
                for (var i = 0; i < d; i++)
                {
                    var target = sum.AsSpan(i * d, d);
                    TensorPrimitives.MultiplyAdd(vector, vector[i], target, target);
                }
            }

            partial[chunk] = sum;
        });

        var gram = new float[d * d];
        foreach (var sum in partial)
        {
            TensorPrimitives.Add(gram, sum, gram);
        }

        TensorPrimitives.Multiply(gram, scale, gram);
        return gram;
    }
}
