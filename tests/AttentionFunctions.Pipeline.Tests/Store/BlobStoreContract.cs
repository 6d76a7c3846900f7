using System.Text;
using System.Text.Json.Serialization;
using Xunit;

namespace AttentionFunctions.Store;

/// <summary>What every <see cref="IBlobStore"/> promises. Each test has an empty store.</summary>
public abstract partial class BlobStoreContract
{
    private static readonly byte[] One = "one"u8.ToArray(), Two = "two, which is longer"u8.ToArray();

    protected abstract Task<IBlobStore> OpenAsync();

    [Fact]
    public async Task A_created_blob_reads_back()
    {
        IBlobStore store = await OpenAsync();
        string? etag = await store.TryCreateAsync("a/b=c/d~1.x_y-Z", One);
        Assert.NotNull(etag);
        Blob? blob = await store.ReadAsync("a/b=c/d~1.x_y-Z");
        Assert.Equal(One, blob?.Content.ToArray());
        Assert.Equal(etag, blob?.ETag);
        Assert.Equal(etag, await store.GetETagAsync("a/b=c/d~1.x_y-Z"));
    }

    [Fact]
    public async Task An_empty_blob_is_not_an_absent_one()
    {
        IBlobStore store = await OpenAsync();
        string? etag = await store.TryCreateAsync("empty", ReadOnlyMemory<byte>.Empty);
        Assert.Equal(0, (await store.ReadAsync("empty"))?.Content.Length);
        Assert.NotNull(await store.TryReplaceAsync("empty", One, etag!));
    }

