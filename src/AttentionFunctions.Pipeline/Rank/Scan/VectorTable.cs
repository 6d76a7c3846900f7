using System.Runtime.ExceptionServices;

namespace AttentionFunctions.Rank;

/// <summary>Writes one row of a table. Called once per row, by several threads at once; both spans start as zeros.</summary>
internal delegate void FillRow(int position, Span<float> vector, Span<float> biases);

/// <summary>Writes a row, which starts as zeros, and always the same. Called by several threads at once.</summary>
internal delegate void ReadRow(int position, Span<float> vector);

/// <summary>
/// N vectors of d floats, each with up to four numbers beside it ("biases", for what is the same for every query but too large to be mixed into
/// a vector), searched exactly. Immutable; callable by any number of threads. Every row is there twice: as floats, which alone decide, and as
/// codes of 8 bits, which say where to look (see <see cref="QueryBound"/>). The codes are kept here; the floats too, unless they are many and
/// someone has them anyway and reads them out when a row is to be scored.
/// </summary>
internal sealed unsafe partial class VectorTable
{
    /// <summary>Floats of so many bytes are kept beside the codes even if they can be read elsewhere: side by side, and with those to come fetched ahead, rows are scored in a third of the time.</summary>
    private const long CheapBytes = 64 << 20;

    private readonly VectorLayout _layout;
    private readonly ScanKernels _kernels;
    private readonly AlignedMemory? _rows;
    private readonly ReadRow? _read;
    private readonly AlignedMemory _blocks;
    private readonly AlignedMemory _errors;

    private VectorTable(VectorLayout layout, ScanKernels kernels, ReadRow? read)
    {
        layout.Validate();
        _layout = layout;
        _kernels = kernels;
        _read = read;
        _rows = read is null ? new(layout.RowBytes) : null;
        _blocks = new((long)layout.BlockBytes * layout.Blocks);
        _errors = new(2L * sizeof(float) * layout.Blocks);
    }

    public int Count => _layout.Count;

    public int Dimension => _layout.Dimension;

    public int BiasColumns => _layout.BiasColumns;

    /// <summary>Native memory held, all of it.</summary>
    public long Bytes => (_rows?.Bytes ?? 0) + _blocks.Bytes + _errors.Bytes;

    /// <summary>What one quantised scan without a filter reads.</summary>
    public long ScannedBytes => _blocks.Bytes + _errors.Bytes;

    /// <param name="dimension">1 to <see cref="VectorLayout.MaxDimension"/>.</param>
    /// <param name="biasColumns">0 to <see cref="VectorLayout.MaxBiasColumns"/>.</param>
    /// <exception cref="ArgumentException">A row has a value that is not finite, or a norm beyond <see cref="QuantisedRow.MaxNorm"/>.</exception>
    public static VectorTable Build(int count, int dimension, int biasColumns, FillRow fill, CancellationToken cancel = default) =>
        Build(new(count, dimension, biasColumns), fill, ScanKernels.Best, cancel: cancel);

    /// <summary>A table without biases, whose floats stay where they are if they are many.</summary>
    public static VectorTable Build(int count, int dimension, ReadRow read, CancellationToken cancel = default) =>
        Build(new(count, dimension, 0), (position, vector, _) => read(position, vector), ScanKernels.Best, read, cancel: cancel);

    /// <param name="read">Gives the floats of a row that <paramref name="fill"/> gave; null keeps them in the table.</param>
    /// <param name="cheapBytes">So many bytes of floats are kept all the same.</param>
    public static VectorTable Build(
        VectorLayout layout, FillRow fill, ScanKernels kernels, ReadRow? read = null, long cheapBytes = CheapBytes, CancellationToken cancel = default)
    {
        var table = new VectorTable(layout, kernels, layout.RowBytes <= cheapBytes ? null : read);
        try
        {
            Parallel.For(0, layout.Blocks, new ParallelOptions { CancellationToken = cancel }, block => table.WriteBlock(block, fill));
        }
        catch (AggregateException several)
        {
            // Blocks end in any order; one fault is as good as the other.
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }

        return table;
    }

    /// <summary>The vector as it was given.</summary>
    /// <param name="vector">Of length <see cref="Dimension"/>.</param>
    public void CopyVector(int position, Span<float> vector)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)position, (uint)Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(vector.Length, Dimension);
        if (_rows is null)
        {
            vector.Clear();
            _read!(position, vector);
            return;
        }

        new ReadOnlySpan<float>(Row(position), Dimension).CopyTo(vector);
        GC.KeepAlive(this);
    }

    public float Bias(int position, int column)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)position, (uint)Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)BiasColumns);
        float bias = BiasAt(position, column);
        GC.KeepAlive(this);
        return bias;
    }

    private float* Row(int position) => (float*)_rows!.Start + (long)position * _layout.Stride;

    private byte* Block(int block) => _blocks.Start + (long)block * _layout.BlockBytes;

    private float* Errors(int block) => (float*)_errors.Start + 2L * block;

    private float BiasAt(int position, int column) =>
        ((float*)(Block(position / VectorLayout.BlockRows) + VectorLayout.BiasOffset(column)))[position % VectorLayout.BlockRows];

    private void WriteBlock(int block, FillRow fill)
    {
        byte* start = Block(block);
        Span<sbyte> codes = stackalloc sbyte[VectorLayout.MaxDimension];
        codes = codes[..Dimension];
        Span<float> biases = stackalloc float[BiasColumns];
        Span<float> passing = stackalloc float[_rows is null ? Dimension : 0];
        int first = block * VectorLayout.BlockRows;
        for (int row = 0; row < VectorLayout.BlockRows && first + row < Count; row++)
        {
            Span<float> vector = _rows is null ? passing : new Span<float>(Row(first + row), Dimension);
            passing.Clear();
            biases.Clear();
            fill(first + row, vector, biases);
            FiniteVector.Check(vector, $"The vector of row {first + row}");
            FiniteVector.Check(biases, $"The biases of row {first + row}");
            QuantisedRow quantised = QuantisedRow.Of(vector, codes);
            ((float*)start)[row] = quantised.Scale;
            for (int j = 0; j < biases.Length; j++) ((float*)(start + VectorLayout.BiasOffset(j)))[row] = biases[j];
            for (int i = 0; i < codes.Length; i++) start[_layout.CodeOffset(row, i)] = (byte)codes[i];
            Errors(block)[0] = MathF.Max(Errors(block)[0], quantised.Error);
            Errors(block)[1] = MathF.Max(Errors(block)[1], quantised.Length);
        }
    }
}
