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
    public static IReadOnlyList<CatalogueItem> Read(ReadOnlyMemory<byte> content, string name) => [.. Open(content, name)];

    /// <summary>The items of a segment, each made when it is asked for; the content stays as it is meanwhile.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Read"/>; what is wrong with a single item shows when that is asked for.</exception>
    public static IReadOnlyCollection<CatalogueItem> Open(ReadOnlyMemory<byte> content, string name) => Named(name, () => new Opened(SafeTensors.Parse(content), name));

    private static T Named<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception damage) when (damage is InvalidDataException or JsonException or ArgumentException)
        {
            throw new InvalidDataException($"The item segment {name} cannot be read. {damage.Message}", damage);
        }
    }

    private sealed class Opened : IReadOnlyCollection<CatalogueItem>
    {
        private readonly string _name;
        private readonly SafeTensors _tensors;
        private readonly ReadOnlyMemory<byte> _documents;
        private readonly int[] _documentEnds;
        private readonly bool _coded;

        public Opened(SafeTensors tensors, string name)
        {
            (_tensors, _name) = (tensors, name);
            _coded = tensors.Metadata.GetValueOrDefault("formatVersion") switch
            {
                Version => true,
                FloatVersion => false,
                _ => throw new InvalidDataException($"It is of no version that is known here, which are {FloatVersion} and {Version}; a newer program may have written it."),
            };
            _documents = tensors.Memory("items");
            _documentEnds = EndsOf(_documents.Span);
            int ends = tensors.Longs("ends").Length;
            if (ends != Count) throw new InvalidDataException($"It has {Count} items, but {ends} vectors.");
            if (!_coded) return;
            ReadOnlySpan<float> scales = tensors.Floats("scales");
            if (scales.Length != Count) throw new InvalidDataException($"It has {Count} items, but {scales.Length} scales.");
            for (int i = 0; i < scales.Length; i++)
                if (!(scales[i] >= 0 && float.IsFinite(scales[i]))) throw new InvalidDataException($"The scale of item {i} is {scales[i]}.");
            _ = tensors.Bytes("codes");
        }

        public int Count => _documentEnds.Length;

        public IEnumerator<CatalogueItem> GetEnumerator()
        {
            for (int i = 0; i < Count; i++) yield return Named(_name, () => At(i));
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

        private CatalogueItem At(int i)
        {
            ReadOnlySpan<byte> json = _documents.Span[(i == 0 ? 0 : _documentEnds[i - 1]).._documentEnds[i]].TrimStart(" \t\r\n,["u8);
            if (JsonSerializer.Deserialize<Document>(json) is not { Id: not null, Fields: not null, EventId: not null, VectorSpace: not null } document)
                throw new InvalidDataException($"Item {i} lacks its id, its fields, its event or its vector space.");
            return new CatalogueItem(document.Id, document.Fields, document.UpdatedAt, document.EventId, document.Removed, VectorAt(i), document.VectorSpace)
            {
                Paraphrases = document.Paraphrases,
            };
        }

        private ItemVector VectorAt(int i)
        {
            ReadOnlySpan<long> ends = _tensors.Longs("ends");
            (long start, long end) = (i == 0 ? 0 : ends[i - 1], ends[i]);
            int length = _coded ? _tensors.Bytes("codes").Length : _tensors.Floats("vectors").Length;
            if (start < 0 || end < start || end > length) throw new InvalidDataException($"The vector of item {i} ends at {end}, which is not in the file.");
            if (!_coded) return ItemVector.Of(_tensors.Floats("vectors")[(int)start..(int)end]);
            ReadOnlySpan<sbyte> codes = MemoryMarshal.Cast<byte, sbyte>(_tensors.Bytes("codes")[(int)start..(int)end]);
            if (codes.Contains(sbyte.MinValue)) throw new InvalidDataException($"The vector of item {i} has the code {sbyte.MinValue}, which none can have.");
            return new ItemVector(codes.ToArray(), _tensors.Floats("scales")[i]);
        }

        /// <summary>Where each element of a JSON array ends.</summary>
        private static int[] EndsOf(ReadOnlySpan<byte> array)
        {
            var ends = new List<int>();
            var json = new Utf8JsonReader(array);
            if (!json.Read() || json.TokenType != JsonTokenType.StartArray) throw new JsonException("The items are no array.");
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                json.Skip();
                ends.Add(checked((int)json.BytesConsumed));
            }

            if (json.Read()) throw new JsonException("Something follows the items.");
            return [.. ends];
        }
    }
}
