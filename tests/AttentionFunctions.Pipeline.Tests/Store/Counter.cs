using System.Buffers.Binary;

namespace AttentionFunctions.Store;

/// <summary>A blob that counts: the shortest content in which a lost update shows.</summary>
internal static class Counter
{
    public static byte[] Increment(ReadOnlyMemory<byte>? stored)
    {
        byte[] next = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(next, Value(stored) + 1);
        return next;
    }

    public static async Task<long> ReadAsync(IBlobStore store, string name) => Value((await store.ReadAsync(name))?.Content);

    private static long Value(ReadOnlyMemory<byte>? stored) => stored is { } bytes ? BinaryPrimitives.ReadInt64LittleEndian(bytes.Span) : 0;
}
