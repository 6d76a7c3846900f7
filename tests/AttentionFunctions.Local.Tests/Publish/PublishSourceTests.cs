using System.Text;
using CsCheck;
using Xunit;

namespace AttentionFunctions.Local.Publish;

public sealed class PublishSourceTests
{
    private static async Task<List<ReadOnlyMemory<byte>>> ReadAsync(Stream input) => await PublishSource.ReadLinesAsync(input).ToListAsync();

    [Fact]
    public Task Cuts_any_text_at_its_line_feeds() => Gen.Char["ab\n\r€"].Array[0, 60].Select(Gen.Int[1, 9]).SampleAsync(async (characters, step) =>
    {
        string text = new(characters);
        await using var input = new TricklingStream(Encoding.UTF8.GetBytes(text), step);
        string[] expected = text.Split('\n');
        expected = expected[^1].Length == 0 ? expected[..^1] : expected;
        Assert.Equal(expected, (await ReadAsync(input)).Select(line => Encoding.UTF8.GetString(line.Span)));
    });

    [Fact]
    public async Task Cuts_a_line_that_is_too_long_behind_the_limit_and_goes_on_with_the_next()
    {
        string text = $"a\n{new string('x', 3_000_000)}\nb\n{new string('y', PublishLimits.ChunkBytes)}\n{new string('z', 3_000_000)}";
        await using var input = new TricklingStream(Encoding.UTF8.GetBytes(text), 100_000);
        List<ReadOnlyMemory<byte>> lines = await ReadAsync(input);
        Assert.Equal([1, PublishLimits.ChunkBytes + 1, 1, PublishLimits.ChunkBytes, PublishLimits.ChunkBytes + 1], lines.Select(line => line.Length));
        Assert.Equal("axbyz", Encoding.UTF8.GetString([.. lines.Select(line => line.Span[0])]));
    }

    /// <summary>Gives a few bytes at a time, as a pipe does.</summary>
    private sealed class TricklingStream(byte[] bytes, int step) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(step, buffer.Length)], cancellationToken);
    }
}
