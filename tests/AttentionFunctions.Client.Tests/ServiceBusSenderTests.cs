using System.Net;
using System.Text;
using System.Text.Json;
using AttentionFunctions.Testing;
using Xunit;
using static AttentionFunctions.Testing.RecordingServer;

namespace AttentionFunctions.Client;

public sealed class ServiceBusSenderTests : IAsyncLifetime
{
    private readonly SkippingTime time = new();
    private RecordingServer server = null!;

    private ServiceBusSender Queue => new(server.Client, ServiceBusSamples.At(server.Address), "attention-events", time);

    public async ValueTask InitializeAsync() => server = await StartAsync(Answer(201));

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static QueuedMessage Message(string id, string body) => new(id, Encoding.UTF8.GetBytes(body));

    private static QueuedMessage[] Messages(int count, int characters) =>
        [.. Enumerable.Range(0, count).Select(i => Message($"m-{i}", $"{i} " + new string('x', characters)))];

    private static (string Id, string Body)[] Read(RecordedRequest request)
    {
        using var json = JsonDocument.Parse(request.Body);
        return [.. json.RootElement.EnumerateArray().Select(one => (
            one.GetProperty("BrokerProperties").GetProperty("MessageId").GetString()!, one.GetProperty("Body").GetString()!))];
    }

    [Fact]
    public async Task Posts_a_batch_with_the_bare_content_type()
    {
        await Queue.SendAsync([Message("e-1", """{"type":"view"}"""), Message("e-2", "zwei € 😀\n")]);
        RecordedRequest request = Assert.Single(server.Requests);
        Assert.Equal(("POST", "/attention-events/messages"), (request.Method, request.Path));
        Assert.Equal("application/vnd.microsoft.servicebus.json", request.Headers["Content-Type"]);
        Assert.StartsWith("""[{"Body":"{\"type\":\"view\"}","BrokerProperties":{"MessageId":"e-1"}},{"Body":"zwei €""", request.Text, StringComparison.Ordinal);
        Assert.Equal([("e-1", """{"type":"view"}"""), ("e-2", "zwei € 😀\n")], Read(request));
    }

