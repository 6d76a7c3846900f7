using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AttentionFunctions.Client;
using AttentionFunctions.Local.Queue;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>Publishing to the local host as to the REST address of a real queue.</summary>
public sealed class RestSendTests
{
    private const string Key = "the key of this test";

    [Fact]
    public async Task Takes_a_message_and_a_batch_and_drops_duplicates()
    {
        await using RunningHost host = await RunningHost.StartAsync(serviceBus: new EndpointOptions { Listen = new(IPAddress.Loopback, 0) });
        Assert.Equal(HttpStatusCode.Created, await PostAsync(host, """{"type":"view","userId":"u","itemId":"i"}""", properties: """{"MessageId":"m1","Label":"x"}"""));
        const string batch = """[{"Body":"{}","BrokerProperties":{"MessageId":"m1"}},{"Body":"{\"type\":\"like\",\"userId\":\"u\",\"itemId\":\"j\"}","UserProperties":{"n":1}}]""";
        Assert.Equal(HttpStatusCode.Created, await PostAsync(host, batch, RestSend.BatchType));
        await host.DrainedAsync();

        Store.EventLog log = host.App.Services.GetRequiredService<Store.EventLog>();
        List<string?> items = [];
        await foreach (IReadOnlyList<Events.AttentionEvent> events in log.ReadAsync(cancel: TestContext.Current.CancellationToken))
            items.AddRange(events.Select(@event => @event.ItemId));
        Assert.Equal(["i", "j"], items.Order());
    }

    [Theory]
    [InlineData("[1]", 400)]
    [InlineData("""{"Body":"x"}""", 400)]
    [InlineData("[{\"Body\":", 400)]
    [InlineData("""[{"Body":"x","BrokerProperties":{"ScheduledEnqueueTimeUtc":"tomorrow"}}]""", 400)]
    public async Task Says_what_is_wrong_with_a_batch(string body, int status)
    {
        await using RunningHost host = await RunningHost.StartAsync(serviceBus: new EndpointOptions { Listen = new(IPAddress.Loopback, 0) });
        Assert.Equal(status, (int)await PostAsync(host, body, RestSend.BatchType));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(host, new string('x', 300_000)));
        Assert.True(host.App.Services.GetRequiredService<SqliteQueue>().IsEmpty());
    }

    [Fact]
    public async Task With_a_key_takes_only_what_is_signed_with_it_for_this_queue_and_in_time()
    {
        await using RunningHost host = await RunningHost.StartAsync(
            apiKey: "api", serviceBus: new EndpointOptions { Listen = new(IPAddress.Loopback, 0), Key = Key });
        DateTimeOffset later = TimeProvider.System.GetUtcNow().AddMinutes(5);
        Uri queue = new(host.Http.BaseAddress!, "behaviour-events");
        Assert.Equal(HttpStatusCode.Created, await PostAsync(host, "{}", sas: ServiceBusSas.Create(queue, "n", Key, later)));
        Assert.Equal(HttpStatusCode.Created, await PostAsync(host, "{}", sas: ServiceBusSas.Create(host.Http.BaseAddress!, "n", Key, later)));
        string?[] refused =
        [
            null, "Bearer x", "SharedAccessSignature sr=x", ServiceBusSas.Create(queue, "n", Key + "!", later),
            ServiceBusSas.Create(queue, "n", Key, later.AddHours(-1)), ServiceBusSas.Create(new Uri(host.Http.BaseAddress!, "other"), "n", Key, later),
        ];
        foreach (string? sas in refused) Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(host, "{}", sas: sas));
    }

    [Fact]
    public async Task Without_a_key_of_its_own_asks_for_the_key_of_the_api()
    {
        await using RunningHost host = await RunningHost.StartAsync(apiKey: "api", serviceBus: new EndpointOptions { Listen = new(IPAddress.Loopback, 0) });
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(host, "{}"));
    }

    [Fact]
    public async Task A_queue_with_sessions_takes_what_names_one_and_asks_for_a_signature_of_its_own()
    {
        await using RunningHost host = await RunningHost.StartAsync(
            apiKey: "api", serviceBus: new EndpointOptions { Listen = new(IPAddress.Loopback, 0), Key = Key, SessionQueue = "orders" });
        string sas = ServiceBusSas.Create(new Uri(host.Http.BaseAddress!, "orders"), "n", Key, TimeProvider.System.GetUtcNow().AddMinutes(5));
        Assert.Equal(HttpStatusCode.Created, await PostAsync(host, "{}", properties: """{"SessionId":"s"}""", sas: sas, queue: "orders"));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(host, "{}", sas: sas, queue: "orders"));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(host, "{}", sas: sas));
        SqliteQueue queue = host.App.Services.GetRequiredService<BusQueues>().ByName["orders"];
        SessionLock held = queue.Sessions.Accept(null)!;
        Assert.Equal("s", held.Session);
        Assert.Single(queue.Sessions.Receive(held, 10));
    }

    private static async Task<HttpStatusCode> PostAsync(
        RunningHost host, string body, string? type = null, string? properties = null, string? sas = null, string queue = "behaviour-events")
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"/{queue}/messages") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        if (type is not null) request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (properties is not null) request.Headers.Add("BrokerProperties", properties);
        if (sas is not null) request.Headers.TryAddWithoutValidation("Authorization", sas);
        using HttpResponseMessage response = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
