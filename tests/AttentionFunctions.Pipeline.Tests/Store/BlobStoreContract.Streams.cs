using System.IO.Hashing;
using System.Runtime.InteropServices;
using Xunit;

namespace AttentionFunctions.Store;

public abstract partial class BlobStoreContract
{
    [Fact]
    public async Task Large_blobs_are_streamed_both_ways()
    {
        IBlobStore store = await OpenAsync();
        byte[] content = new byte[(64 << 20) + 17];
        new Random(1).NextBytes(content);
        Assert.NotNull(await store.TryCreateAsync("large", new NetworkStream(content)));
        await using Stream? stream = await store.OpenReadAsync("large");
        var hash = new XxHash128();
        await hash.AppendAsync(stream!);
        Assert.Equal(XxHash128.HashToUInt128(content), hash.GetCurrentHashAsUInt128());
        stream!.Seek(-17, SeekOrigin.End);
        byte[] end = new byte[17];
        await stream.ReadExactlyAsync(end);
        Assert.Equal(content[^17..], end);

        // Read as a whole it is memory all the same, of a file where the system allows it, and stays when the blob is gone.
        Blob whole = (await store.ReadAsync("large"))!;
        Assert.Equal(OperatingSystem.IsWindows(), MemoryMarshal.TryGetArray(whole.Content, out _));
        Assert.Equal(XxHash128.HashToUInt128(content), XxHash128.HashToUInt128(whole.Content.Span));
        Assert.True(await store.DeleteAsync("large", whole.ETag));
        Assert.Equal(content[^17..], whole.Content[^17..].ToArray());
    }

    [Fact]
    public async Task A_stream_that_fails_leaves_nothing()
    {
        IBlobStore store = await OpenAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.TryCreateAsync("x", new NetworkStream(new byte[20 << 20], failsAt: 19 << 20)));
        Assert.Null(await store.ReadAsync("x"));
        Assert.Empty(await NamesAsync(store, ""));
    }

    [Fact]
    public async Task A_reader_never_sees_a_part_of_a_write()
    {
        IBlobStore store = await OpenAsync();
        byte[] Filled(int value) => [.. Enumerable.Repeat((byte)value, 100_000 + value)];
        await store.TryCreateAsync("x", Filled(0));
        Task writer = Task.Run(async () =>
        {
            for (int i = 1; i < 100; i++)
            {
                await store.UpdateAsync("x", _ => Filled(i));
            }
        });
        do
        {
            byte[] seen = (await store.ReadAsync("x"))!.Content.ToArray();
            Assert.Equal(Filled(seen[0]), seen);
        }
        while (!writer.IsCompleted);

        await writer;
    }

    [Fact]
    public async Task What_is_cancelled_throws()
    {
        IBlobStore store = await OpenAsync();
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ReadAsync("x", cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.TryCreateAsync("x", One, cancelled));
        Assert.Empty(await NamesAsync(store, ""));
    }
}
