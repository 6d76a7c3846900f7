using System.Buffers.Binary;
using System.Runtime.InteropServices;
using AttentionFunctions.Store;

namespace AttentionFunctions.Testing;

/// <summary>
/// Content that tells whether it is whole: a count, repeated. The count decides the length too, which jumps between short, long, and, one
/// in sixteen, longer than what a folder store writes over.
/// </summary>
internal static class Stamp
{
    /// <summary>Replaces the blob by the next stamp, however often others are faster. Returns its count.</summary>
    public static async Task<long> AdvanceAsync(IBlobStore store, string name)
    {
        while (true)
        {
            Blob blob = await store.ReadAsync(name) ?? throw new InvalidDataException($"'{name}' is gone.");
            long next = Read(blob.Content.Span) + 1;
            if (await store.TryReplaceAsync(name, Of(next), blob.ETag) is not null)
            {
                return next;
            }
        }
    }

    public static byte[] Of(long count)
    {
        byte[] content = new byte[LengthOf(count)];
        MemoryMarshal.Cast<byte, long>(content.AsSpan()).Fill(BitConverter.IsLittleEndian ? count : BinaryPrimitives.ReverseEndianness(count));
        return content;
    }

    /// <exception cref="InvalidDataException">A mixture of two contents, or a part of one.</exception>
    public static long Read(ReadOnlySpan<byte> content)
    {
        long count = content.Length >= sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(content) : 0;
        return content.SequenceEqual(Of(count)) ? count : throw new InvalidDataException($"Torn: {content.Length} bytes that begin as {count}.");
    }

    private static int LengthOf(long count) => sizeof(long) * (int)(count % 16 == 0 ? 150_000 : 1 + Math.Abs(count * 7919 % 4001));
}
