using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AttentionFunctions.Events;
using AttentionFunctions.Store;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AttentionFunctions.Local;

public sealed class AssistantApiTests
{
    private static readonly Uri Assistant = new("/api/users/u/assistant", UriKind.Relative);
    private static readonly Uri Reminders = new("/api/users/u/reminders", UriKind.Relative);

    [Fact]
    public async Task Somebody_asks_likes_and_what_is_recommended_changes()
    {
        await using RunningHost host = await GardenersAsync();

        JsonElement list = await AskAsync(host, new { message = "recommend 2 things" });
        Assert.Equal(("rules", "en"), (list.GetProperty("engine").GetString(), list.GetProperty("language").GetString()));
        Assert.Equal("b", list.GetProperty("sources").EnumerateArray().First(source => source.GetProperty("kind").GetString() == "item").GetProperty("itemId").GetString());
        string conversation = list.GetProperty("conversationId").GetString()!;

        JsonElement less = await AskAsync(host, new { message = "less of this", conversationId = conversation });
        Assert.Equal("b", less.GetProperty("actions")[0].GetProperty("itemId").GetString());
        await host.DrainedAsync();
        JsonElement after = await AskAsync(host, new { message = "recommend 2 things", conversationId = conversation });
        Assert.DoesNotContain(after.GetProperty("sources").EnumerateArray(), source => source.TryGetProperty("itemId", out JsonElement item) && item.GetString() == "b");
    }

    [Fact]
    public async Task An_answer_comes_as_events_when_they_are_accepted()
    {
        await using RunningHost host = await GardenersAsync();

        (string Type, JsonElement Data)[] events = await StreamAsync(host, new { message = "recommend 2 things" });

        Assert.Equal(("tool", "recommend"), (events[0].Type, events[0].Data.GetProperty("tool").GetString()));
        Assert.Equal("answer", events[^1].Type);
        Assert.Equal(
            events[^1].Data.GetProperty("text").GetString() + "\n",
            string.Concat(events.Where(each => each.Type == "text").Select(each => each.Data.GetProperty("text").GetString())));
    }

