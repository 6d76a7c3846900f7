using System.Text;
using Google.Protobuf;

namespace AttentionFunctions.Embed;

/// <summary>Writes SentencePiece models, field by field as in sentencepiece_model.proto.</summary>
internal static class SentencePieceModel
{
    public const int Unigram = 1, BytePair = 2;
    private const int Normal = 1, Unknown = 2, Control = 3;

    /// <param name="pieces">After unknown, beginning and end, which are ids 0 to 2; the score is minus the rank.</param>
    public static byte[] Build(int type, string[] pieces, params (string From, string To)[] replacements) => Message(model =>
    {
        AddPiece(model, "<unk>", 0, Unknown);
        AddPiece(model, "<s>", 0, Control);
        AddPiece(model, "</s>", 0, Control);
        for (var i = 0; i < pieces.Length; i++) AddPiece(model, pieces[i], -1 - i * 0.1f, Normal);
        AddBytes(model, 2, Message(trainer => AddNumber(trainer, 3, type)));
        AddBytes(model, 3, Message(normalizer =>
        {
            if (replacements.Length > 0) AddBytes(normalizer, 2, Map(replacements));
        }));
    });

    /// <summary>Every node of the trie has 256 units of its own, one for each byte that may follow and unit 0 for the value.</summary>
    private static byte[] Map((string From, string To)[] replacements)
    {
        const int block = 256;
        var texts = new List<byte>();
        var nodes = new Dictionary<string, int> { [""] = 1 };
        var units = new Dictionary<int, uint> { [0] = block << 10 };
        foreach (var (from, to) in replacements)
        {
            var path = "";
            var bytes = Encoding.UTF8.GetBytes(from);
            for (var i = 0; i < bytes.Length; i++)
            {
                var at = nodes[path] * block ^ bytes[i];
                path += (char)bytes[i];
                nodes.TryAdd(path, nodes.Count + 1);
                var isLast = i == bytes.Length - 1;
                units[at] = units.GetValueOrDefault(at) | (uint)(at ^ nodes[path] * block) << 10 | bytes[i] | (isLast ? 1u << 8 : 0);
                if (isLast) units[nodes[path] * block] = (uint)texts.Count | 1u << 31;
            }
            texts.AddRange([.. Encoding.UTF8.GetBytes(to), 0]);
        }

        var trie = new byte[(nodes.Count + 1) * block * sizeof(uint)];
        foreach (var (at, unit) in units) BitConverter.TryWriteBytes(trie.AsSpan(at * sizeof(uint)), unit);
        return [.. BitConverter.GetBytes((uint)trie.Length), .. trie, .. texts];
    }

    private static void AddPiece(CodedOutputStream model, string text, float score, int type) => AddBytes(model, 1, Message(piece =>
    {
        AddBytes(piece, 1, Encoding.UTF8.GetBytes(text));
        piece.WriteTag(2, WireFormat.WireType.Fixed32);
        piece.WriteFloat(score);
        AddNumber(piece, 3, type);
    }));

    private static void AddNumber(CodedOutputStream message, int field, int value)
    {
        message.WriteTag(field, WireFormat.WireType.Varint);
        message.WriteInt32(value);
    }

    private static void AddBytes(CodedOutputStream message, int field, byte[] content)
    {
        message.WriteTag(field, WireFormat.WireType.LengthDelimited);
        message.WriteBytes(ByteString.CopyFrom(content));
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var content = new MemoryStream();
        using (var message = new CodedOutputStream(content, leaveOpen: true)) write(message);
        return content.ToArray();
    }
}
