using AttentionFunctions.Testing;
using Azure.Core;
using Xunit;

namespace AttentionFunctions.Client;

public sealed class ServiceBusConnectionTests
{
    private const string Keys = "SharedAccessKeyName=name;SharedAccessKey=c2VjcmV0==";

    [Theory]
    [InlineData("Endpoint=sb://contoso.servicebus.windows.net/;" + Keys, "https://contoso.servicebus.windows.net/")]
    [InlineData(" endpoint = sb://contoso.servicebus.windows.net:5671 ; " + Keys + ";", "https://contoso.servicebus.windows.net/")]
    [InlineData("Endpoint=sb://localhost;" + Keys + ";UseDevelopmentEmulator=true;", "http://localhost:5300/")]
    [InlineData("Endpoint=sb://127.0.0.1:8123;" + Keys + ";UseDevelopmentEmulator=True", "http://127.0.0.1:8123/")]
    public void Reads_the_endpoint(string connectionString, string endpoint) =>
        Assert.Equal(new Uri(endpoint), ServiceBusConnection.Parse(connectionString).Endpoint);

    [Fact]
    public void Reads_the_queue_of_a_queues_own_string() =>
        Assert.Equal("events", ServiceBusConnection.Parse("Endpoint=sb://a.b;" + Keys + ";EntityPath=events").EntityPath);

    [Theory]
    [InlineData("", "has no Endpoint")]
    [InlineData("Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKey=c2VjcmV0", "has no SharedAccessKeyName")]
    [InlineData("Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=name;SharedAccessKey=", "has no SharedAccessKey.")]
    [InlineData("Endpoint=https://contoso.servicebus.windows.net/;" + Keys, "not of the form sb://")]
    [InlineData("Endpoint=sb:///;" + Keys, "not of the form sb://")]
    [InlineData("c2VjcmV0", "has no name")]
    public void Says_what_is_wrong_with_a_string_and_not_its_key(string connectionString, string words)
    {
        string message = Assert.Throws<FormatException>(() => ServiceBusConnection.Parse(connectionString)).Message;
        Assert.Contains(words, message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Prints_no_key() => Assert.DoesNotContain(
        "c2VjcmV0", ServiceBusConnection.Parse("Endpoint=sb://a.b;" + Keys).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("https://contoso.servicebus.windows.net")]
    [InlineData("contoso")]
    [InlineData("")]
    public void Refuses_what_is_no_namespace(string name) => Assert.Contains(
        "contoso.servicebus.windows.net",
        Assert.Throws<FormatException>(() => ServiceBusConnection.ForNamespace(name, _ => default)).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task Sends_entra_tokens_over_https_and_keeps_them_while_they_are_fresh()
    {
        var time = new SkippingTime();
        int issued = 0;
        var sent = new SentRequests();
        using var client = new HttpClient(sent);
        var queue = new ServiceBusSender(client, ServiceBusConnection.ForNamespace("contoso.servicebus.windows.net", Issue), "events", time);

        QueuedMessage message = new("m", "{}"u8.ToArray());
        await queue.SendAsync([message]);
        await queue.SendAsync([message]);
        time.Advance(TimeSpan.FromMinutes(56));
        await queue.SendAsync([message]);

        Assert.Equal(["Bearer token-1", "Bearer token-1", "Bearer token-2"], sent.Authorizations);
        Assert.Equal(new Uri("https://contoso.servicebus.windows.net/events/messages"), sent.Address);

        ValueTask<EntraToken> Issue(CancellationToken cancel) => ValueTask.FromResult(new EntraToken($"token-{++issued}", SkippingTime.Begin.AddHours(issued)));
    }

    /// <summary>The line of the documents, with any credential of Azure.Identity.</summary>
    [Fact]
    public async Task A_credential_of_azure_identity_is_passed_in_one_line()
    {
        var sent = new SentRequests();
        using var client = new HttpClient(sent);
        TokenCredential credential = new AskedCredential();

        ServiceBusConnection connection = ServiceBusConnection.ForNamespace(
            "contoso.servicebus.windows.net", cancel => credential.GetTokenAsync(new([ServiceBusConnection.EntraScope]), cancel), token => new(token.Token, token.ExpiresOn));

        await new ServiceBusSender(client, connection, "events", new SkippingTime()).SendAsync([new QueuedMessage("m", "{}"u8.ToArray())]);
        Assert.Equal(["Bearer for https://servicebus.azure.net/.default"], sent.Authorizations);
    }

    private sealed class AskedCredential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new("for " + Assert.Single(requestContext.Scopes), SkippingTime.Begin.AddHours(1));

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }

    /// <summary>In place of the network, since the service's name cannot be served here.</summary>
    private sealed class SentRequests : HttpMessageHandler
    {
        public List<string> Authorizations { get; } = [];

        public Uri? Address { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Authorizations.Add(request.Headers.Authorization!.ToString());
            Address = request.RequestUri;
            return Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.Created));
        }
    }
}