    /// <summary>The status is sent before the fault is known, so the fault comes as an event; without a stream it is the status.</summary>
    [Fact]
    public async Task A_fault_ends_the_events_with_a_problem_that_tells_no_secrets()
    {
        await using RunningHost host = await GardenersAsync();
        string conversation = (await AskAsync(host, new { message = "hello" })).GetProperty("conversationId").GetString()!;
        var request = new { message = "recommend 2 things", conversationId = conversation };
        IBlobStore store = host.App.Services.GetRequiredService<IBlobStore>();
        string name = BlobLayout.Conversation(host.App.Services.GetRequiredService<Pseudonyms>().Of("u"), conversation);
        await store.UpdateAsync(name, _ => "{"u8.ToArray());

        (string Type, JsonElement Data) fault = Assert.Single(await StreamAsync(host, request));

        Assert.Equal(("error", 500), (fault.Type, fault.Data.GetProperty("status").GetInt32()));
        Assert.Contains("trace id", fault.Data.GetProperty("detail").GetString());
        Assert.DoesNotContain("conversations/", fault.Data.GetRawText());
        Assert.Equal(HttpStatusCode.InternalServerError, (await host.Http.PostAsJsonAsync(Assistant, request)).StatusCode);

        // What is damaged can be forgotten, and the person goes on.
        Assert.Equal(1, (await (await host.Http.DeleteAsync(Assistant)).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("erased").GetInt32());
        Assert.Equal("answer", (await StreamAsync(host, request))[^1].Type);
    }

    [Fact]
    public async Task An_erased_conversation_is_forgotten_and_those_of_others_stay()
    {
        await using RunningHost host = await GardenersAsync();
        var other = new Uri("/api/users/v/assistant", UriKind.Relative);
        string own = (await AskAsync(host, new { message = "recommend 2 things" })).GetProperty("conversationId").GetString()!;
        JsonElement others = await (await host.Http.PostAsJsonAsync(other, new { message = "recommend 2 things" })).Content.ReadFromJsonAsync<JsonElement>();

        await host.Http.DeleteAsync(Assistant);

        JsonElement after = await AskAsync(host, new { message = "I like the first one", conversationId = own });
        Assert.NotEqual(own, after.GetProperty("conversationId").GetString());
        Assert.Contains("Which item do you mean", after.GetProperty("text").GetString());
        object goesOn = new { message = "why the first one?", conversationId = others.GetProperty("conversationId").GetString() };
        JsonElement kept = await (await host.Http.PostAsJsonAsync(other, goesOn)).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(others.GetProperty("conversationId").GetString(), kept.GetProperty("conversationId").GetString());
        Assert.Equal(1, (await (await host.Http.DeleteAsync(Assistant)).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("erased").GetInt32());
    }

    [Fact]
    public async Task Reminders_are_listed_and_forgotten_with_the_conversations()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        JsonElement set = await AskAsync(host, new { message = "二十分钟后提醒我喝水" });
        Assert.Equal("reminder", set.GetProperty("actions")[0].GetProperty("kind").GetString());

        JsonElement listed = await host.Http.GetFromJsonAsync<JsonElement>(Reminders);
        JsonElement reminder = Assert.Single(listed.GetProperty("reminders").EnumerateArray());
        Assert.Equal(("喝水", false), (reminder.GetProperty("text").GetString(), reminder.GetProperty("due").GetBoolean()));

        JsonElement erased = await (await host.Http.DeleteAsync(Assistant)).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(2, erased.GetProperty("erased").GetInt32());
        listed = await host.Http.GetFromJsonAsync<JsonElement>(Reminders);
        Assert.Empty(listed.GetProperty("reminders").EnumerateArray());
    }

    [Theory]
    [InlineData("{}", "message must have")]
    [InlineData("""{"message":""}""", "message must have")]
    [InlineData("""{"message":"   "}""", "message must have")]
    [InlineData("""{"message":7}""", "message is not of the kind that it should be (line 1)")]
    [InlineData("""{"message":"hello","user":"bob"}""", "there is no field 'user' (line 1)")]
    [InlineData("""{"message":"hello","conversationId":"../../bob"}""", "conversationId must be one that")]
    [InlineData("""{"message":"hello","conversationId":"00000000000000000000000000000000"}""", "conversationId must be one that")]
    [InlineData("""{"message":"hello","language":"fr"}""", "language is not of the kind")]
    [InlineData("[]", "is not of the kind")]
    [InlineData("not json", "is an invalid JSON literal")]
    public async Task A_request_that_makes_no_sense_is_refused_in_the_callers_terms(string body, string reason)
    {
        await using RunningHost host = await RunningHost.StartAsync();
        using var content = new StringContent(body);
        HttpResponseMessage response = await host.Http.PostAsync(Assistant, content);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        string detail = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString()!;
        Assert.Contains(reason, detail);
        Assert.DoesNotMatch(@"System\.|AttentionFunctions\.", detail);
    }

    [Fact]
    public async Task A_message_has_a_limit()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Http.PostAsJsonAsync(Assistant, new { message = new string('a', 2001) })).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await host.Http.PostAsJsonAsync(Assistant, new { message = new string('a', 20_000) })).StatusCode);
    }

    private static async Task<RunningHost> GardenersAsync()
    {
        RunningHost host = await RunningHost.StartAsync();
        await host.PostEventsAsync("""
            {"type":"item.upserted","itemId":"a","title":"Growing tomatoes in small gardens"}
            {"type":"item.upserted","itemId":"b","title":"Tomatoes and other garden plants"}
            {"type":"item.upserted","itemId":"c","title":"Repairing bicycle brakes"}
            {"type":"view","userId":"u","itemId":"a","dwellSeconds":60}
            """);
        await host.DrainedAsync();
        return host;
    }

    private static async Task<(string Type, JsonElement Data)[]> StreamAsync(RunningHost host, object asked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Assistant) { Content = JsonContent.Create(asked) };
        request.Headers.Accept.ParseAdd("text/event-stream");
        using HttpResponseMessage response = await host.Http.SendAsync(request);
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        return [.. (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(text =>
        {
            string[] lines = text.Split('\n');
            return (lines[0]["event: ".Length..], JsonElement.Parse(lines[1]["data: ".Length..]));
        })];
    }

    private static async Task<JsonElement> AskAsync(RunningHost host, object request)
    {
        HttpResponseMessage response = await host.Http.PostAsJsonAsync(Assistant, request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
