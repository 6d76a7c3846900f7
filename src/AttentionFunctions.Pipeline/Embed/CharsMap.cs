using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Google.Protobuf;

namespace AttentionFunctions.Embed;

/// <summary>
/// The replacements of characters that a SentencePiece model brings along, mostly NFKC. The tokenizer library leaves them out.
/// </summary>
/// <remarks>
/// Layout, from <c>normalizer.cc</c> of google/sentencepiece: the trie's size in bytes, a double-array trie (darts-clone, 32-bit units) from
/// UTF-8 to offsets, then the replacements, each ended by a zero byte. The longest match at a place wins.
/// </remarks>
internal sealed class CharsMap
{
    // Fields of ModelProto and NormalizerSpec in sentencepiece_model.proto.
    private const int NormalizerField = 3, CharsMapField = 2;

    private readonly uint[] _trie;
    private readonly byte[] _replacements;

    private CharsMap(ReadOnlySpan<byte> content)
    {
        var size = content.Length < sizeof(uint) ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(content);
        if (size > content.Length - sizeof(uint) || size < sizeof(uint)) throw new InvalidDataException("Its map of characters is cut off.");
        _trie = MemoryMarshal.Cast<byte, uint>(content.Slice(sizeof(uint), (int)size)).ToArray();
        _replacements = content[(sizeof(uint) + (int)size)..].ToArray();
    }

    /// <summary>Null where the model replaces nothing.</summary>
    /// <param name="model">A whole SentencePiece model.</param>
    public static CharsMap? Find(byte[] model) =>
        Field(model, NormalizerField) is { } normalizer && Field(normalizer, CharsMapField) is { Length: > 0 } map ? new(map) : null;

    public string Replace(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var replaced = new List<byte>(bytes.Length);
        for (var at = 0; at < bytes.Length;)
        {
            var (length, offset) = LongestMatch(bytes.AsSpan(at));
            if (length > 0)
            {
                var rest = _replacements.AsSpan(Math.Min(offset, _replacements.Length));
                var end = rest.IndexOf((byte)0);
                replaced.AddRange(end < 0 ? rest : rest[..end]);
            }
            else
            {
                // Whole characters only: a match must not begin inside one.
                Rune.DecodeFromUtf8(bytes.AsSpan(at), out _, out length);
                replaced.AddRange(bytes.AsSpan(at, length));
            }
            at += length;
        }
        return Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(replaced));
    }

    private (int Length, int Offset) LongestMatch(ReadOnlySpan<byte> text)
    {
        var (length, offset) = (0, 0);
        var node = Below(0, _trie[0]);
        for (var i = 0; i < text.Length; i++)
        {
            node ^= text[i];
            if (node >= _trie.Length || (_trie[node] & 0x800000FF) != text[i]) break;
            var unit = _trie[node];
            node = Below(node, unit);
            if ((unit >> 8 & 1) != 0 && node < _trie.Length) (length, offset) = (i + 1, (int)(_trie[node] & int.MaxValue));
        }
        return (length, offset);
    }

    /// <summary>Where the children of a unit lie, each at this, XOR its byte.</summary>
    private static uint Below(uint node, uint unit) => node ^ unit >> 10 << (int)((unit & 1 << 9) >> 6);

    private static byte[]? Field(byte[] message, int field)
    {
        var input = new CodedInputStream(message);
        byte[]? found = null;
        while (input.ReadTag() is var tag and not 0)
        {
            if (tag == WireFormat.MakeTag(field, WireFormat.WireType.LengthDelimited)) found = input.ReadBytes().ToByteArray();
            else input.SkipLastField();
        }
        return found;
    }
}
