using AttentionFunctions.Testing;
using Azure.Storage.Blobs;

namespace AttentionFunctions.Store;

/// <summary>A container of Azurite, reached through a proxy that breaks requests.</summary>
internal sealed class StoreBehindProxy : IAsyncDisposable
{
    private StoreBehindProxy(FaultProxy proxy, AzureBlobStore store) => (Proxy, Blobs) = (proxy, store);

    public FaultProxy Proxy { get; }

    public IBlobStore Blobs { get; }

    /// <param name="repeats">How often the client tries again before it gives up.</param>
    /// <param name="silence">How long the client waits for a byte.</param>
    /// <param name="beforeAnswer">See <see cref="FaultProxy.BeforeAnswer"/>.</param>
    public static async Task<StoreBehindProxy> OpenAsync(
        Azurite azurite, Func<ProxiedRequest, Fault> schedule, string? container = null, int repeats = 10, Func<ProxiedRequest, Task>? beforeAnswer = null,
        TimeSpan? silence = null)
    {
        string connection = await azurite.ConnectionAsync();
        Uri server = new BlobServiceClient(connection).Uri;
        var proxy = new FaultProxy(server, schedule) { BeforeAnswer = beforeAnswer };
        var options = new BlobClientOptions
        {
            // Waits of milliseconds: nobody has to recover here.
            Retry =
            {
                MaxRetries = repeats, Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(5),
                NetworkTimeout = silence ?? BlobStores.Silence,
            },
        };
        string through = connection.Replace(server.GetLeftPart(UriPartial.Authority), proxy.Endpoint.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
        return new StoreBehindProxy(proxy, new AzureBlobStore(new BlobContainerClient(through, container ?? Azurite.NewContainer(), options)));
    }

    public ValueTask DisposeAsync() => Proxy.DisposeAsync();
}
