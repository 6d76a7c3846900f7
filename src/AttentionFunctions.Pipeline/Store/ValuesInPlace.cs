using System.Buffers;
using System.Runtime.InteropServices;

namespace AttentionFunctions.Store;

/// <summary>The values that some bytes are, where they are.</summary>
internal sealed class ValuesInPlace<T> : MemoryManager<T>
    where T : unmanaged
{
    private readonly ReadOnlyMemory<byte> _bytes;

    private ValuesInPlace(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    public static ReadOnlyMemory<T> Of(ReadOnlyMemory<byte> bytes) => new ValuesInPlace<T>(bytes).Memory;

    /// <summary>Not to be written to: only <see cref="ReadOnlyMemory{T}"/> is given away.</summary>
    public override Span<T> GetSpan()
    {
        ReadOnlySpan<T> values = MemoryMarshal.Cast<byte, T>(_bytes.Span);
        return MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(values), values.Length);
    }

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException("Pin the bytes.");

    public override void Unpin() => throw new NotSupportedException("Pin the bytes.");

    protected override void Dispose(bool disposing)
    {
    }
}
