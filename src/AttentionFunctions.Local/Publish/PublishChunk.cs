using System.Buffers;

namespace AttentionFunctions.Local.Publish;

/// <summary>Lines that travel in one request, and the number of each in its source.</summary>
internal sealed class PublishChunk
{
    private readonly ArrayBufferWriter<byte> payload = new();
    private readonly List<long> numbers = [];

    public ReadOnlyMemory<byte> Payload => payload.WrittenMemory;

    public IReadOnlyList<long> Numbers => numbers;

    public bool HasRoomFor(ReadOnlyMemory<byte> line) =>
        numbers.Count < PublishLimits.ChunkLines && payload.WrittenCount + line.Length + 1 <= PublishLimits.ChunkBytes;

    public void Add(ReadOnlyMemory<byte> line, long number)
    {
        payload.Write(line.Span);
        payload.Write("\n"u8);
        numbers.Add(number);
    }

    public void Clear()
    {
        payload.ResetWrittenCount();
        numbers.Clear();
    }
}
