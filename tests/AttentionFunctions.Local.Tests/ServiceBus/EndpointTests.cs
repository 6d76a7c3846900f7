using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using AttentionFunctions.Ingest;
using AttentionFunctions.Local.Queue;
using Xunit;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>What Microsoft's own client sees of the local queue.</summary>
public sealed class EndpointTests
{
    [Fact]
    public async Task A_message_comes_back_as_it_was_sent()
    {
        using EndpointFixture fixture = new();
        await using OfficialClient client = await OfficialClient.PlayAsync("roundTrip", fixture.Connection());

        JsonElement got = await client.HearAsync();

        Assert.Equal("""{"type":"view","userId":"u"}""", got.GetProperty("body").GetRawText());
        Assert.Equal("""{"source":"shop","attempt":3,"urgent":true,"ratio":0.5}""", got.GetProperty("applicationProperties").GetRawText());
        string[] texts = ["messageId=m-1", "contentType=application/json", "subject=event", "correlationId=c-1", "replyTo=r", "to=t", "sequenceNumber=1"];
        Assert.All(texts, text => Assert.Equal(text.Split('=')[1], got.GetProperty(text.Split('=')[0]).GetString()));
        Assert.Equal(3_600_000, got.GetProperty("timeToLive").GetInt32());
        Assert.Equal(0, got.GetProperty("deliveryCount").GetInt32());
        Assert.Equal(fixture.Time.GetUtcNow(), got.GetProperty("enqueued").GetDateTimeOffset());
        Assert.Equal(fixture.Time.GetUtcNow().AddSeconds(30), got.GetProperty("lockedUntil").GetDateTimeOffset());
        Assert.Equal(36, got.GetProperty("tokenLength").GetInt32());
        Assert.True(got.GetProperty("empty").GetBoolean());
    }

    [Fact]
    public async Task The_pipeline_finds_the_bytes_of_every_kind_of_body()
    {
        using EndpointFixture fixture = new();
        await using OfficialClient client = await OfficialClient.PlayAsync("bodies", fixture.Connection());
        int batch = (await client.HearAsync()).GetProperty("added").GetInt32();
        Assert.Equal("sent", await client.HearAsync<string>());

        IReadOnlyList<LockedMessage> here = fixture.Queue.Receive(100);
        Assert.Equal(["\"text\"", """{"a":[1,"ü"]}""", Encoding.UTF8.GetString([1, 2, 255]), "null", "value"],
            here.Take(5).Select(message => Encoding.UTF8.GetString(message.Message.Body.Span)));
        Assert.InRange(batch, 20, 26);
        Assert.Equal(Enumerable.Range(0, batch).Select(i => $"batch-{i}"), QueueFixture.Ids(here.Skip(5)));
        Assert.Equal(here.Count, fixture.Queue.Abandon(here));

        await client.GoOnAsync();
        Assert.Equal("""["text",{"a":[1,"ü"]},[1,2,255],null,"value"]""", (await client.HearAsync()).GetRawText());
    }

    [Fact]
    public async Task Completes_abandons_with_properties_and_dead_letters_with_a_reason()
    {
        using EndpointFixture fixture = new();
        await using OfficialClient client = await OfficialClient.PlayAsync("settle", fixture.Connection());

        JsonElement got = await client.HearAsync();

        Assert.Equal("""{"id":"m2","deliveries":1,"properties":{"tried":"yes","times":2}}""", got.GetProperty("again").GetRawText());
        JsonElement letter = got.GetProperty("letter");
        Assert.Equal("m3", letter.GetProperty("id").GetString());
        Assert.Equal("b3", letter.GetProperty("body").GetString());
        Assert.Equal("NoGood", letter.GetProperty("reason").GetString());
        Assert.Equal("It does not parse.", letter.GetProperty("description").GetString());
        Assert.Equal("behaviour-events", letter.GetProperty("source").GetString());
        Assert.Equal("test", letter.GetProperty("properties").GetProperty("seenBy").GetString());
        Assert.True(got.GetProperty("nothingLeft").GetBoolean());
        Assert.Equal("m3", got.GetProperty("letterAgain").GetString());
        Assert.True(got.GetProperty("noLetters").GetBoolean());
        Assert.NotEqual("ok", got.GetProperty("completedTwice").GetString());
        Assert.Equal(new QueueCounts(0, 0, 0), fixture.Queue.Count());
    }

    [Fact]
    public async Task Gives_a_message_up_after_its_last_delivery()
    {
        using EndpointFixture fixture = new();
        await using OfficialClient client = await OfficialClient.PlayAsync("exhaust", fixture.Connection());
        Assert.Equal("""{"counts":[0,1,2],"empty":true,"reason":"MaxDeliveryCountExceeded"}""", (await client.HearAsync()).GetRawText());
    }

