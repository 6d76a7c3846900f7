using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace AttentionFunctions.Local.Publish;

/// <summary>Lines of a file or of standard input, as bytes and in bounded memory.</summary>
internal static class PublishSource
{
    /// <param name="input">UTF-8; left open.</param>
    /// <returns>
    /// Every line without its line feed. One that is longer than a chunk is cut right behind the limit, so that the receiver sees that it is
    /// too long, and nobody has to hold it.
    /// </returns>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadLinesAsync(
        Stream input, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        const int Block = 64 * 1024;
        var reader = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: Block, leaveOpen: true));
        var cutter = new LineCutter();
        bool ended = false;
        while (!ended)
        {
            ReadResult read = await reader.ReadAsync(cancel);
            ReadOnlySequence<byte> rest = read.Buffer;
            ended = read.IsCompleted;
            while (cutter.Cut(ref rest, ended) is { } line)
            {
                yield return line;
            }

            reader.AdvanceTo(rest.Start, rest.End);
        }

        await reader.CompleteAsync();
    }

    private sealed class LineCutter
    {
        private const int Longest = PublishLimits.ChunkBytes + 1;

        private bool skipping;

        /// <returns>The next line; null when more bytes are needed for one.</returns>
        public ReadOnlyMemory<byte>? Cut(ref ReadOnlySequence<byte> rest, bool ended)
        {
            while (rest.PositionOf((byte)'\n') is { } feed)
            {
                ReadOnlySequence<byte> line = rest.Slice(0, feed);
                rest = rest.Slice(rest.GetPosition(1, feed));
                if (!skipping)
                {
                    return Head(line);
                }

                skipping = false;
            }

            bool enough = rest.Length >= Longest || (ended && !rest.IsEmpty);
            if (!skipping && !enough)
            {
                return null;
            }

            ReadOnlySequence<byte> head = rest;
            rest = rest.Slice(rest.End);
            if (skipping)
            {
                return null;
            }

            skipping = true;
            return Head(head);
        }

        private static ReadOnlyMemory<byte> Head(ReadOnlySequence<byte> line) => line.Slice(0, Math.Min(line.Length, Longest)).ToArray();
    }
}
