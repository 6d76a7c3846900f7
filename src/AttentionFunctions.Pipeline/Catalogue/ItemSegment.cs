using System.IO.Hashing;
using System.Text.Json;
using AttentionFunctions.Events;
using AttentionFunctions.Store;

namespace AttentionFunctions.Catalogue;

/// <summary>
/// Items and their vectors in one safetensors file, version 1: <c>vectors</c> F32 (all vectors end to end), <c>ends</c> I64 (where each
/// item's vector ends), <c>items</c> U8 (JSON array of the metadata, in the same order).
/// </summary>
internal static class ItemSegment
{
    private const string Version = "1";

    private sealed record Document(
        string Id, ItemFields Fields, DateTimeOffset UpdatedAt, string EventId, bool Removed, string VectorSpace);

    /// <summary>Canonical: the same states are the same bytes, whatever their order.</summary>
    public static byte[] Write(IEnumerable<CatalogueItem> states)
    {
        CatalogueItem[] ordered = [.. states.OrderBy(item => item.Id, StringComparer.Ordinal)];
        var vectors = new float[ordered.Sum(item => item.Vector.Length)];
        var ends = new long[ordered.Length];
        int end = 0;
        for (int i = 0; i < ordered.Length; i++)
        {
            ordered[i].Vector.Span.CopyTo(vectors.AsSpan(end));
            ends[i] = end += ordered[i].Vector.Length;
        }

        Document[] documents = [.. ordered.Select(item =>
            new Document(item.Id, item.Fields, item.UpdatedAt, item.EventId, item.Removed, item.VectorSpace))];
        byte[] items = JsonSerializer.SerializeToUtf8Bytes(documents);
        return new SafeTensorsWriter()
            .Metadata("formatVersion", Version)
            .Add("vectors", vectors, vectors.Length)
            .Add("ends", ends, ends.Length)
            .Add("items", items, items.Length)
            .ToBytes();
    }

    public static string ContentHash(byte[] segment) => Convert.ToHexStringLower(XxHash128.Hash(segment));

    public static IEnumerable<CatalogueItem> Read(ReadOnlyMemory<byte> content, string name)
    {
        SafeTensors tensors = SafeTensors.Parse(content);
        if (tensors.Metadata.GetValueOrDefault("formatVersion") is not Version)
            throw new InvalidDataException($"{name} is no item segment of version {Version}.");
        float[] vectors = tensors.Floats("vectors").ToArray();
        long[] ends = tensors.Longs("ends").ToArray();
        Document[] documents = JsonSerializer.Deserialize<Document[]>(tensors.Bytes("items"))
            ?? throw new InvalidDataException($"{name} holds no items.");

        return documents.Select((document, i) =>
        {
            int start = i == 0 ? 0 : (int)ends[i - 1];
            return new CatalogueItem(
                document.Id, document.Fields, document.UpdatedAt, document.EventId, document.Removed,
                vectors.AsMemory(start, (int)ends[i] - start), document.VectorSpace);
        });
    }
}
