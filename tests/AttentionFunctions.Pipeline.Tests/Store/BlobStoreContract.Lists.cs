using CsCheck;
using Xunit;

namespace AttentionFunctions.Store;

public abstract partial class BlobStoreContract
{
    [Fact]
    public async Task Lists_in_ordinal_order_across_folders()
    {
        IBlobStore store = await OpenAsync();
        string[] names = ["B", "a-b", "a.b", "a/b/c", "a/b0", "a/b-1", "a0", "a=", "aa", "b/1/x", "b/1-/x", "b/10", "b_", "b~"];
        foreach (string name in names)
        {
            await store.TryCreateAsync(name, new byte[name.Length]);
        }

        Assert.Equal(names.Order(StringComparer.Ordinal), await NamesAsync(store, ""));
        await foreach (BlobEntry entry in store.ListAsync(""))
        {
            Assert.Equal(entry.Name.Length, entry.Length);
        }
    }

    [Theory]
    [InlineData("", 5)]
    [InlineData("e", 4)]
    [InlineData("events/v1/", 3)]
    [InlineData("events/v1/dt=2026-11", 2)]
    [InlineData("events/v1/dt=2026-11-01/", 1)]
    [InlineData("events/v1/dt=2026-11-01/a", 1)]
    [InlineData("events/v1/dt=2026-11-01/a/", 0)]
    [InlineData("events/v2/", 0)]
    public async Task Lists_what_starts_with_a_prefix(string prefix, int count)
    {
        IBlobStore store = await OpenAsync();
        string[] names = ["economy", "events/v1/dt=2026-10-31/a", "events/v1/dt=2026-11-01/a", "events/v1/dt=2026-11-02/a", "f"];
        foreach (string name in names)
        {
            await store.TryCreateAsync(name, One);
        }

        string[] listed = await NamesAsync(store, prefix);
        Assert.Equal(names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)), listed);
        Assert.Equal(count, listed.Length);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../")]
    [InlineData(".tmp/")]
    [InlineData("/")]
    [InlineData("a//")]
    public async Task Bad_prefixes_are_refused(string prefix)
    {
        IBlobStore store = await OpenAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => NamesAsync(store, prefix));
    }

    [Fact]
    public async Task Listing_agrees_with_what_was_created_and_deleted()
    {
        Gen<string> segment = Gen.String[Gen.Char["ab-0~"], 1, 2];
        Gen<string[]> names = Gen.Select(segment.Array[1, 3], parts => string.Join('/', parts)).HashSet[1, 20].Select(WithoutPathsToOthers);
        await names.SampleAsync(
            async some =>
            {
                IBlobStore store = await OpenAsync();
                await Task.WhenAll(some.Select(name => store.TryCreateAsync(name, One)));
                foreach (string name in some.Where((_, i) => i % 3 == 0))
                {
                    Assert.True(await store.DeleteAsync(name));
                }

                Assert.Equal(some.Where((_, i) => i % 3 != 0).Order(StringComparer.Ordinal), await NamesAsync(store, ""));
            },
            iter: 30,
            threads: 1);
    }

    protected static async Task<string[]> NamesAsync(IBlobStore store, string prefix)
    {
        var names = new List<string>();
        await foreach (BlobEntry entry in store.ListAsync(prefix))
        {
            names.Add(entry.Name);
        }

        return [.. names];
    }

    private static string[] WithoutPathsToOthers(HashSet<string> names) =>
        [.. names.Where(name => !names.Any(other => other.StartsWith(name + "/", StringComparison.Ordinal)))];
}
