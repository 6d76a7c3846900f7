using System.Runtime.ConstrainedExecution;
using System.Runtime.InteropServices;

namespace AttentionFunctions.Rank;

/// <summary>
/// Native memory on a cache line's boundary, starting as zeros; freed when nothing refers to this object any more, so that a request that still
/// works on an old table keeps it. Whoever uses <see cref="Start"/> keeps the object alive until done.
/// </summary>
internal sealed unsafe partial class AlignedMemory : CriticalFinalizerObject
{
    public const int Alignment = 64;

    /// <summary>
    /// Rows are read here and there, and with pages of 4 KiB nearly each would cost a walk through the page tables. Linux gives larger pages to
    /// those who ask; where it has none, nothing is lost.
    /// </summary>
    private const int HugePage = 2 << 20;

    /// <summary>MADV_HUGEPAGE.</summary>
    private const int HugePagesWanted = 14;

    public AlignedMemory(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        bool large = OperatingSystem.IsLinux() && bytes >= 2 * HugePage;
        Start = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(Alignment, bytes), (nuint)(large ? HugePage : Alignment));
        if (large) AskForHugePages(Start, bytes);
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

    private static void AskForHugePages(byte* start, long bytes)
    {
        try
        {
            _ = Advise(start, (nuint)bytes, HugePagesWanted);
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            // A C library of another name: small pages then.
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint bytes, int advice);
}
