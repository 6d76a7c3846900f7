using System.Numerics.Tensors;

namespace AttentionFunctions.Train;

/// <summary>
/// Attention of every token to itself and those before it in its sequence (Vaswani et al. 2017), head by head: P = softmax(Q·Kᵀ/√dₕ),
/// O = P·V. Sequences are worked on one by one, rows in blocks, and what lies above the diagonal is left out block by block. P is not kept for
/// the way back but computed again from the sums it was divided by, as FlashAttention does (Dao et al. 2022).
/// </summary>
internal sealed class CausalAttention
{
    /// <summary>Rows at a time: four register tiles, so that little is computed above the diagonal.</summary>
    private const int RowBlock = 24;

    private readonly SequenceShape _shape;
    private readonly Kernels _kernels;
    private readonly Floats _keys, _values, _p, _dp;
    private readonly float _scale;

    public CausalAttention(SequenceShape shape, Kernels kernels)
    {
        (_shape, _kernels) = (shape, kernels);
        var columns = Kernels.RoundUp(shape.Length, Kernels.TileColumns);
        (_keys, _values) = (new(shape.HeadDimension * columns), new(shape.HeadDimension * columns));
        (_p, _dp) = (new(shape.Length * columns), new(shape.Length * columns));
        _scale = 1 / MathF.Sqrt(shape.HeadDimension);
    }

    /// <param name="qkv">Tokens × 3d: queries, keys and values of all heads beside each other.</param>
    /// <param name="starts">Of the sequences, see <see cref="SequenceBatch.Starts"/>.</param>
    /// <param name="o">Tokens × d.</param>
    /// <param name="logSums">Heads × tokens: log Σ exp of each row of scores.</param>
    public void Forward(Matrix qkv, List<int> starts, Matrix o, float[] logSums)
    {
        for (var sequence = 0; sequence + 1 < starts.Count; sequence++)
        {
            var (start, length) = (starts[sequence], starts[sequence + 1] - starts[sequence]);
            for (var head = 0; head < _shape.Heads; head++)
            {
                var sums = logSums.AsSpan(head * qkv.Rows + start, length);
                var (q, k, v) = Parts(qkv.RowsFrom(start, length), head);
                var p = Scores(q, k);
                for (var row = 0; row < length; row += RowBlock)
                {
                    var end = Math.Min(length, row + RowBlock);
                    for (var i = row; i < end; i++)
                    {
                        var scores = p.RowSpan(i);
                        var max = TensorPrimitives.Max<float>(scores[..(i + 1)]);
                        var sum = _kernels.Exponentiate(scores[..(i + 1)], max);
                        TensorPrimitives.Multiply(scores[..(i + 1)], 1 / sum, scores[..(i + 1)]);
                        scores[(i + 1)..end].Clear();
                        sums[i] = max + MathF.Log(sum);
                    }

                    _kernels.Product(p.RowsFrom(row, end - row).ColumnsFrom(0, end), v.RowsFrom(0, end), Head(o.RowsFrom(start + row, end - row), head));
                }
            }
        }
    }

    /// <summary>
    /// dV = Pᵀ·dO, dP = dO·Vᵀ, dS = P∘(dP − rowsum(dO∘O))/√dₕ, dQ = dS·K, dK = dSᵀ·Q.
    /// </summary>
    /// <param name="o">As <see cref="Forward"/> left it.</param>
    /// <param name="dqkv">Tokens × 3d; overwritten.</param>
    public void Backward(Matrix qkv, List<int> starts, Matrix o, float[] logSums, Matrix dout, Matrix dqkv)
    {
        for (var sequence = 0; sequence + 1 < starts.Count; sequence++)
        {
            var (start, length) = (starts[sequence], starts[sequence + 1] - starts[sequence]);
            for (var head = 0; head < _shape.Heads; head++)
            {
                var (q, k, v) = Parts(qkv.RowsFrom(start, length), head);
                var (dq, dk, dv) = Parts(dqkv.RowsFrom(start, length), head);
                var (oHead, doHead) = (Head(o.RowsFrom(start, length), head), Head(dout.RowsFrom(start, length), head));
                var p = Scores(q, k);
                var ds = ScoreGradient(p, v, oHead, doHead, logSums.AsSpan(head * qkv.Rows + start, length));
                for (var row = 0; row < length; row += RowBlock)
                {
                    var (end, rows) = (Math.Min(length, row + RowBlock), Math.Min(length, row + RowBlock) - row);
                    _kernels.Product(ds.RowsFrom(row, rows).ColumnsFrom(0, end), k.RowsFrom(0, end), dq.RowsFrom(row, rows));

                    // Column blocks of P and dS have nothing above row `row`.
                    var below = length - row;
                    _kernels.Product(p.RowsFrom(row, below).ColumnsFrom(row, rows).Transposed, doHead.RowsFrom(row, below), dv.RowsFrom(row, rows));
                    _kernels.Product(ds.RowsFrom(row, below).ColumnsFrom(row, rows).Transposed, q.RowsFrom(row, below), dk.RowsFrom(row, rows));
                }
            }
        }
    }

