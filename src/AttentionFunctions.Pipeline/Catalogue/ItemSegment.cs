using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;
using AttentionFunctions.Events;
using AttentionFunctions.Store;

namespace AttentionFunctions.Catalogue;

/// <summary>
/// Items and their vectors in one safetensors file, version 2: <c>codes</c> U8 (the codes of all vectors end to end, as two's complement),
/// <c>scales</c> F32 (a number per item, see <see cref="ItemVector"/>), <c>ends</c> I64 (where each item's vector ends), <c>items</c> U8 (JSON array of the
/// metadata, in the same order). Version 1 had <c>vectors</c> F32 instead of codes and scales; it is still read.
/// </summary>
internal static class ItemSegment
{
    private const string Version = "2", FloatVersion = "1";

    private sealed record Document(
        string Id, ItemFields Fields, DateTimeOffset UpdatedAt, string EventId, bool Removed, string VectorSpace, ItemParaphrases? Paraphrases = null);

    /// <summary>Canonical: the same states are the same bytes, whatever their order.</summary>
    public static byte[] Write(IEnumerable<CatalogueItem> states)
    {
        CatalogueItem[] ordered = [.. states.OrderBy(item => item.Id, StringComparer.Ordinal)];
        var codes = new byte[ordered.Sum(item => item.Vector.Length)];
        var ends = new long[ordered.Length];
        int end = 0;
        for (int i = 0; i < ordered.Length; i++)
        {
            MemoryMarshal.AsBytes(ordered[i].Vector.Codes).CopyTo(codes.AsSpan(end));
            ends[i] = end += ordered[i].Vector.Length;
        }

        Document[] documents = [.. ordered.Select(item =>
            new Document(item.Id, item.Fields, item.UpdatedAt, item.EventId, item.Removed, item.VectorSpace, item.Paraphrases))];
        byte[] items = JsonSerializer.SerializeToUtf8Bytes(documents);
        return new SafeTensorsWriter()
            .Metadata("formatVersion", Version)
            .Add("codes", codes, codes.Length)
            .Add("scales", Array.ConvertAll(ordered, item => item.Vector.Scale), ordered.Length)
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
            Document[] documents = JsonSerializer.Deserialize<Document[]>(tensors.Bytes("items")) ?? [];
            return tensors.Metadata.GetValueOrDefault("formatVersion") switch
            {
                Version => Coded(documents, tensors),
                FloatVersion => Floats(documents, tensors),
                _ => throw new InvalidDataException($"It is of no version that is known here, which are {FloatVersion} and {Version}; a newer program may have written it."),
            };
        }
        catch (Exception damage) when (damage is InvalidDataException or JsonException or ArgumentException)
        {
            throw new InvalidDataException($"The item segment {name} cannot be read. {damage.Message}", damage);
        }
    }

    private static CatalogueItem[] Coded(Document[] documents, SafeTensors tensors)
    {
        float[] scales = tensors.Floats("scales").ToArray();
        if (scales.Length != documents.Length) throw new InvalidDataException($"It has {documents.Length} items, but {scales.Length} scales.");
        if (Array.FindIndex(scales, scale => !(scale >= 0 && float.IsFinite(scale))) is >= 0 and var wrong) throw new InvalidDataException($"The scale of item {wrong} is {scales[wrong]}.");
        ReadOnlyMemory<sbyte> codes = MemoryMarshal.Cast<byte, sbyte>(tensors.Bytes("codes")).ToArray();
        return Items(documents, tensors.Longs("ends"), codes.Length, (item, from, to) => new ItemVector(codes[from..to], scales[item]));
    }

    private static CatalogueItem[] Floats(Document[] documents, SafeTensors tensors)
    {
        float[] vectors = tensors.Floats("vectors").ToArray();
        return Items(documents, tensors.Longs("ends"), vectors.Length, (_, from, to) => ItemVector.Of(vectors.AsSpan(from..to)));
    }

    private static CatalogueItem[] Items(Document[] documents, ReadOnlySpan<long> ends, int length, Func<int, int, int, ItemVector> vectorOf)
    {
        if (ends.Length != documents.Length) throw new InvalidDataException($"It has {documents.Length} items, but {ends.Length} vectors.");
        var items = new CatalogueItem[documents.Length];
        var shared = new SharedStrings();
        long start = 0;
        for (int i = 0; i < items.Length; i++)
        {
            if (documents[i] is not { Id: not null, Fields: not null, EventId: not null, VectorSpace: not null } document)
                throw new InvalidDataException($"Item {i} lacks its id, its fields, its event or its vector space.");
            if (ends[i] < start || ends[i] > length) throw new InvalidDataException($"The vector of item {i} ends at {ends[i]}, which is not in the file.");
            ItemVector vector = vectorOf(i, (int)start, (int)ends[i]);
            items[i] = new CatalogueItem(document.Id, shared.Of(document.Fields), document.UpdatedAt, document.EventId, document.Removed, vector, shared.Of(document.VectorSpace))
            {
                Paraphrases = document.Paraphrases,
            };
            start = ends[i];
        }

        return items;
    }
}
