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
        string Id, ItemFields Fields, DateTimeOffset UpdatedAt, string EventId, bool Removed, string VectorSpace, ItemParaphrases? Paraphrases = null);

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
            new Document(item.Id, item.Fields, item.UpdatedAt, item.EventId, item.Removed, item.VectorSpace, item.Paraphrases))];
        byte[] items = JsonSerializer.SerializeToUtf8Bytes(documents);
        return new SafeTensorsWriter()
            .Metadata("formatVersion", Version)
            .Add("vectors", vectors, vectors.Length)
            .Add("ends", ends, ends.Length)
            .Add("items", items, items.Length)
            .ToBytes();
    }

    public static string ContentHash(byte[] segment) => Convert.ToHexStringLower(XxHash128.Hash(segment));

    /// <exception cref="InvalidDataException">Damaged, or of a version that this program does not know; says which segment.</exception>
    public static IReadOnlyList<CatalogueItem> Read(ReadOnlyMemory<byte> content, string name)
    {
        try
        {
            SafeTensors tensors = SafeTensors.Parse(content);
            if (tensors.Metadata.GetValueOrDefault("formatVersion") is not Version)
                throw new InvalidDataException($"It is of no version that is known here, which is {Version}; a newer program may have written it.");
            return Items(
                JsonSerializer.Deserialize<Document[]>(tensors.Bytes("items")) ?? [],
                tensors.Longs("ends"), tensors.Floats("vectors").ToArray());
        }
        catch (Exception damage) when (damage is InvalidDataException or JsonException)
        {
            throw new InvalidDataException($"The item segment {name} cannot be read. {damage.Message}", damage);
        }
    }

    private static CatalogueItem[] Items(Document[] documents, ReadOnlySpan<long> ends, ReadOnlyMemory<float> vectors)
    {
        if (ends.Length != documents.Length) throw new InvalidDataException($"It has {documents.Length} items, but {ends.Length} vectors.");
        var items = new CatalogueItem[documents.Length];
        long start = 0;
        for (int i = 0; i < items.Length; i++)
        {
            Document document = documents[i] ?? throw new InvalidDataException($"Item {i} is null.");
            if (ends[i] < start || ends[i] > vectors.Length) throw new InvalidDataException($"The vector of item {i} ends at {ends[i]}, which is not in the file.");
            ReadOnlyMemory<float> vector = vectors[(int)start..(int)ends[i]];
            items[i] = new CatalogueItem(document.Id, document.Fields, document.UpdatedAt, document.EventId, document.Removed, vector, document.VectorSpace)
            {
                Paraphrases = document.Paraphrases,
            };
            start = ends[i];
        }

        return items;
    }
}