    /// <summary>Q·Kᵀ/√dₕ, its lower triangle at least.</summary>
    private Matrix Scores(Matrix q, Matrix k)
    {
        var keys = Transpose(k, _keys, _scale);
        var p = _p.Matrix(q.Rows, keys.Columns);
        for (var row = 0; row < q.Rows; row += RowBlock)
        {
            var rows = Math.Min(RowBlock, q.Rows - row);
            var columns = Kernels.RoundUp(row + rows, Kernels.TileColumns);
            _kernels.Product(q.RowsFrom(row, rows), keys, p.RowsFrom(row, rows).ColumnsFrom(0, columns));
        }

        return p;
    }

    /// <summary>Turns the scores into P and returns dS.</summary>
    private Matrix ScoreGradient(Matrix p, Matrix v, Matrix o, Matrix dout, ReadOnlySpan<float> logSums)
    {
        var values = Transpose(v, _values, 1);
        var ds = _dp.Matrix(p.Rows, p.Columns);
        for (var row = 0; row < p.Rows; row += RowBlock)
        {
            var end = Math.Min(p.Rows, row + RowBlock);
            var columns = Kernels.RoundUp(end, Kernels.TileColumns);
            _kernels.Product(dout.RowsFrom(row, end - row), values, ds.RowsFrom(row, end - row).ColumnsFrom(0, columns));
            for (var i = row; i < end; i++)
            {
                Span<float> probabilities = p.RowSpan(i)[..(i + 1)], gradient = ds.RowSpan(i)[..(i + 1)];
                _kernels.Exponentiate(probabilities, logSums[i]);
                var mean = TensorPrimitives.Dot<float>(dout.RowSpan(i), o.RowSpan(i));
                TensorPrimitives.Subtract(gradient, mean, gradient);
                TensorPrimitives.Multiply(gradient, probabilities, gradient);
                TensorPrimitives.Multiply(gradient, _scale, gradient);
                p.RowSpan(i)[(i + 1)..end].Clear();
                ds.RowSpan(i)[(i + 1)..end].Clear();
            }
        }

        return ds;
    }

    private (Matrix Q, Matrix K, Matrix V) Parts(Matrix qkv, int head)
    {
        var (d, width) = (_shape.Dimension, _shape.HeadDimension);
        return (qkv.ColumnsFrom(head * width, width), qkv.ColumnsFrom(d + head * width, width), qkv.ColumnsFrom(2 * d + head * width, width));
    }

    private Matrix Head(Matrix x, int head) => x.ColumnsFrom(head * _shape.HeadDimension, _shape.HeadDimension);

    private static unsafe Matrix Transpose(Matrix x, Floats into, float scale)
    {
        var columns = Kernels.RoundUp(x.Rows, Kernels.TileColumns);
        var y = into.Matrix(x.Columns, columns);
        for (var row = 0; row < x.Rows; row++)
        {
            var from = x.Row(row);
            for (var column = 0; column < x.Columns; column++)
            {
                y.Row(column)[row] = scale * from[column];
            }
        }

        return y;
    }
}
