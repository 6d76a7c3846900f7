using System.Buffers;
using System.Runtime.CompilerServices;

namespace AttentionFunctions.Train;

/// <summary>Floats that stay where they are, for kernels that work on pointers.</summary>
internal sealed unsafe class Floats
{
    /// <summary>What the floats lie in: it lives as long as this.</summary>
    private readonly object _owner;

    /// <summary>Of zeros.</summary>
    public Floats(int count)
    {
        var values = GC.AllocateArray<float>(Math.Max(1, count), pinned: true);
        _owner = values;
        Start = (float*)Unsafe.AsPointer(ref values[0]);
        Count = count;
    }

    /// <summary>A copy.</summary>
    public Floats(ReadOnlySpan<float> values)
        : this(values.Length) => values.CopyTo(Span);

    private Floats(Pinned pinned, int count)
    {
        _owner = pinned;
        Start = pinned.Start;
        Count = count;
    }

    public float* Start { get; }

    public int Count { get; }

    /// <summary>For as long as this object is alive.</summary>
    public Span<float> Span => _owner is float[] values ? values.AsSpan(0, Count) : new(Start, Count);

    /// <summary>The floats that some bytes are, where they are; they must not be written to.</summary>
    public static Floats Over(ReadOnlyMemory<byte> bytes) => new(new Pinned(bytes.Pin()), bytes.Length / sizeof(float));

    /// <summary>The array's own.</summary>
    public static Floats Over(float[] values) => new(new Pinned(values.AsMemory().Pin()), values.Length);

    /// <summary>Row-major, from <paramref name="offset"/> on.</summary>
    public Matrix Matrix(int rows, int columns, int offset = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + (long)rows * columns, Count);
        return new(Start + offset, rows, columns, columns);
    }

    private sealed class Pinned(MemoryHandle handle)
    {
        private MemoryHandle _handle = handle;

        ~Pinned() => _handle.Dispose();

        public float* Start => (float*)_handle.Pointer;
    }
}
