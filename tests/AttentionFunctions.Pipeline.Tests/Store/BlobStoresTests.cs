using AttentionFunctions.Testing;
using Xunit;

namespace AttentionFunctions.Store;

public sealed class BlobStoresTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("plain")]
    [InlineData("with=sign")]
    [InlineData("a;b=c")]
    public void A_path_is_a_folder(string name) => Assert.IsType<FolderBlobStore>(BlobStores.Open(Path.Join(_folder.Path, name)));

    [Theory]
    [InlineData("UseDevelopmentStorage=true")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=YQ==;EndpointSuffix=core.windows.net")]
    [InlineData("BlobEndpoint=https://a.blob.core.windows.net;SharedAccessSignature=sv=1&sig=x")]
    [InlineData("https://a.blob.core.windows.net")]
    public void Connection_strings_and_endpoints_are_azure(string connection) =>
        Assert.IsType<AzureBlobStore>(BlobStores.Open(connection));

    [Theory]
    [InlineData("", "No store is configured")]
    [InlineData("http://a.blob.core.windows.net", "https")]
    [InlineData("https://a.blob.core.windows.net/?sig=c2VjcmV0", "SharedAccessSignature")]
    [InlineData("AccountName=c2VjcmV0", "incomplete")]
    public void Mistakes_are_told_without_secrets(string connection, string hint)
    {
        var error = Assert.Throws<ArgumentException>(() => BlobStores.Open(connection));
        Assert.Contains(hint, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", error.ToString(), StringComparison.Ordinal);
    }
}
