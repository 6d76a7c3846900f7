using System.Numerics.Tensors;

namespace AttentionFunctions.Train;

/// <summary>
/// The normal equation of one row, (α₀·YᵀY + Σ w·y·yᵀ + λI)·x = Σ w·y, over the row's columns y; solved two ways.
/// </summary>
/// <param name="gram">α₀·YᵀY, d × d.</param>
/// <param name="factors">Y, row-major.</param>
/// <param name="lambda">Of this row.</param>
internal readonly ref struct RowEquation(ReadOnlySpan<float> gram, ReadOnlySpan<float> factors, ReadOnlySpan<int> columns, ReadOnlySpan<float> weights, float lambda)
{
    private readonly ReadOnlySpan<float> _gram = gram;
    private readonly ReadOnlySpan<float> _factors = factors;
    private readonly ReadOnlySpan<int> _columns = columns;
    private readonly ReadOnlySpan<float> _weights = weights;

    /// <summary>Improves <paramref name="x"/> by some steps of conjugate gradient (Takács et al. 2011) without forming the matrix.</summary>
    /// <param name="scratch">At least 3 × d.</param>
    public void Improve(Span<float> x, int steps, Span<float> scratch)
    {
        var d = x.Length;
        var residual = scratch[..d];
        var direction = scratch.Slice(d, d);
        var image = scratch.Slice(2 * d, d);
        Multiply(x, image);
        RightHandSide(residual);
        TensorPrimitives.Subtract(residual, image, residual);
        residual.CopyTo(direction);
        var norm = TensorPrimitives.SumOfSquares<float>(residual);
        for (var step = 0; step < steps && norm > 1e-12f; step++)
        {
            Multiply(direction, image);
            var length = norm / TensorPrimitives.Dot<float>(direction, image);
            TensorPrimitives.MultiplyAdd(direction, length, x, x);
            TensorPrimitives.MultiplyAdd(image, -length, residual, residual);
            var next = TensorPrimitives.SumOfSquares<float>(residual);
            TensorPrimitives.MultiplyAdd(direction, next / norm, residual, direction);
            norm = next;
        }
    }

    /// <summary>The lower Cholesky factor of the matrix, in place of it.</summary>
    /// <param name="lower">d × d, row-major; overwritten.</param>
    public void Factorise(Span<float> lower, int d)
    {
        _gram.CopyTo(lower);
        for (var i = 0; i < d; i++)
        {
            lower[i * d + i] += lambda;
        }

        for (var n = 0; n < _columns.Length; n++)
        {
            var y = _factors.Slice(_columns[n] * d, d);
            for (var i = 0; i < d; i++)
            {
                var row = lower.Slice(i * d, i + 1);
                TensorPrimitives.MultiplyAdd(y[..(i + 1)], _weights[n] * y[i], row, row);
            }
        }

        for (var i = 0; i < d; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var rest = lower[i * d + j] - TensorPrimitives.Dot<float>(lower.Slice(i * d, j), lower.Slice(j * d, j));
                lower[i * d + j] = i == j ? MathF.Sqrt(rest) : rest / lower[j * d + j];
            }
        }
    }

    /// <summary>Σ w·y.</summary>
    public void RightHandSide(Span<float> sum)
    {
        sum.Clear();
        for (var n = 0; n < _columns.Length; n++)
        {
            TensorPrimitives.MultiplyAdd(_factors.Slice(_columns[n] * sum.Length, sum.Length), _weights[n], sum, sum);
        }
    }

    /// <summary>Solves L·Lᵀ·x = b for x in place of b.</summary>
    public static void Solve(ReadOnlySpan<float> lower, Span<float> x)
    {
        var d = x.Length;
        for (var i = 0; i < d; i++)
        {
            x[i] = (x[i] - TensorPrimitives.Dot<float>(lower.Slice(i * d, i), x[..i])) / lower[i * d + i];
        }

        for (var i = d - 1; i >= 0; i--)
        {
            x[i] /= lower[i * d + i];
            TensorPrimitives.MultiplyAdd(lower.Slice(i * d, i), -x[i], x[..i], x[..i]);
        }
    }

    private void Multiply(ReadOnlySpan<float> vector, Span<float> product)
    {
        var d = vector.Length;
        for (var i = 0; i < d; i++)
        {
            product[i] = TensorPrimitives.Dot(_gram.Slice(i * d, d), vector) + lambda * vector[i];
        }

        for (var n = 0; n < _columns.Length; n++)
        {
            var y = _factors.Slice(_columns[n] * d, d);
            TensorPrimitives.MultiplyAdd(y, _weights[n] * TensorPrimitives.Dot(y, vector), product, product);
        }
    }
}
