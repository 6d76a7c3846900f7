using System.Runtime.ConstrainedExecution;
using System.Runtime.InteropServices;

namespace AttentionFunctions.Rank;

/// <summary>
/// Native memory on a cache line's boundary, starting as zeros; freed when nothing refers to this object any more, so that a request that still
/// works on an old table keeps it. Whoever uses <see cref="Start"/> keeps the object alive until done.
/// </summary>
internal sealed unsafe class AlignedMemory : CriticalFinalizerObject
{
    public const int Alignment = 64;

    public AlignedMemory(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Start = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(Alignment, bytes), Alignment);
        NativeMemory.Clear(Start, (nuint)bytes);
        Bytes = bytes;

        // What the collector cannot see, it is told: without this an old table could wait long for its end.
        if (bytes > 0) GC.AddMemoryPressure(bytes);
    }

    ~AlignedMemory()
    {
        if (Start is null) return;
        NativeMemory.AlignedFree(Start);
        if (Bytes > 0) GC.RemoveMemoryPressure(Bytes);
    }

    public byte* Start { get; }

    public long Bytes { get; }
}
