using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using AttentionFunctions.Testing;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Sas;
using Xunit;

namespace AttentionFunctions.Store;

/// <summary>The ways into a storage account that need no key: an identity's token over https, and shared access signatures.</summary>
public sealed class AzuriteAccessTests(Azurite azurite)
{
    private static readonly DateTimeOffset Long = new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_identity_enters_over_https()
    {
        using var folder = new TemporaryFolder();
        using X509Certificate2 certificate = Certify(folder.Path);

        // Azurite checks what a token says of its audience, issuer and time, and not who signed it.
        await using AzuriteProcess server = await AzuriteProcess.StartAsync(
            0, "--oauth", "basic", "--cert", Path.Join(folder.Path, "cert.pem"), "--key", Path.Join(folder.Path, "key.pem"));
        Assert.Equal(Uri.UriSchemeHttps, server.Endpoint.Scheme);
        using HttpClient http = Trusting(certificate);
        var options = new BlobClientOptions { Transport = new HttpClientTransport(http), Retry = { MaxRetries = 0 } };

        await RoundTripAsync(new AzureBlobStore(new BlobServiceClient(server.Endpoint, new Token(Long), options).GetBlobContainerClient("identity")));

        var late = new AzureBlobStore(new BlobServiceClient(server.Endpoint, new Token(DateTimeOffset.UnixEpoch.AddYears(40)), options).GetBlobContainerClient("identity"));
        RequestFailedException refused = await Assert.ThrowsAsync<RequestFailedException>(() => late.ReadAsync("x"));
        Assert.Equal((int)HttpStatusCode.Forbidden, refused.Status);
    }

    [Fact]
    public async Task A_shared_access_signature_is_enough()
    {
        var account = new BlobServiceClient(await azurite.ConnectionAsync());
        Uri all = account.GenerateAccountSasUri(AccountSasPermissions.All, Long, AccountSasResourceTypes.All);
        await RoundTripAsync(BlobStores.Open($"BlobEndpoint={account.Uri};SharedAccessSignature={all.Query[1..]}", Azurite.NewContainer()));
    }

    [Fact]
    public async Task A_signature_that_may_only_read_may_only_read()
    {
        string container = Azurite.NewContainer();
        IBlobStore owner = BlobStores.Open(await azurite.ConnectionAsync(), container);
        string etag = (await owner.TryCreateAsync("x", "one"u8.ToArray()))!;

        var account = new BlobServiceClient(await azurite.ConnectionAsync());
        Uri reading = account.GenerateAccountSasUri(AccountSasPermissions.Read | AccountSasPermissions.List | AccountSasPermissions.Create, Long, AccountSasResourceTypes.All);
        IBlobStore reader = BlobStores.Open($"BlobEndpoint={account.Uri};SharedAccessSignature={reading.Query[1..]}", container);
        Assert.Equal("one"u8.ToArray(), (await reader.ReadAsync("x"))!.Content.ToArray());
        foreach (Func<Task> forbidden in (Func<Task>[])[() => reader.TryReplaceAsync("x", "two"u8.ToArray(), etag), () => reader.DeleteAsync("x")])
            Assert.Equal((int)HttpStatusCode.Forbidden, (await Assert.ThrowsAsync<RequestFailedException>(forbidden)).Status);
        Assert.Equal("one"u8.ToArray(), (await owner.ReadAsync("x"))!.Content.ToArray());
    }

    private static async Task RoundTripAsync(IBlobStore store)
    {
        string? etag = await store.TryCreateAsync("a/x", "one"u8.ToArray());
        Assert.NotNull(etag);
        Assert.Null(await store.TryCreateAsync("a/x", "two"u8.ToArray()));
        Assert.NotNull(await store.TryReplaceAsync("a/x", "two"u8.ToArray(), etag));
        Assert.NotNull(await store.TryCreateAsync("a/y", new MemoryStream("streamed"u8.ToArray())));
        Assert.Equal("two"u8.ToArray(), (await store.ReadAsync("a/x"))!.Content.ToArray());
        Assert.Equal(["a/x", "a/y"], await store.ListAsync("a/").Select(entry => entry.Name).ToListAsync());
        await using (IBlobLease? lease = await store.TryAcquireLeaseAsync("l", TimeSpan.FromSeconds(15)))
            Assert.True(await lease!.RenewAsync());
        Assert.True(await store.DeleteAsync("a/x"));
    }

    private static X509Certificate2 Certify(string folder)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), Long);
        File.WriteAllText(Path.Join(folder, "cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Join(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        return certificate;
    }

    /// <summary>Trusts this one certificate and no other.</summary>
    private static HttpClient Trusting(X509Certificate2 certificate) => new(new HttpClientHandler
    {
        ServerCertificateCustomValidationCallback = (_, presented, _, _) => presented?.Thumbprint == certificate.Thumbprint,
    });

    /// <summary>As Entra ID would give it, but for the signature.</summary>
    private sealed class Token(DateTimeOffset end) : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(Text(), Long);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));

        private string Text()
        {
            long begin = DateTimeOffset.UnixEpoch.AddYears(30).ToUnixTimeSeconds();
            return string.Join('.', Part("""{"alg":"RS256","typ":"JWT"}"""), Part(
                $$"""{"aud":"https://storage.azure.com","iss":"https://sts.windows.net/00000000-0000-0000-0000-000000000000/","iat":{{begin}},"nbf":{{begin}},"exp":{{end.ToUnixTimeSeconds()}}}"""), "c2lnbmVk");
        }

        private static string Part(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }
}
