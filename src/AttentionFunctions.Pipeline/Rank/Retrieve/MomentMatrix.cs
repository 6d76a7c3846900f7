using AttentionFunctions.Train;

namespace AttentionFunctions.Rank;

/// <summary>
/// First and second moments of the rows of a table, from which the mean and the deviation of any linear score over all rows follow without
/// reading a row: with x the row extended by a 1, mean of (c·x) = c·E[x] and mean of (c·x)² = cᵀ E[x·xᵀ] c.
/// </summary>
internal sealed class MomentMatrix
{
    /// <summary>Rows that are multiplied at once; sums over blocks are kept in double.</summary>
    private const int BlockRows = 2048;

    private readonly double[] _secondMoments;
    private readonly int _size;

    private MomentMatrix(double[] secondMoments, int size) => (_secondMoments, _size) = (secondMoments, size);

    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Of a row, without the 1.</param>
    /// <param name="fill">Writes one row: its number, where to.</param>
    public static MomentMatrix Of(int rows, int columns, FillRow fill)
    {
        int size = columns + 1;
        // Wide enough for the kernels' tiles; what is added stays zero.
        int width = (size + 31) / 32 * 32;
        var sums = new double[size * size];
        var block = new Floats(BlockRows * width);
        var product = new Floats(width * width);
        for (int from = 0; from < rows; from += BlockRows)
        {
            int count = Math.Min(BlockRows, rows - from);
            for (int i = 0; i < count; i++)
            {
                Span<float> row = block.Span.Slice(i * width, width);
                fill(from + i, row[..columns]);
                row[columns] = 1;
            }

            Matrix x = block.Matrix(count, width);
            Kernels.Best.Product(x.Transposed, x, product.Matrix(width, width));
            for (int i = 0; i < size; i++)
                for (int j = 0; j < size; j++) sums[i * size + j] += product.Span[i * width + j];
        }

        for (int i = 0; i < sums.Length; i++) sums[i] /= Math.Max(1, rows);
        return new MomentMatrix(sums, size);
    }

    /// <summary>Mean over all rows of c·row.</summary>
    /// <param name="offset">Column of the first coefficient.</param>
    public double Mean(ReadOnlySpan<double> coefficients, int offset)
    {
        double mean = 0;
        for (int i = 0; i < coefficients.Length; i++) mean += coefficients[i] * _secondMoments[(offset + i) * _size + _size - 1];
        return mean;
    }

    /// <summary>Mean over all rows of (c·row)².</summary>
    /// <param name="offset">Column of the first coefficient; the one past the last column is the constant.</param>
    public double MeanSquare(ReadOnlySpan<double> coefficients, int offset)
    {
        double sum = 0;
        for (int i = 0; i < coefficients.Length; i++)
        {
            if (coefficients[i] == 0) continue;
            ReadOnlySpan<double> row = _secondMoments.AsSpan((offset + i) * _size + offset, coefficients.Length);
            sum += coefficients[i] * System.Numerics.Tensors.TensorPrimitives.Dot(row, coefficients);
        }

        return Math.Max(0, sum);
    }

    public delegate void FillRow(int row, Span<float> columns);
}
