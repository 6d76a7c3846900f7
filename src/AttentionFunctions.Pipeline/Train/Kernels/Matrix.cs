namespace AttentionFunctions.Train;

/// <summary>
/// A view of floats as a matrix; strides are in floats. It does not own the memory, which is pinned by whoever made the view
/// (<see cref="Floats"/>) for as long as that is alive.
/// </summary>
internal readonly unsafe struct Matrix(float* start, int rows, int columns, int rowStride, int columnStride = 1)
{
    public float* Start { get; } = start;

    public int Rows { get; } = rows;

    public int Columns { get; } = columns;

    public int RowStride { get; } = rowStride;

    public int ColumnStride { get; } = columnStride;

    /// <summary>The same floats with rows and columns exchanged.</summary>
    public Matrix Transposed => new(Start, Columns, Rows, ColumnStride, RowStride);

    public float* Row(int row) => Start + (nint)row * RowStride;

    public Matrix RowsFrom(int from, int count) => new(Row(from), count, Columns, RowStride, ColumnStride);

    public Matrix ColumnsFrom(int from, int count) => new(Start + (nint)from * ColumnStride, Rows, count, RowStride, ColumnStride);

    /// <summary>Of a matrix whose rows lie end to end.</summary>
    public Span<float> RowSpan(int row) => new(Row(row), Columns);
}
