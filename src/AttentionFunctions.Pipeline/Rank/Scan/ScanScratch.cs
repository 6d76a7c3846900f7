namespace AttentionFunctions.Rank;

/// <summary>
/// What a search writes while it runs, in native memory that the thread keeps for its next search; a search that wants much more than usual gets
/// memory of its own. Disposing says only that it is over.
/// </summary>
internal readonly unsafe ref struct ScanScratch : IDisposable
{
    /// <summary>Enough for 32 queries of 256 floats and their 100 best; larger ones do not stay with the thread.</summary>
    private const long KeptBytes = 1 << 20;

    /// <summary>Rows that are read out at a time, where the table does not keep them.</summary>
    public const int ReadRows = 16;

    [ThreadStatic]
    private static AlignedMemory? t_kept;

    private readonly AlignedMemory _memory;
    private readonly byte* _bounds;
    private readonly byte* _vectors;
    private readonly byte* _rows;
    private readonly byte* _coefficients;
    private readonly byte* _codes;
    private readonly byte* _keys;
    private readonly byte* _masks;
    private readonly int* _counts;
    private readonly int _queries;
    private readonly int _stride;
    private readonly int _codeCount;
    private readonly int _best;
    private readonly int _biasColumns;

    public ScanScratch(VectorLayout layout, int queries, int best, int blocks)
    {
        (_queries, _stride, _codeCount, _best, _biasColumns, MaskStride) = (queries, layout.Stride, 2 * layout.Pairs, best, layout.BiasColumns, blocks);
        long vectors = Part(sizeof(float) * (long)_stride * queries);
        long rows = Part(sizeof(float) * (long)_stride * ReadRows);
        long codes = Part(sizeof(short) * (long)_codeCount * queries);
        long coefficients = Part(sizeof(float) * (long)_biasColumns * queries);
        long keys = Part(sizeof(ulong) * (long)best * queries);
        long masks = Part(sizeof(ulong) * (long)blocks * queries);
        long counts = Part(sizeof(int) * (long)queries);
        long bounds = Part(sizeof(QueryBound) * (long)queries);
        _memory = Memory(vectors + rows + codes + coefficients + keys + masks + counts + bounds);
        _vectors = _memory.Start;
        _rows = _vectors + vectors;
        _codes = _rows + rows;
        _coefficients = _codes + codes;
        _keys = _coefficients + coefficients;
        _masks = _keys + keys;
        _counts = (int*)(_masks + masks);
        _bounds = (byte*)_counts + counts;
        new Span<int>(_counts, queries).Clear();
        for (int q = 0; q < queries; q++) new Span<float>(VectorStart(q), _stride)[layout.Dimension..].Clear();
        for (int row = 0; row < ReadRows; row++) Row(row)[layout.Dimension..].Clear();
    }

    /// <summary>0, 1, 2 …</summary>
    public static ReadOnlySpan<int> RowNumbers => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    public int MaskStride { get; }

    public Span<QueryBound> Bounds => new(_bounds, _queries);

    public ulong* Masks => (ulong*)_masks;

    public float* VectorStart(int query) => (float*)_vectors + (long)query * _stride;

    public Span<float> Vector(int query) => new(VectorStart(query), _stride);

    public float* RowStart(int row) => (float*)_rows + (long)row * _stride;

    public Span<float> Row(int row) => new(RowStart(row), _stride);

    public float* CoefficientsStart(int query) => (float*)_coefficients + (long)query * _biasColumns;

    public Span<float> Coefficients(int query) => new(CoefficientsStart(query), _biasColumns);

    public short* Codes(int query) => (short*)_codes + (long)query * _codeCount;

    public Span<ulong> MasksOf(int query) => new(Masks + (long)query * MaskStride, MaskStride);

    public BestPositions Best(int query) => new(new((ulong*)_keys + (long)query * _best, _best), ref _counts[query]);

    public void Dispose() => GC.KeepAlive(_memory);

    private static AlignedMemory Memory(long bytes)
    {
        if (bytes > KeptBytes) return new(bytes);
        if (t_kept is null || t_kept.Bytes < bytes) t_kept = new((long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)bytes));
        return t_kept;
    }

    private static long Part(long bytes) => (bytes + AlignedMemory.Alignment - 1) / AlignedMemory.Alignment * AlignedMemory.Alignment;
}
