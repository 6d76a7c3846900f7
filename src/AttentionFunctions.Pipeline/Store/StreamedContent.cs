using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace AttentionFunctions.Store;

/// <summary>What comes over a network, as memory.</summary>
internal static class StreamedContent
{
    private const int CopyBuffer = 1 << 20;

    /// <summary>
    /// The content of a stream: in a mapped temporary file that has no name any more and goes with the last that refers to it, or as an array where it is
    /// short or the folder of temporary files has not twice as much room.
    /// </summary>
    /// <exception cref="EndOfStreamException">The stream ends before <paramref name="length"/>.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream content, int length, CancellationToken cancel)
    {
        if (!MappedFile.IsFor(length) || new DriveInfo(Path.GetTempPath()).AvailableFreeSpace / 2 < length)
        {
            byte[] array = GC.AllocateUninitializedArray<byte>(length);
            await content.ReadExactlyAsync(array, cancel);
            return array;
        }

        string path = Path.Join(Path.GetTempPath(), $"attention-{Guid.NewGuid():N}");
        using SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, preallocationSize: length);
        File.Delete(path);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(CopyBuffer);
        try
        {
            for (int at = 0, read; at < length; at += read)
            {
                read = await content.ReadAsync(buffer.AsMemory(0, Math.Min(buffer.Length, length - at)), cancel);
                if (read == 0) throw new EndOfStreamException($"{at} of {length} bytes came.");
                RandomAccess.Write(file, buffer.AsSpan(0, read), at);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return MappedFile.Of(file, length);
    }
}
