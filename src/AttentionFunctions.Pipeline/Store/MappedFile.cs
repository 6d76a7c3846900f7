using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AttentionFunctions.Store;

/// <summary>
/// The content of a file that never changes, as memory: the system reads in what is looked at, and takes back what it needs for others, since it can
/// read it again. Given back when nothing refers to it any more.
/// </summary>
internal sealed unsafe partial class MappedFile : MemoryManager<byte>
{
    /// <summary>MADV_RANDOM and MADV_DONTNEED.</summary>
    private const int HereAndThere = 1, NotNeeded = 4;

    /// <summary>What is shorter is as well read.</summary>
    private const int LeastBytes = 16 << 20;

    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly int _length;

    private MappedFile(MemoryMappedViewAccessor view, int length)
    {
        (_view, _length) = (view, length);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    [SuppressMessage("Reliability", "CA2015", Justification = "Who works on a span of it keeps the memory that the span is of: see ModelFile.Read.")]
    ~MappedFile() => Dispose(false);

    /// <summary>Whether a content is worth it. Never on Windows, which would not let the file be replaced or deleted.</summary>
    public static bool IsFor(int length) => length >= LeastBytes && !OperatingSystem.IsWindows();

    /// <param name="file">May be closed, and the file's name deleted or given to another file, as soon as this returns.</param>
    /// <param name="length">Of the file, above 0.</param>
    public static ReadOnlyMemory<byte> Of(SafeFileHandle file, int length)
    {
        using var mapped = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        return new MappedFile(mapped.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read), length).Memory;
    }

    /// <summary>
    /// Says that all was looked at, and from now on little will be, here and there: what was read leaves the process's memory, and stays in the system's as
    /// long as there is room; what is read again brings no neighbours with it. Nothing happens to content that is no mapped file.
    /// </summary>
    public static void Rest(ReadOnlyMemory<byte> content)
    {
        if (!OperatingSystem.IsLinux() || !MemoryMarshal.TryGetMemoryManager(content, out MappedFile? mapped)) return;
        _ = Advise(mapped._start, (nuint)mapped._length, NotNeeded);
        _ = Advise(mapped._start, (nuint)mapped._length, HereAndThere);
        GC.KeepAlive(mapped);
    }

    public override Span<byte> GetSpan() => new(_start, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex, default, this);

    /// <summary>The pages lie where they lie.</summary>
    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint bytes, int advice);
}
