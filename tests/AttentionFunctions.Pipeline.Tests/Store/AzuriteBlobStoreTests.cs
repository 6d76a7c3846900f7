using AttentionFunctions.Testing;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Xunit;

[assembly: AssemblyFixture(typeof(Azurite))]

namespace AttentionFunctions.Store;

public sealed class AzuriteBlobStoreTests(Azurite azurite) : BlobStoreContract
{
    [Fact]
    public async Task Lists_across_pages()
    {
        var store = new AzureBlobStore(await ContainerAsync()) { ListPageSize = 7 };
        string[] names = [.. Enumerable.Range(0, 50).Select(i => $"n/{i:d2}")];
        await Task.WhenAll(names.Select(name => store.TryCreateAsync(name, "x"u8.ToArray())));
        Assert.Equal(names, await NamesAsync(store, "n/"));
    }

    [Fact]
    public async Task A_missing_container_is_not_a_missing_blob()
    {
        BlobContainerClient container = await ContainerAsync();
        var store = new AzureBlobStore(container);
        Assert.Null(await store.ReadAsync("x"));
        await container.DeleteAsync();
        await Assert.ThrowsAsync<RequestFailedException>(() => store.ReadAsync("x"));
        await Assert.ThrowsAsync<RequestFailedException>(() => store.GetETagAsync("x"));
        await Assert.ThrowsAsync<RequestFailedException>(() => store.TryCreateAsync("x", "x"u8.ToArray()));
        await Assert.ThrowsAsync<RequestFailedException>(() => store.DeleteAsync("x"));
        await Assert.ThrowsAsync<RequestFailedException>(() => NamesAsync(store, ""));
    }

    [Fact]
    public async Task A_broken_lease_is_lost()
    {
        BlobContainerClient container = await ContainerAsync();
        var store = new AzureBlobStore(container);
        await using IBlobLease lease = (await store.TryAcquireLeaseAsync("x", Shortest))!;
        await container.GetBlobClient(".leases/x").GetBlobLeaseClient().BreakAsync(TimeSpan.Zero);
        Assert.False(await lease.RenewAsync());
        Assert.NotNull(await store.TryAcquireLeaseAsync("x", Shortest));
    }

    [Fact]
    public async Task A_name_may_be_the_path_to_another()
    {
        IBlobStore store = await OpenAsync();
        Assert.NotNull(await store.TryCreateAsync("a/b", "x"u8.ToArray()));
        Assert.NotNull(await store.TryCreateAsync("a", "x"u8.ToArray()));
    }

    [Fact]
    public async Task Processes_lose_no_update_of_each_other()
    {
        string connection = await azurite.ConnectionAsync(), container = Azurite.NewContainer();
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Probe.RunAsync("increment", connection, container, "count", "30")));
        Assert.Equal(60, await Counter.ReadAsync(BlobStores.Open(connection, container), "count"));
    }

    protected override async Task<IBlobStore> OpenAsync() => new AzureBlobStore(await ContainerAsync());

    private async Task<BlobContainerClient> ContainerAsync() => new(await azurite.ConnectionAsync(), Azurite.NewContainer());
}
