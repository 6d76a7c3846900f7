using System.Text.Json;
using AttentionFunctions.Local.Queue;
using Xunit;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>What Microsoft's own client sees of a local queue that requires sessions.</summary>
public sealed class SessionTests
{
    [Fact]
    public async Task Each_session_has_one_holder_and_its_messages_in_order()
    {
        using EndpointFixture fixture = new();
        await using OfficialClient client = await OfficialClient.PlayAsync("sessions", fixture.Connection());

        JsonElement got = await client.HearAsync();

        JsonElement first = got.GetProperty("first");
        Assert.Equal("odd", first.GetProperty("session").GetString());
        Assert.Equal(fixture.Time.GetUtcNow().AddSeconds(30), first.GetProperty("lockedUntil").GetDateTimeOffset());
        Assert.Equal("[1,3]", first.GetProperty("bodies").GetRawText());
        Assert.Equal("""["odd","odd"]""", first.GetProperty("ids").GetRawText());
        Assert.Equal("""{"session":"even","bodies":[2,4]}""", got.GetProperty("second").GetRawText());
        Assert.Equal("SessionCannotBeLocked", got.GetProperty("taken").GetString());
        Assert.Equal("""{"id":"m1","deliveries":1,"properties":{"tried":1}}""", got.GetProperty("again").GetRawText());
        Assert.Equal("[2,4]", got.GetProperty("peeked").GetRawText());
        Assert.Equal("""{"reason":"NoGood","session":"odd"}""", got.GetProperty("letter").GetRawText());
        Assert.Equal("""{"session":"odd","empty":true}""", got.GetProperty("back").GetRawText());
        Assert.True(fixture.SessionQueue.IsEmpty());
    }

    [Fact]
    public async Task A_lock_ends_unless_it_is_renewed_and_takes_the_messages_with_it()
    {
        using EndpointFixture fixture = new();
        await using OfficialClient client = await OfficialClient.PlayAsync("sessionLocks", fixture.Connection());

        Assert.Equal(fixture.Time.GetUtcNow().AddSeconds(30), (await client.HearAsync()).GetProperty("lockedUntil").GetDateTimeOffset());
        fixture.Time.Advance(TimeSpan.FromSeconds(20));
        await client.GoOnAsync();
        JsonElement renewed = await client.HearAsync();
        Assert.Equal(fixture.Time.GetUtcNow().AddSeconds(30), renewed.GetProperty("renewed").GetDateTimeOffset());
        Assert.Equal(fixture.Time.GetUtcNow().AddSeconds(30), renewed.GetProperty("heldOn").GetDateTimeOffset());
        fixture.Time.Advance(TimeSpan.FromSeconds(29));
        await client.GoOnAsync();
        Assert.Equal("SessionCannotBeLocked", (await client.HearAsync()).GetProperty("stillHeld").GetString());
        fixture.Time.Advance(TimeSpan.FromSeconds(1));
        await client.GoOnAsync();

        Assert.Equal(
            """{"late":"SessionLockLost","lateRenewal":"SessionLockLost","lateState":"SessionLockLost","all":[[1,1],[2,0]]}""",
            (await client.HearAsync()).GetRawText());
    }

    [Fact]
    public async Task A_session_keeps_a_state()
    {
        using EndpointFixture fixture = new();
        await using OfficialClient client = await OfficialClient.PlayAsync("sessionState", fixture.Connection());
        JsonElement got = await client.HearAsync();
        Assert.Equal("""{"done":[1,"ü"]}""", got.GetProperty("kept").GetRawText());
        Assert.Equal(JsonValueKind.Null, got.GetProperty("before").ValueKind);
        Assert.Equal(JsonValueKind.Null, got.GetProperty("after").ValueKind);
        Assert.NotEqual("ok", got.GetProperty("tooLarge").GetString());
    }

    [Fact]
    public async Task A_deferred_message_is_its_sessions_and_locked_as_long()
    {
        using EndpointFixture fixture = new();
        await using OfficialClient client = await OfficialClient.PlayAsync("sessionDefer", fixture.Connection());
        Assert.Equal("""{"notIts":"MessageNotFound","again":1,"state":["deferred"]}""", (await client.HearAsync()).GetRawText());
        fixture.Time.Advance(TimeSpan.FromSeconds(20));
        await client.GoOnAsync();
        await client.HearAsync();
        fixture.Time.Advance(TimeSpan.FromSeconds(20));
        await client.GoOnAsync();
        Assert.Equal("ok", (await client.HearAsync()).GetProperty("settled").GetString());
    }

    [Fact]
    public async Task Who_waits_for_any_session_gets_the_next_or_is_told_that_there_was_none()
    {
        using EndpointFixture fixture = new();
        await using OfficialClient client = await OfficialClient.PlayAsync("sessionWait", fixture.Connection());
        await client.HearAsync();
        await client.GoOnAsync();
        Assert.Equal("""{"session":"s","body":"b"}""", (await client.HearAsync()).GetRawText());
        await client.GoOnAsync();
        Task<JsonElement> answer = client.HearAsync();
        while (!answer.IsCompleted) // The client's wish arrives in its own time.
        {
            fixture.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal("ServiceTimeout", (await answer).GetProperty("none").GetString());
    }

    [Fact]
    public async Task The_session_of_a_holder_that_died_goes_to_the_next()
    {
        using EndpointFixture fixture = new();
        await using OfficialClient client = await OfficialClient.PlayAsync("sessionHolderDies", fixture.Connection());
        Assert.Equal("""{"session":"s","deliveries":1}""", (await client.HearAsync()).GetRawText());
    }

    [Fact]
    public async Task Receive_and_delete_deletes()
    {
        using EndpointFixture fixture = new();
        await using OfficialClient client = await OfficialClient.PlayAsync("sessionDelete", fixture.Connection());
        Assert.Equal("""{"bodies":[1,2],"empty":true}""", (await client.HearAsync()).GetRawText());
        Assert.True(fixture.SessionQueue.IsEmpty());
    }

    [Fact]
    public async Task Nothing_goes_in_or_out_without_a_session_where_sessions_are_required_and_nothing_by_session_elsewhere()
    {
        using EndpointFixture fixture = new();
        await using OfficialClient client = await OfficialClient.PlayAsync("sessionRefusals", fixture.Connection());
        JsonElement got = await client.HearAsync();
        Assert.Contains("no session id", got.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("no session id", got.GetProperty("scheduled").GetString(), StringComparison.Ordinal);
        Assert.Contains("requires sessions", got.GetProperty("receiver").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("ok", got.GetProperty("session").GetString(), StringComparison.Ordinal);
        Assert.True(fixture.SessionQueue.IsEmpty());
    }

    [Fact]
    public async Task Many_clients_at_once_work_off_every_session_in_order()
    {
        using EndpointFixture fixture = new(time: TimeProvider.System);
        await using OfficialClient client = await OfficialClient.PlayAsync("sessionCrowd", fixture.Connection());
        Assert.Equal("""{"sessions":10,"inOrder":true}""", (await client.HearAsync()).GetRawText());
        Assert.Equal(new QueueCounts(0, 0, 0), fixture.SessionQueue.Count());
    }
}
