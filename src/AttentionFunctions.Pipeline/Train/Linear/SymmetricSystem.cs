using System.Numerics.Tensors;

namespace AttentionFunctions.Train;

/// <summary>
/// A symmetric positive definite matrix, factorised in place as L·Lᵀ by a left-looking blocked Cholesky (Golub and Van Loan 2013, §4.2). The
/// upper triangle then holds Lᵀ, so that both substitutions read rows. Blocks are fixed, so the result does not depend on how many threads there are.
/// </summary>
internal sealed class SymmetricSystem
{
    /// <summary>Columns per step; 64 rows of a panel stay in the cache, see <see cref="RowProducts"/>.</summary>
    private const int Block = 64;

    private readonly float[] _factor;
    private readonly int _n;

    private SymmetricSystem(float[] factor, int n) => (_factor, _n) = (factor, n);

    /// <param name="matrix">Row-major n × n, its lower triangle is read; overwritten, and kept.</param>
    /// <exception cref="ArithmeticException">It is not positive definite in single precision.</exception>
    public static SymmetricSystem Factorise(float[] matrix, int n, CancellationToken cancel = default)
    {
        var system = new SymmetricSystem(matrix, n);
        for (var start = 0; start < n; start += Block)
        {
            system.FactorisePanel(start, Math.Min(Block, n - start), cancel);
        }

        system.Mirror();
        return system;
    }

    /// <summary>Solves for every row of <paramref name="rows"/>, in place.</summary>
    /// <param name="rows">Right-hand sides, row-major count × n.</param>
    public void Solve(Span<float> rows)
    {
        var count = rows.Length / Math.Max(1, _n);
        for (var start = 0; start < _n; start += Block)
        {
            var width = Math.Min(Block, _n - start);
            RowProducts.Subtract(rows[start..], _n, rows, _n, _factor.AsSpan(start * _n), _n, count, width, depth: start);
            for (var row = 0; row < count; row++)
            {
                Forward(rows.Slice(row * _n + start, width), start);
            }
        }

        for (var start = (_n - 1) / Block * Block; start >= 0; start -= Block)
        {
            var width = Math.Min(Block, _n - start);
            var end = start + width;
            if (end < _n)
            {
                RowProducts.Subtract(rows[start..], _n, rows[end..], _n, _factor.AsSpan(start * _n + end), _n, count, width, depth: _n - end);
            }

            for (var row = 0; row < count; row++)
            {
                Backward(rows.Slice(row * _n + start, width), start);
            }
        }
    }

    private void FactorisePanel(int start, int width, CancellationToken cancel)
    {
        var blocks = (_n - start + Block - 1) / Block;
        Parallel.For(0, blocks, new() { CancellationToken = cancel }, block =>
        {
            var row = start + block * Block;
            RowProducts.Subtract(_factor.AsSpan(row * _n + start), _n, _factor.AsSpan(row * _n), _n, _factor.AsSpan(start * _n), _n,
                Math.Min(Block, _n - row), width, depth: start);
        });

        for (var i = start; i < start + width; i++)
        {
            var row = _factor.AsSpan(i * _n + start, width);
            Forward(row[..(i - start)], start);
            var pivot = row[i - start] - TensorPrimitives.SumOfSquares<float>(row[..(i - start)]);
            row[i - start] = pivot > 0 ? MathF.Sqrt(pivot) : throw new ArithmeticException($"The matrix is not positive definite at row {i}.");
        }

        Parallel.For(1, Math.Max(1, blocks), new() { CancellationToken = cancel }, block =>
        {
            var first = start + block * Block;
            for (var row = first; row < Math.Min(_n, first + Block); row++)
            {
                Forward(_factor.AsSpan(row * _n + start, width), start);
            }
        });
    }

    /// <summary>x·L⁻ᵀ within the diagonal block that starts at <paramref name="start"/>.</summary>
    private void Forward(Span<float> x, int start)
    {
        for (var j = 0; j < x.Length; j++)
        {
            var row = _factor.AsSpan((start + j) * _n + start, j + 1);
            x[j] = (x[j] - TensorPrimitives.Dot<float>(x[..j], row[..j])) / row[j];
        }
    }

    /// <summary>x·L⁻¹ within the diagonal block.</summary>
    private void Backward(Span<float> x, int start)
    {
        for (var j = x.Length - 1; j >= 0; j--)
        {
            var row = _factor.AsSpan((start + j) * _n + start, x.Length);
            x[j] = (x[j] - TensorPrimitives.Dot<float>(x[(j + 1)..], row[(j + 1)..])) / row[j];
        }
    }

    private void Mirror() => Parallel.For(0, (_n + Block - 1) / Block, block =>
    {
        // In squares: a whole column at once would fetch a cache line for every value.
        var (top, bottom) = (block * Block, Math.Min(_n, (block + 1) * Block));
        for (var left = bottom - 1; left >= 0; left -= Block)
        {
            for (var row = top; row < bottom; row++)
            {
                for (var column = Math.Max(0, left - Block + 1); column <= Math.Min(left, row - 1); column++)
                {
                    _factor[column * _n + row] = _factor[row * _n + column];
                }
            }
        }
    });
}
