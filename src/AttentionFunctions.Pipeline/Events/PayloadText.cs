using System.Text.Json;

namespace AttentionFunctions.Events;

/// <summary>Lines and positions in a payload.</summary>
internal ref struct PayloadText(ReadOnlySpan<byte> bytes)
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private readonly ReadOnlySpan<byte> bytes = bytes;
    private int counted;
    private int lines;

    /// <summary>To the next byte that is neither white space nor a byte order mark.</summary>
    public readonly int SkipBlank(int at)
    {
        while (at < bytes.Length)
        {
            if (bytes[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                at++;
            }
            else if (bytes[at..].StartsWith(ByteOrderMark))
            {
                at += ByteOrderMark.Length;
            }
            else
            {
                break;
            }
        }

        return at;
    }

    /// <summary>The line break that ends the line, or the end of the payload.</summary>
    public readonly int LineEnd(int at)
    {
        int length = bytes[at..].IndexOf((byte)'\n');
        return length < 0 ? bytes.Length : at + length;
    }

    /// <summary>The end without white space before it.</summary>
    public readonly int TrimEnd(int start, int end) => start + bytes[start..end].TrimEnd(" \t\r\n"u8).Length;

    public readonly bool EndsWith(int start, int end, byte last) => TrimEnd(start, end) is var at && at > start && bytes[at - 1] == last;

    public readonly bool IsBlank(int start, int end) => SkipBlank(start) >= end;

    /// <summary>After <paramref name="lineEnd"/>, the next line that begins a value.</summary>
    public readonly int NextValueLine(int lineEnd)
    {
        int at = SkipBlank(lineEnd);
        while (at < bytes.Length && bytes[at] is not ((byte)'{' or (byte)'['))
        {
            at = SkipBlank(LineEnd(at));
        }

        return at;
    }

    /// <summary>From <paramref name="at"/>, the next line that is a whole JSON object by itself.</summary>
    public readonly int NextWholeLine(int at)
    {
        int lineStart = bytes[..at].LastIndexOf((byte)'\n') + 1;
        at = SkipBlank(lineStart) >= at ? SkipBlank(at) : SkipBlank(LineEnd(at));
        while (at < bytes.Length && !IsWholeObject(at, LineEnd(at)))
        {
            at = SkipBlank(LineEnd(at));
        }

        return at;
    }

    /// <summary>Line and byte, both from 1, as editors count. Cheap when asked in rising order.</summary>
    public string Position(int at)
    {
        if (at < counted)
        {
            (counted, lines) = (0, 0);
        }

        lines += bytes[counted..at].Count((byte)'\n');
        counted = at;
        int lineStart = bytes[..at].LastIndexOf((byte)'\n') + 1;
        return $"line {lines + 1}, byte {at - lineStart + 1}";
    }

    /// <summary>Where and why reading the JSON that begins at <paramref name="start"/> broke off.</summary>
    public string Broken(int start, JsonException broken)
    {
        int at = start;
        for (long line = broken.LineNumber ?? 0; line > 0; line--)
        {
            at = LineEnd(at) + 1;
        }

        at = Math.Min(at + (int)(broken.BytePositionInLine ?? 0), bytes.Length);
        string message = broken.Message;
        int sentence = message.IndexOf(". ", StringComparison.Ordinal);
        return $"the JSON is broken at {Position(at)}: {(sentence < 0 ? message : message[..sentence])}";
    }

    private readonly bool IsWholeObject(int start, int end)
    {
        if (bytes[start] != '{' || !EndsWith(start, end, (byte)'}'))
        {
            return false;
        }

        var json = new Utf8JsonReader(bytes[start..end], new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (json.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
