using AttentionFunctions.Testing;

namespace AttentionFunctions.Store;

/// <summary>What a store promises holds when one request in five is delayed, refused, cut short, or answered into the void.</summary>
public sealed class FaultyBlobStoreTests(Azurite azurite) : BlobStoreContract, IAsyncDisposable
{
    private readonly List<StoreBehindProxy> _stores = [];

    public async ValueTask DisposeAsync()
    {
        foreach (StoreBehindProxy store in _stores) await store.DisposeAsync();
    }

    protected override async Task<IBlobStore> OpenAsync()
    {
        var store = await StoreBehindProxy.OpenAsync(azurite, new SeededFaults(seed: 1, rate: 0.2).Of);
        _stores.Add(store);
        return store.Blobs;
    }
}
