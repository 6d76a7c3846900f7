using System.Buffers;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace AttentionFunctions.Store;

/// <summary>
/// A hash of the content serves as the ETag of a file, because a file's time is too coarse and its number is reused at once. That a blob
/// which went from A to B and back to A has its old ETag does no harm: whoever read A and now replaces A does so knowing what is there.
/// </summary>
internal static class ContentETag
{
    private const int ReadSize = 1 << 20;

    public static string Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[16];
        XxHash128.Hash(content, hash);
        return Convert.ToHexStringLower(hash);
    }

    public static string Of(XxHash128 hash) => Convert.ToHexStringLower(hash.GetCurrentHash());

    public static string Of(SafeFileHandle file)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(RandomAccess.GetLength(file), 1, ReadSize));
        try
        {
            var hash = new XxHash128();
            long at = 0;
            for (int read; (read = RandomAccess.Read(file, buffer, at)) > 0; at += read)
            {
                hash.Append(buffer.AsSpan(0, read));
            }

            return Of(hash);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