    [Fact]
    public async Task A_lock_ends_unless_it_is_renewed_and_then_settles_nothing()
    {
        using EndpointFixture fixture = new();
        await using OfficialClient client = await OfficialClient.PlayAsync("locks", fixture.Connection());

        Assert.Equal(fixture.Time.GetUtcNow().AddSeconds(30), (await client.HearAsync()).GetProperty("lockedUntil").GetDateTimeOffset());
        fixture.Time.Advance(TimeSpan.FromSeconds(20));
        await client.GoOnAsync();
        Assert.Equal(fixture.Time.GetUtcNow().AddSeconds(30), (await client.HearAsync()).GetProperty("renewed").GetDateTimeOffset());
        fixture.Time.Advance(TimeSpan.FromSeconds(29));
        await client.GoOnAsync();
        Assert.True((await client.HearAsync()).GetProperty("heldByFirst").GetBoolean());
        fixture.Time.Advance(TimeSpan.FromSeconds(1));
        await client.GoOnAsync();

        JsonElement late = await client.HearAsync();
        Assert.Equal("""{"deliveries":1,"late":"MessageLockLost","lateRenewal":"MessageLockLost"}""", late.GetRawText());
        Assert.True((await client.HearAsync()).GetProperty("empty").GetBoolean());
    }

    [Fact]
    public async Task A_broken_connection_keeps_its_locks_until_they_end()
    {
        using EndpointFixture fixture = new();
        await using OfficialClient client = await OfficialClient.PlayAsync("abandonedConnection", fixture.Connection());
        Assert.True((await client.HearAsync()).GetProperty("held").GetBoolean());
        fixture.Time.Advance(TimeSpan.FromSeconds(30));
        await client.GoOnAsync();
        Assert.Equal("""{"id":"m","deliveries":1}""", (await client.HearAsync()).GetRawText());
    }

    [Fact]
    public async Task Receive_and_delete_deletes()
    {
        using EndpointFixture fixture = new();
        await using OfficialClient client = await OfficialClient.PlayAsync("receiveAndDelete", fixture.Connection());
        Assert.Equal("""{"bodies":["a","b"],"empty":true}""", (await client.HearAsync()).GetRawText());
        Assert.True(fixture.Queue.IsEmpty());
    }

    [Fact]
    public async Task Scheduled_messages_come_when_they_are_due_unless_cancelled()
    {
        using EndpointFixture fixture = new();
        await using OfficialClient client = await OfficialClient.PlayAsync("schedule", fixture.Connection());
        await client.HearAsync();
        DateTimeOffset due = fixture.Time.GetUtcNow().AddMinutes(5);
        await client.GoOnAsync(JsonSerializer.Serialize(due));
        Assert.Equal("""{"early":true,"kept":"1","cancelAgain":"MessageNotFound"}""", (await client.HearAsync()).GetRawText());

        fixture.Time.Advance(TimeSpan.FromMinutes(5));
        await client.GoOnAsync();

        JsonElement found = await client.HearAsync();
        Assert.Equal("""["kept","third"]""", found.GetProperty("bodies").GetRawText());
        Assert.All(found.GetProperty("enqueued").EnumerateArray(), time => Assert.Equal(due, time.GetDateTimeOffset()));
    }

    [Fact]
    public async Task A_message_id_counts_once_within_the_window()
    {
        using EndpointFixture fixture = new();
        await using OfficialClient client = await OfficialClient.PlayAsync("duplicates", fixture.Connection());
        await client.HearAsync();
        Assert.Equal(2, fixture.Queue.Count().Active);
        fixture.Time.Advance(TimeSpan.FromMinutes(10));
        await client.GoOnAsync();
        Assert.Equal("""["same","other","same"]""", (await client.HearAsync()).GetRawText());
    }

    [Fact]
    public async Task Peeking_takes_nothing_and_goes_on_where_it_was()
    {
        using EndpointFixture fixture = new();
        await using OfficialClient client = await OfficialClient.PlayAsync("peek", fixture.Connection());
        Assert.Equal("[[1,2],[3],[]]", (await client.HearAsync()).GetRawText());
        Assert.Equal(new QueueCounts(3, 0, 0), fixture.Queue.Count());
    }

    [Fact]
    public async Task A_deferred_message_is_had_by_its_number_only()
    {
        using EndpointFixture fixture = new();
        await using OfficialClient client = await OfficialClient.PlayAsync("defer", fixture.Connection());
        JsonElement got = await client.HearAsync();
        Assert.Equal("""["deferred","deferred","deferred","scheduled"]""", got.GetProperty("states").GetRawText());
        Assert.True(got.GetProperty("gone").GetBoolean());
        Assert.Equal("MessageNotFound", got.GetProperty("locked").GetString());
        Assert.Equal("""{"body":1,"deliveries":1,"properties":{"aside":1}}""", got.GetProperty("first").GetRawText());
        Assert.Equal(2, got.GetProperty("again").GetInt32());
        Assert.Equal(fixture.Time.GetUtcNow().AddSeconds(30), got.GetProperty("renewed").GetDateTimeOffset());
        Assert.Equal("""{"body":2,"reason":"Late"}""", got.GetProperty("letter").GetRawText());
        Assert.Equal(3, got.GetProperty("third").GetInt32());
        Assert.Equal("MessageNotFound", got.GetProperty("unknown").GetString());
    }

