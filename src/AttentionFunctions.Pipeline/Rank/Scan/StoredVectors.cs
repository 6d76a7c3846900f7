using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.VectorData;

namespace AttentionFunctions.Rank;

/// <summary>
/// How item vectors lie in a store outside the process. Keys are a hash of version and item: writing an item again replaces its record, and ids
/// need not suit the store.
/// </summary>
public static class StoredVectors
{
    /// <summary>32 hexadecimal digits.</summary>
    public static string TextKey(string version, string itemId) => UniqueKey(version, itemId).ToString("N");

    public static Guid UniqueKey(string version, string itemId)
    {
        Span<byte> hash = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(hash, XxHash128.HashToUInt128(Encoding.UTF8.GetBytes($"{version}\n{itemId}")));
        return new Guid(hash, bigEndian: true);
    }

    /// <summary>What a store must be told about these records.</summary>
    /// <param name="dimension">Factors and biases together.</param>
    /// <param name="indexKind">Exhaustive by default, so that what is found is exact; <see cref="IndexKind.Hnsw"/> is faster and misses some.</param>
    public static VectorStoreCollectionDefinition Definition<TKey>(int dimension, string indexKind = IndexKind.Flat) => new()
    {
        Properties =
        [
            new VectorStoreKeyProperty(nameof(ItemVectorRecord<>.Key), typeof(TKey)),
            new VectorStoreDataProperty(nameof(ItemVectorRecord<>.ItemId), typeof(string)),
            new VectorStoreDataProperty(nameof(ItemVectorRecord<>.Version), typeof(string)) { IsIndexed = true },
            new VectorStoreDataProperty(nameof(ItemVectorRecord<>.Digest), typeof(string)),
            new VectorStoreVectorProperty(nameof(ItemVectorRecord<>.Vector), typeof(ReadOnlyMemory<float>), dimension)
            {
                DistanceFunction = DistanceFunction.DotProductSimilarity,
                IndexKind = indexKind,
            },
        ],
    };

    internal static string Digest(ReadOnlySpan<float> vector) =>
        XxHash128.HashToUInt128(MemoryMarshal.AsBytes(vector)).ToString("x32", CultureInfo.InvariantCulture);
}
