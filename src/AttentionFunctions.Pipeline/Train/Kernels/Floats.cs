using System.Runtime.CompilerServices;

namespace AttentionFunctions.Train;

/// <summary>Floats that stay where they are, for kernels that work on pointers; starts as zeros.</summary>
internal sealed unsafe class Floats
{
    private readonly float[] _values;

    public Floats(int count)
    {
        _values = GC.AllocateArray<float>(Math.Max(1, count), pinned: true);
        Start = (float*)Unsafe.AsPointer(ref _values[0]);
        Count = count;
    }

    public Floats(ReadOnlySpan<float> values)
        : this(values.Length) => values.CopyTo(Span);

    public float* Start { get; }

    public int Count { get; }

    public Span<float> Span => _values.AsSpan(0, Count);

    /// <summary>Row-major, from <paramref name="offset"/> on.</summary>
    public Matrix Matrix(int rows, int columns, int offset = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + (long)rows * columns, Count);
        return new(Start + offset, rows, columns, columns);
    }
}