    [Fact]
    public async Task What_is_absent_is_null_or_false()
    {
        IBlobStore store = await OpenAsync();
        await store.TryCreateAsync("folder/blob", One);
        foreach (string absent in (string[])["nothing", "no/thing", "folder", "folder/blob/below"])
        {
            Assert.Null(await store.ReadAsync(absent));
            Assert.Null(await store.OpenReadAsync(absent));
            Assert.Null(await store.GetETagAsync(absent));
            Assert.Null(await store.TryReplaceAsync(absent, One, "\"0x8DD000000000000\""));
            Assert.False(await store.DeleteAsync(absent));
            Assert.False(await store.DeleteAsync(absent, "\"0x8DD000000000000\""));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../up")]
    [InlineData("a/../../up")]
    [InlineData("a/./b")]
    [InlineData(".tmp/x")]
    [InlineData(".leases/x")]
    [InlineData("a/.hidden")]
    [InlineData("a./b")]
    [InlineData("a\\..\\b")]
    [InlineData("C:x")]
    [InlineData("a b")]
    [InlineData("a\0b")]
    [InlineData("a%2e%2e")]
    [InlineData("naïve")]
    [InlineData("a?b")]
    public async Task Bad_names_are_refused(string name)
    {
        IBlobStore store = await OpenAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => store.ReadAsync(name));
        await Assert.ThrowsAsync<ArgumentException>(() => store.OpenReadAsync(name));
        await Assert.ThrowsAsync<ArgumentException>(() => store.GetETagAsync(name));
        await Assert.ThrowsAsync<ArgumentException>(() => store.TryCreateAsync(name, One));
        await Assert.ThrowsAsync<ArgumentException>(() => store.TryCreateAsync(name, new MemoryStream(One)));
        await Assert.ThrowsAsync<ArgumentException>(() => store.TryReplaceAsync(name, One, "x"));
        await Assert.ThrowsAsync<ArgumentException>(() => store.DeleteAsync(name));
        await Assert.ThrowsAsync<ArgumentException>(() => store.TryAcquireLeaseAsync(name, TimeSpan.FromSeconds(15)));
    }

    [Fact]
    public async Task Names_have_limits_of_length()
    {
        IBlobStore store = await OpenAsync();
        string longest = string.Join('/', Enumerable.Repeat(new string('n', 255), 4));
        Assert.NotNull(await store.TryCreateAsync(longest, One));
        Assert.NotNull(await store.ReadAsync(longest));
        await Assert.ThrowsAsync<ArgumentException>(() => store.ReadAsync(longest + "/x"));
        await Assert.ThrowsAsync<ArgumentException>(() => store.ReadAsync(new string('n', 256)));
    }

    [Fact]
    public async Task Creating_leaves_an_existing_blob_as_it_is()
    {
        IBlobStore store = await OpenAsync();
        await store.TryCreateAsync("x", One);
        Assert.Null(await store.TryCreateAsync("x", Two));
        Assert.Null(await store.TryCreateAsync("x", new MemoryStream(Two)));
        Assert.Equal(One, (await store.ReadAsync("x"))?.Content.ToArray());
    }

    [Fact]
    public async Task Of_a_hundred_creators_one_wins()
    {
        IBlobStore store = await OpenAsync();
        string?[] etags = await Task.WhenAll(Enumerable.Range(0, 100).Select(i =>
            Task.Run(() => store.TryCreateAsync("x", Encoding.ASCII.GetBytes($"writer {i}")))));
        int winner = Array.FindIndex(etags, etag => etag is not null);
        Assert.Single(etags, etag => etag is not null);
        Assert.Equal($"writer {winner}", Encoding.ASCII.GetString((await store.ReadAsync("x"))!.Content.Span));
    }

    [Fact]
    public async Task Replacing_and_deleting_hold_to_the_etag()
    {
        IBlobStore store = await OpenAsync();
        string first = (await store.TryCreateAsync("x", One))!;
        string? second = await store.TryReplaceAsync("x", Two, first);
        Assert.NotNull(second);
        Assert.NotEqual(first, second);
        Assert.Equal(second, await store.GetETagAsync("x"));
        Assert.Null(await store.TryReplaceAsync("x", One, first));
        Assert.False(await store.DeleteAsync("x", first));
        Assert.Equal(Two, (await store.ReadAsync("x"))?.Content.ToArray());
        Assert.True(await store.DeleteAsync("x", second));
        Assert.Null(await store.ReadAsync("x"));
        Assert.NotNull(await store.TryCreateAsync("x", One));
        Assert.True(await store.DeleteAsync("x"));
    }

    [Fact]
    public async Task Concurrent_updates_lose_nothing()
    {
        IBlobStore store = await OpenAsync();
        const int writers = 8, times = 10;
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < times; i++)
            {
                await store.UpdateAsync("count", Counter.Increment);
            }
        })));
        Assert.Equal(writers * times, await Counter.ReadAsync(store, "count"));
    }

    [Fact]
    public async Task An_update_may_decide_to_change_nothing()
    {
        IBlobStore store = await OpenAsync();
        Assert.Null(await store.UpdateAsync("x", _ => null));
        Blob? written = await store.UpdateAsync("x", _ => One);
        Assert.Equal(written?.ETag, (await store.UpdateAsync("x", _ => null))?.ETag);
    }

    [Fact]
    public async Task A_json_pointer_is_created_and_swapped()
    {
        IBlobStore store = await OpenAsync();
        await store.UpdateAsync("current.json", p => p ?? new Pointer("v1", []), PointerJson.Default.Pointer);
        Pointer now = await store.UpdateAsync("current.json", p => new Pointer("v2", [p!.Version, .. p.History]), PointerJson.Default.Pointer);
        Assert.Equal("v2", now.Version);
        Assert.Equal("""{"Version":"v2","History":["v1"]}""", Encoding.UTF8.GetString((await store.ReadAsync("current.json"))!.Content.Span));
        await store.TryCreateAsync("broken.json", "{"u8.ToArray());
        await Assert.ThrowsAsync<InvalidDataException>(() => store.UpdateAsync("broken.json", p => p!, PointerJson.Default.Pointer));
    }

    internal sealed record Pointer(string Version, string[] History);

    [JsonSerializable(typeof(Pointer))]
    internal sealed partial class PointerJson : JsonSerializerContext;
}
