namespace AttentionFunctions.Rank;

/// <summary>
/// How a <see cref="VectorTable"/> lies in memory. Rows: one after the other, each padded with zeros to whole steps of 16 floats. Blocks: 64
/// rows each, as many as a word of a <see cref="PositionSet"/> has bits, and within a block everything that a scan reads, one after the other:
/// <code>
/// 64 scales (float) · 64 biases (float) per column · for each pair of coordinates, 64 × 2 codes (sbyte)
/// </code>
/// The codes of two neighbouring coordinates of one row lie side by side and the rows lie in the lanes, so that a multiplication of pairs ends
/// in one sum per row and no sum ever goes across lanes.
/// </summary>
/// <param name="Count">Rows.</param>
/// <param name="Dimension">Coordinates of a row.</param>
/// <param name="BiasColumns">Numbers of a row that stand beside its vector.</param>
internal readonly record struct VectorLayout(int Count, int Dimension, int BiasColumns)
{
    /// <summary>What an item may bring (<see cref="Events.EventLimits.VectorDimensions"/>).</summary>
    public const int MaxDimension = 4096;

    public const int MaxBiasColumns = 4;

    /// <summary>Floats of a row come in steps of so many; every kernel sums in so many lanes, whatever its width.</summary>
    public const int Step = 16;

    public const int BlockRows = 64;

    private const int BlockColumnBytes = BlockRows * sizeof(float);

    public int Stride => (Dimension + Step - 1) / Step * Step;

    public int Pairs => (Dimension + 1) / 2;

    public int Blocks => (int)(((long)Count + BlockRows - 1) / BlockRows);

    public long RowBytes => (long)Stride * sizeof(float) * Count;

    public int CodesOffset => BlockColumnBytes * (1 + BiasColumns);

    public int BlockBytes => CodesOffset + Pairs * 2 * BlockRows;

    public static int BiasOffset(int column) => BlockColumnBytes * (1 + column);

    /// <summary>Where in a block the code of a coordinate lies.</summary>
    public int CodeOffset(int row, int coordinate) => CodesOffset + coordinate / 2 * 2 * BlockRows + 2 * row + coordinate % 2;

    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(Dimension, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Dimension, MaxDimension);
        ArgumentOutOfRangeException.ThrowIfNegative(BiasColumns);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BiasColumns, MaxBiasColumns);
    }
}
