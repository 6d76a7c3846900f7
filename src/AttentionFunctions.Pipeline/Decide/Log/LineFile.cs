using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AttentionFunctions.Store;

namespace AttentionFunctions.Decide;

/// <summary>JSON lines behind a first byte with the format's version; version 2 is the same in Brotli.</summary>
internal static class LineFile
{
    private const byte Plain = 1, Brotli = 2;

    /// <param name="write">Given the file; its bytes are lent only until it completes.</param>
    public static async Task WriteAsync(IReadOnlyList<ReadOnlyMemory<byte>> lines, Func<ReadOnlyMemory<byte>, Task> write)
    {
        // Segments under load are megabytes: fresh, each would be an object that only a full collection takes away.
        int length = 1 + lines.Sum(line => line.Length + 1);
        byte[] file = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            file[0] = Plain;
            int at = 1;
            foreach (ReadOnlyMemory<byte> line in lines)
            {
                line.Span.CopyTo(file.AsSpan(at));
                at += line.Length;
                file[at++] = (byte)'\n';
            }

            await write(file.AsMemory(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(file);
        }
    }

    public static byte[] WriteCompressed<T>(IEnumerable<T> lines, JsonTypeInfo<T> json)
    {
        using var stream = new MemoryStream();
        stream.WriteByte(Brotli);
        using (var brotli = new BrotliStream(stream, CompressionLevel.Fastest))
        {
            foreach (T line in lines)
            {
                JsonSerializer.Serialize(brotli, line, json);
                brotli.WriteByte((byte)'\n');
            }
        }

        return stream.ToArray();
    }

    /// <exception cref="InvalidDataException">An unknown version, or a line that is not of this type.</exception>
    public static IEnumerable<T> Read<T>(ReadOnlyMemory<byte> file, string name, JsonTypeInfo<T> json)
    {
        ReadOnlyMemory<byte> text = file switch
        {
            { IsEmpty: true } => throw new InvalidDataException($"'{name}' is empty."),
            _ => file.Span[0] switch
            {
                Plain => file[1..],
                Brotli => Decompress(file[1..]),
                byte version => throw new InvalidDataException($"'{name}' has format {version}; this version reads {Plain} and {Brotli}."),
            },
        };
        while (!text.IsEmpty)
        {
            int end = text.Span.IndexOf((byte)'\n');
            ReadOnlyMemory<byte> line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (line.IsEmpty) continue;
            yield return StoredJson.Parse(name, line.Span, json);
        }
    }

    private static byte[] Decompress(ReadOnlyMemory<byte> content)
    {
        using var source = new BrotliStream(new MemoryStream(content.ToArray(), writable: false), CompressionMode.Decompress);
        using var target = new MemoryStream();
        source.CopyTo(target);
        return target.ToArray();
    }
}