    [Fact]
    public async Task Dead_letters_are_peeked_and_renewed_like_messages_but_not_sent()
    {
        using EndpointFixture fixture = new();
        await using OfficialClient client = await OfficialClient.PlayAsync("deadLetterPeek", fixture.Connection());
        JsonElement got = await client.HearAsync();
        Assert.Equal("""[[1,"r"],[2,"r"]]""", got.GetProperty("peeked").GetRawText());
        Assert.Equal(fixture.Time.GetUtcNow().AddSeconds(30), got.GetProperty("renewed").GetDateTimeOffset());
        Assert.NotEqual("ok", got.GetProperty("sent").GetString());
    }

    [Fact]
    public async Task Many_clients_at_once_get_every_message_exactly_once()
    {
        using EndpointFixture fixture = new(time: TimeProvider.System);
        await using OfficialClient client = await OfficialClient.PlayAsync("crowd", fixture.Connection());
        Assert.Equal("""{"received":400,"distinct":400}""", (await client.HearAsync()).GetRawText());
        Assert.True(fixture.Queue.IsEmpty());
    }

    [Fact]
    public async Task A_subscription_is_fed_as_messages_arrive()
    {
        using EndpointFixture fixture = new(time: TimeProvider.System);
        await using OfficialClient client = await OfficialClient.PlayAsync("subscribe", fixture.Connection());
        Assert.Equal(Enumerable.Range(0, 30), await client.HearAsync<int[]>());
    }

    [Fact]
    public async Task Refuses_what_the_service_would_refuse_and_what_it_has_not()
    {
        using EndpointFixture fixture = new();
        await using OfficialClient client = await OfficialClient.PlayAsync("refusals", fixture.Connection());
        JsonElement got = await client.HearAsync();
        Assert.Equal("MessagingEntityNotFound", got.GetProperty("queue").GetString());
        Assert.Equal("MessageSizeExceeded", got.GetProperty("size").GetString());
        Assert.NotEqual("ok", got.GetProperty("session").GetString());
        Assert.True(fixture.Queue.IsEmpty());
    }

    [Theory]
    [InlineData("right", "ok")]
    [InlineData("wrong", "UnauthorizedAccess")]
    public async Task With_a_key_only_those_who_sign_with_it_get_in(string key, string outcome)
    {
        using EndpointFixture fixture = new("right", TimeProvider.System);
        await using OfficialClient client = await OfficialClient.PlayAsync("send", fixture.Connection(key));
        Assert.Equal(outcome, (await client.HearAsync()).GetProperty("sent").GetString());
    }

    [Fact]
    public async Task A_message_of_this_program_reaches_a_client_and_one_that_stalls_at_the_door_keeps_nobody_out()
    {
        using EndpointFixture fixture = new();
        using TcpClient silent = new();
        await silent.ConnectAsync(fixture.Endpoint);
        await fixture.Queue.SendAsync([new OutgoingMessage("a", "7"u8.ToArray()), new OutgoingMessage("b", "8"u8.ToArray())]);
        await using OfficialClient client = await OfficialClient.PlayAsync("peek", fixture.Connection());
        Assert.Equal("[[7,8],[1,2,3],[]]", (await client.HearAsync()).GetRawText());
    }

    [Fact]
    public void A_taken_port_and_an_open_door_are_refused_with_advice()
    {
        using EndpointFixture fixture = new();
        InvalidOperationException taken = Assert.Throws<InvalidOperationException>(() =>
            new ServiceBusEndpoint(fixture.Queues, new EndpointOptions { Listen = fixture.Endpoint }, fixture.Time));
        Assert.Contains("--service-bus off", taken.Message, StringComparison.Ordinal);

        InvalidOperationException open = Assert.Throws<InvalidOperationException>(() =>
            new ServiceBusEndpoint(fixture.Queues, new EndpointOptions { Listen = new IPEndPoint(IPAddress.Any, 0) }, fixture.Time));
        Assert.Contains("--service-bus-key", open.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Behaviour-Events")]
    [InlineData("")]
    [InlineData("{no} name")]
    [InlineData("/orders")]
    public void A_queue_has_a_name_of_its_own_that_is_one(string name)
    {
        EndpointOptions options = new() { SessionQueue = name };
        Assert.Throws<InvalidOperationException>(options.Validated);
    }
}
