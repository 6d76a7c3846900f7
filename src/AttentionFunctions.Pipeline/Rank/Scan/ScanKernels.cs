using System.Runtime.Intrinsics;

namespace AttentionFunctions.Rank;

/// <summary>
/// The inner loops of a <see cref="VectorTable"/>: one implementation, <see cref="ScanKernelsOf{TInts, TFloats, TSimd}"/>, compiled for each
/// vector width. The methods are coarse, so that a virtual call costs nothing beside what it does. None allocates.
/// </summary>
internal abstract unsafe class ScanKernels
{
    /// <summary>Every width that this machine runs in hardware, narrowest first; 128 bits run everywhere.</summary>
    public static IReadOnlyList<ScanKernels> All { get; } =
    [
        new ScanKernelsOf<Vector128<int>, Vector128<float>, Scan128>(),
        .. Scan256.IsSupported ? [new ScanKernelsOf<Vector256<int>, Vector256<float>, Scan256>()] : Array.Empty<ScanKernels>(),
        .. Scan512.IsSupported ? [new ScanKernelsOf<Vector512<int>, Vector512<float>, Scan512>()] : Array.Empty<ScanKernels>(),
    ];

    public static ScanKernels Best { get; } = All[^1];

    /// <summary>Floats in a vector.</summary>
    public abstract int Lanes { get; }

    /// <summary>Leaves in each query's masks the rows whose <see cref="QueryBound">upper bound</see> reaches the query's threshold.</summary>
    /// <param name="masks">
    /// Per query <paramref name="stride"/> words, a bit per row; the same for all queries.
    /// </param>
    /// <param name="sparse">Words of so many bits, or fewer, stay as they are.</param>
    public abstract void Bound(in BlockRange blocks, ReadOnlySpan<QueryBound> queries, ulong* masks, int stride, int sparse);

    /// <summary>Inner products of the query with some rows; the same bits whichever rows are asked for together.</summary>
    /// <param name="rows">Row 0 of the table.</param>
    /// <param name="stride">Floats of a row and of the query: a multiple of <see cref="VectorLayout.Step"/>.</param>
    public abstract void Products(float* query, float* rows, int stride, ReadOnlySpan<int> positions, Span<float> products);

    /// <summary>Inner products of the query's codes with rows of codes that lie anywhere; exact.</summary>
    /// <param name="query">Zeros from the end of a row on, to a multiple of <see cref="RowStep"/>.</param>
    /// <param name="rows">Where they start; each may be read to a multiple of <see cref="RowStep"/>.</param>
    /// <param name="length">Codes of a row.</param>
    public abstract void Products(short* query, ReadOnlySpan<nint> rows, int length, Span<int> products);

    /// <summary>Codes of a row are read in steps of at most so many.</summary>
    public const int RowStep = 32;
}

/// <summary>Neighbouring blocks of a <see cref="VectorLayout"/>.</summary>
/// <param name="errors">Two floats per block: see <see cref="QuantisedRow"/>.</param>
internal readonly unsafe struct BlockRange(VectorLayout layout, byte* start, float* errors, int count)
{
    public byte* Start { get; } = start;

    public float* Errors { get; } = errors;

    public int Count { get; } = count;

    public int BlockBytes { get; } = layout.BlockBytes;

    public int CodesOffset { get; } = layout.CodesOffset;

    public int Pairs { get; } = layout.Pairs;

    public int BiasColumns { get; } = layout.BiasColumns;
}
