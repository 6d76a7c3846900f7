using System.Text.Json;

namespace AttentionFunctions.Local.Publish;

/// <summary>
/// Whether a line may travel with others. The server counts values, not lines, and reads a broken one as it can; only when every line
/// is one whole object do its positions point back at lines.
/// </summary>
internal static class PublishLine
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> line)
    {
        line = line.Span.StartsWith(ByteOrderMark) ? line[ByteOrderMark.Length..] : line;
        return line.Trim(" \t\r\n"u8);
    }

    /// <returns>Why the line cannot be sent; null when it can.</returns>
    public static string? Fault(ReadOnlySpan<byte> line)
    {
        if (line.Length + 1 > PublishLimits.ChunkBytes)
        {
            return $"the line is longer than {PublishLimits.ChunkBytes:N0} bytes";
        }

        if (line[0] != (byte)'{')
        {
            return "an event must be a JSON object on a line of its own";
        }

        try
        {
            var reader = new Utf8JsonReader(line);
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException broken)
        {
            return $"the JSON is broken at byte {broken.BytePositionInLine + 1}; an event must be one whole JSON object on a line of its own";
        }
    }
}