    [Fact]
    public async Task Nothing_to_send_is_no_request()
    {
        await Queue.SendAsync([]);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Signs_for_the_queue_and_keeps_the_token_until_shortly_before_it_expires()
    {
        ServiceBusSender queue = Queue;
        await queue.SendAsync(Messages(1, 10));
        time.Advance(TimeSpan.FromMinutes(54));
        await queue.SendAsync(Messages(1, 10));
        time.Advance(TimeSpan.FromMinutes(2));
        await queue.SendAsync(Messages(1, 10));

        DateTimeOffset[] issued = [SkippingTime.Begin, SkippingTime.Begin, SkippingTime.Begin.AddMinutes(56)];
        Assert.Equal(
            issued.Select(at => ServiceBusSamples.Signature(new Uri(server.Address, "attention-events"), at.AddHours(1))),
            server.Requests.Select(request => request.Headers["Authorization"]));
    }

    [Fact]
    public async Task Splits_into_batches_that_the_standard_tier_takes()
    {
        QueuedMessage[] messages = Messages(50, 20_000); // Twelve to a batch.
        await Queue.SendAsync(messages);
        Assert.Equal([12, 12, 12, 12, 2], server.Requests.Select(request => Read(request).Length));
        Assert.InRange(server.Requests.Max(request => request.Body.Length), 0, 240 * 1024);
        Assert.Equal(messages.Select(m => m.MessageId), server.Requests.SelectMany(Read).Select(read => read.Id));
    }

    [Theory]
    [InlineData(240 * 1024, true)]
    [InlineData((240 * 1024) + 1, false)]
    public async Task One_message_fills_a_batch_to_the_last_byte(int batchBytes, bool fits)
    {
        int around = """[{"Body":"","BrokerProperties":{"MessageId":"m"}}]""".Length;
        QueuedMessage[] messages = [Message("first", "x"), Message("m", new string('x', batchBytes - around))];
        if (fits)
        {
            await Queue.SendAsync(messages);
            Assert.Equal(batchBytes, server.Requests[1].Body.Length);
        }
        else
        {
            ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(() => Queue.SendAsync(messages));
            Assert.StartsWith("The message 'm' takes 245,759 bytes", refused.Message, StringComparison.Ordinal);
            Assert.Empty(server.Requests);
        }
    }

    [Fact]
    public async Task Refuses_a_body_that_is_no_text() => Assert.Contains(
        "'b' is not UTF-8",
        (await Assert.ThrowsAsync<ArgumentException>(() => Queue.SendAsync([new QueuedMessage("b", new byte[] { 0xC3 })]))).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task Shortens_ids_that_the_service_refuses_and_keeps_them_apart()
    {
        string longest = new('i', 128);
        await Queue.SendAsync([Message(longest, "a"), Message(longest + "1", "b"), Message(longest + "2", "c"), Message(longest + "1", "d")]);
        string[] ids = [.. Read(server.Requests[0]).Select(read => read.Id)];
        Assert.Equal(longest, ids[0]);
        Assert.All(ids, id => Assert.InRange(id.Length, 1, 128));
        Assert.Equal(ids[1], ids[3]);
        Assert.Equal(3, ids.Distinct().Count());
    }

    [Fact]
    public async Task Repeats_what_passes_with_growing_waits()
    {
        server.Plan(Answer(503), Break, Answer(408), Answer(500));
        await Queue.SendAsync(Messages(1, 10));
        Assert.Equal([0.5, 1, 2, 4], time.Waits);
        Assert.Equal(5, server.Requests.Count);
        Assert.Single(server.Requests.Select(request => request.Text).Distinct());
    }

    [Fact]
    public async Task Waits_as_long_as_it_is_asked_to()
    {
        string date = SkippingTime.Begin.AddSeconds(7 + 40).ToString("R");
        server.Plan(Answer(429, retryAfter: "7"), Answer(503, retryAfter: date), Answer(429, retryAfter: "0"));
        await Queue.SendAsync(Messages(1, 10));
        Assert.Equal([7, 40, 2], time.Waits);
    }

    [Fact]
    public async Task Gives_up_when_asked_to_wait_for_long()
    {
        server.Plan(Answer(429, "quota", retryAfter: "3600"));
        HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(() => Queue.SendAsync(Messages(1, 10)));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Empty(time.Waits);
    }

    [Fact]
    public async Task Gives_up_after_five_attempts()
    {
        server.Plan([.. Enumerable.Repeat(Answer(503, "server busy"), 9)]);
        HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(() => Queue.SendAsync(Messages(1, 10)));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.EndsWith("answered 503 at attempt 5 of 5. The server says: server busy", refused.Message, StringComparison.Ordinal);
        Assert.Equal(5, server.Requests.Count);
    }

    [Fact]
    public async Task Gives_up_when_every_connection_breaks()
    {
        server.Plan([.. Enumerable.Repeat(Break, 9)]);
        HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(() => Queue.SendAsync(Messages(1, 10)));
        Assert.Contains("could not be reached in 5 attempts", refused.Message, StringComparison.Ordinal);
        Assert.Equal(5, server.Requests.Count);
    }

    [Theory]
    [InlineData(400, "the queue refused the batch")]
    [InlineData(401, "Azure Service Bus Data Sender")]
    [InlineData(403, "a valid key")]
    [InlineData(404, "there is no queue 'attention-events'")]
    [InlineData(410, "check the setting Queue")]
    [InlineData(413, "tier")]
    public async Task Other_refusals_are_told_at_once_with_what_to_mend(int status, string remedy)
    {
        server.Plan(Answer(status, "<Error>why</Error>"));
        HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(() => Queue.SendAsync(Messages(1, 10)));
        Assert.Equal(status, (int)refused.StatusCode!);
        Assert.Contains(remedy, refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("<Error>why</Error>", refused.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Stops_when_the_caller_does()
    {
        using CancellationTokenSource stop = new();
        server.Plan(async context =>
        {
            await stop.CancelAsync();
            await Answer(503)(context);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Queue.SendAsync(Messages(1, 10), stop.Token));
        Assert.Single(server.Requests);
    }
}
