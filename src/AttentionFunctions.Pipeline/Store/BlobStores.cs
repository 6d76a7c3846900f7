using Azure.Identity;
using Azure.Storage.Blobs;

namespace AttentionFunctions.Store;

/// <summary>Finds the store that a setting names.</summary>
public static class BlobStores
{
    public const string DefaultContainer = "attention";

    /// <summary>
    /// Without a byte for so long a connection is dead, and the request is sent again on another. The client's own 100 seconds, six times over, are
    /// longer than the queue waits for a batch.
    /// </summary>
    internal static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <param name="connection">
    /// A folder's path; a storage connection string (<c>UseDevelopmentStorage=true</c> for Azurite); or the endpoint of a storage account
    /// (<c>https://{account}.blob.core.windows.net</c>), which is entered with the identity of the app or of the signed-in developer.
    /// </param>
    /// <param name="container">Used with Azure only.</param>
    /// <param name="time">Used by the folder only; Azure measures its leases itself.</param>
    public static IBlobStore Open(string connection, string container = DefaultContainer, TimeProvider? time = null)
    {
        if (string.IsNullOrWhiteSpace(connection))
        {
            throw new ArgumentException(
                "No store is configured. Give a folder's path, a storage connection string or https://{account}.blob.core.windows.net.",
                nameof(connection));
        }

        if (IsConnectionString(connection))
        {
            return new AzureBlobStore(FromConnectionString(connection, container));
        }

        return connection.Contains("://", StringComparison.Ordinal)
            ? new AzureBlobStore(AtEndpoint(connection, container))
            : new FolderBlobStore(connection, time);
    }

    /// <summary>By the first key, since endpoints and paths may hold '=' and ';' too.</summary>
    private static bool IsConnectionString(string connection) =>
        connection.IndexOf('=') is > 0 and var end && connection[..end].Trim().ToUpperInvariant() is
            "USEDEVELOPMENTSTORAGE" or "DEFAULTENDPOINTSPROTOCOL" or "ACCOUNTNAME" or "ACCOUNTKEY" or "BLOBENDPOINT" or "SHAREDACCESSSIGNATURE" or "ENDPOINTSUFFIX";

    private static BlobContainerClient FromConnectionString(string connection, string container)
    {
        try
        {
            return new BlobContainerClient(connection, container, Options());
        }
        catch (FormatException e)
        {
            throw new ArgumentException(
                "The storage connection string is incomplete. Copy it whole from the access keys of the storage account.", nameof(connection), e);
        }
    }

    private static BlobContainerClient AtEndpoint(string connection, string container)
    {
        // The connection itself is kept out of the messages: it may hold a signature or a key.
        if (!Uri.TryCreate(connection, UriKind.Absolute, out Uri? endpoint) || endpoint.Scheme != Uri.UriSchemeHttps)
        {
            throw new ArgumentException(
                "The store's endpoint is no https address. Identities are sent over https only; for Azurite use a connection string.",
                nameof(connection));
        }

        if (endpoint.Query.Length > 0)
        {
            throw new ArgumentException(
                "The store's endpoint has a query. Give a shared access signature as BlobEndpoint=…;SharedAccessSignature=….",
                nameof(connection));
        }

        return new BlobServiceClient(endpoint, new DefaultAzureCredential(), Options()).GetBlobContainerClient(container);
    }

    private static BlobClientOptions Options() => new() { Retry = { NetworkTimeout = Silence } };
}
