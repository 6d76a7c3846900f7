namespace AttentionFunctions.Events;

/// <summary>Base32 of RFC 4648, section 6, in lower case and without padding: safe in paths, and the same in any case folding.</summary>
internal static class Base32
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>Five bits a character; the last one is filled up with zero bits.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => string.Create(((bytes.Length * 8) + 4) / 5, bytes, static (text, bytes) =>
    {
        int buffer = 0;
        int bits = 0;
        int at = 0;
        foreach (byte next in bytes)
        {
            buffer = ((buffer << 8) | next) & 0xFFF;
            for (bits += 8; bits >= 5; bits -= 5)
            {
                text[at++] = Alphabet[(buffer >> (bits - 5)) & 31];
            }
        }

        if (bits > 0)
        {
            text[at] = Alphabet[(buffer << (5 - bits)) & 31];
        }
    });
}
