using Xunit;

namespace AttentionFunctions.Store;

public abstract partial class BlobStoreContract
{
    protected static readonly TimeSpan Shortest = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task A_lease_excludes_others_until_it_is_released()
    {
        IBlobStore store = await OpenAsync();
        IBlobLease? lease = await store.TryAcquireLeaseAsync("leases/v1/x", Shortest);
        Assert.NotNull(lease);
        Assert.Null(await store.TryAcquireLeaseAsync("leases/v1/x", Shortest));
        Assert.True(await lease.RenewAsync());
        await using (IBlobLease? other = await store.TryAcquireLeaseAsync("leases/v1/other", Shortest))
        {
            Assert.NotNull(other);
        }

        await lease.DisposeAsync();
        await lease.DisposeAsync();
        Assert.False(await lease.RenewAsync());
        await using IBlobLease? next = await store.TryAcquireLeaseAsync("leases/v1/x", Shortest);
        Assert.NotNull(next);
        Assert.False(await lease.RenewAsync());
        await lease.DisposeAsync();
        Assert.Null(await store.TryAcquireLeaseAsync("leases/v1/x", Shortest));
    }

    [Fact]
    public async Task Of_twenty_one_gets_the_lease()
    {
        IBlobStore store = await OpenAsync();
        IBlobLease?[] leases = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            Task.Run(() => store.TryAcquireLeaseAsync("x", Shortest))));
        Assert.Single(leases, lease => lease is not null);
    }

    [Fact]
    public async Task Leases_are_no_blobs()
    {
        IBlobStore store = await OpenAsync();
        await using IBlobLease? lease = await store.TryAcquireLeaseAsync("x", Shortest);
        Assert.Empty(await NamesAsync(store, ""));
        Assert.NotNull(await store.TryCreateAsync("x", One));
    }

    [Theory]
    [InlineData(14)]
    [InlineData(61)]
    public async Task Leases_last_15_to_60_seconds(int seconds)
    {
        IBlobStore store = await OpenAsync();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.TryAcquireLeaseAsync("x", TimeSpan.FromSeconds(seconds)));
    }
}
