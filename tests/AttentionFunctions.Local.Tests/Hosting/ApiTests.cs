using System.Net;
using System.Text.Json;
using AttentionFunctions.Events;
using AttentionFunctions.Http;
using AttentionFunctions.Local.Hosting;
using AttentionFunctions.Store;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AttentionFunctions.Local;

public sealed class ApiTests
{
    [Fact]
    public async Task The_local_host_maps_exactly_the_routes()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        IEnumerable<Http.Route> mapped = host.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => new Http.Route(
                endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName,
                endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Single(),
                endpoint.RoutePattern.RawText!.TrimStart('/')));
        Assert.Equal(Routes.All.OrderBy(route => route.Name), mapped.OrderBy(route => route.Name));
    }

    [Fact]
    public async Task The_open_api_document_describes_exactly_the_routes()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        using JsonDocument document = JsonDocument.Parse(await host.Http.GetStringAsync(new Uri("/api/openapi.json", UriKind.Relative)));
        IEnumerable<Http.Route> described = document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(path =>
            path.Value.EnumerateObject().Where(method => method.Name != "servers").Select(method => new Http.Route(
                method.Value.GetProperty("operationId").GetString()!, method.Name.ToUpperInvariant(),
                (Server(path.Value) ?? Server(document.RootElement)!).Trim('/') is { Length: > 0 } server ? server + path.Name : path.Name.TrimStart('/'))));
        // The document knows no parameter that takes several segments.
        IEnumerable<Http.Route> expected = Routes.All.Select(route => route with { Template = route.Template.Replace("{*", "{") });
        Assert.Equal(expected.OrderBy(route => route.Name), described.OrderBy(route => route.Name));

        static string? Server(JsonElement of) => of.TryGetProperty("servers", out JsonElement servers) ? servers[0].GetProperty("url").GetString() : null;
    }

    [Fact]
    public void Every_route_is_under_api_or_is_one_of_Personalizer_or_the_page() =>
        Assert.All(Routes.All, route => Assert.Matches("^(api|personalizer|console)/", route.Template));

    [Fact]
    public async Task An_event_changes_recommendations_without_a_retrain()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        await host.PostEventsAsync("""
            {"type":"item.upserted","itemId":"a","title":"Growing tomatoes in small gardens"}
            {"type":"item.upserted","itemId":"b","title":"Tomatoes and other garden plants"}
            {"type":"item.upserted","itemId":"c","title":"Repairing bicycle brakes"}
            """);
        HttpResponseMessage accepted = await host.PostEventsAsync("""{"type":"view","userId":"u","itemId":"a","dwellSeconds":60}""");
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        await host.DrainedAsync();

        using JsonDocument slate = await UntilAsync(host, "/api/users/u/recommendations", answer => answer.GetProperty("strategy").GetString() == "text");
        JsonElement best = slate.RootElement.GetProperty("items")[0];
        Assert.Equal("b", best.GetProperty("itemId").GetString());
        Assert.Equal("a", best.GetProperty("reasons")[0].GetProperty("itemId").GetString());
        Assert.DoesNotContain("\"itemId\":\"a\",\"title\"", slate.RootElement.GetRawText());
    }

    [Theory]
    [InlineData("GET", "/api/items/nothing", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/items/nothing/similar", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/nowhere", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/api/events", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/api/trending?count=0", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/api/users/u/recommendations?count=many", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/api/users/u/recommendations?includeSeen=perhaps", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/api/users/u/recommendations?context.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=1", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/api/models/none/promote", HttpStatusCode.NotFound)]
    [InlineData("POST", "/api/events", HttpStatusCode.BadRequest)]
    public async Task Errors_are_problem_details(string method, string path, HttpStatusCode status)
    {
        await using RunningHost host = await RunningHost.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        HttpResponseMessage response = await host.Http.SendAsync(request);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using JsonDocument problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal((int)status, problem.RootElement.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.RootElement.GetProperty("detail").GetString()!);
    }

    [Fact]
    public async Task A_day_is_planned_over_http_as_json_and_as_a_calendar()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        const string request = """
            {"date":"2026-11-25","now":"2026-11-25T00:00:00Z","timeZone":"Europe/Berlin","tasks":[{"id":"report","minutes":60,"priority":"p1","depth":1}],
             "quietHours":{"from":"20:00","to":"07:00"}}
            """;
        using HttpResponseMessage json = await PostAsync(host, "/api/users/u/plan", request);
        Assert.Equal(HttpStatusCode.OK, json.StatusCode);
        using JsonDocument plan = JsonDocument.Parse(await json.Content.ReadAsStringAsync());
        Assert.Equal("report", plan.RootElement.GetProperty("blocks")[0].GetProperty("taskId").GetString());
        Assert.Equal(plan.RootElement.GetProperty("score").GetInt64(), plan.RootElement.GetProperty("bound").GetInt64());
        Assert.Equal(0, plan.RootElement.GetProperty("gap").GetDouble());
        using HttpResponseMessage calendar = await PostAsync(host, "/api/users/u/plan?format=ics", request);
        Assert.Equal("text/calendar", calendar.Content.Headers.ContentType?.MediaType);
        Assert.Contains("BEGIN:VEVENT", await calendar.Content.ReadAsStringAsync());

        using JsonDocument attention = JsonDocument.Parse(await host.Http.GetStringAsync(new Uri("/api/users/u/attention", UriKind.Relative)));
        Assert.Equal(168, attention.RootElement.GetProperty("supply").GetProperty("hours").GetArrayLength());
        foreach (string wrong in (string[])["", "[]", "null", "{\"taskz\":[]}", "{\"days\":9}", "{\"calendar\":\"x\",\"tasks\":[{\"id\":\"\"}]}"])
        {
            using HttpResponseMessage refused = await PostAsync(host, "/api/users/u/plan", wrong);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        }
    }

    [Fact]
    public async Task Interruptions_are_decided_and_their_outcomes_reported_over_http()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        using HttpResponseMessage verdicts = await PostAsync(host, "/api/users/u/interruptions", """{"notices":[{"id":"n","value":100,"emergency":true,"kind":"phone"}],"exploration":0}""");
        using JsonDocument verdict = JsonDocument.Parse(await verdicts.Content.ReadAsStringAsync());
        Assert.Equal("now", verdict.RootElement.GetProperty("decisions")[0].GetProperty("verdict").GetString());
        Assert.Equal("rule", verdict.RootElement.GetProperty("decidedBy").GetString());

        string outcomes = $"/api/users/u/interruptions/{verdict.RootElement.GetProperty("decisionId").GetString()}/outcomes";
        (string Path, string Body, HttpStatusCode Status)[] reports =
        [
            (outcomes, """{"outcomes":[{"id":"n","reaction":"opened","seconds":5}]}""", HttpStatusCode.NoContent),
            (outcomes, """{"outcomes":[{"id":"n","reaction":"opened","seconds":5}]}""", HttpStatusCode.NoContent),
            (outcomes, """{"outcomes":[{"id":"other","reaction":"opened"}]}""", HttpStatusCode.BadRequest),
            (outcomes, """{"outcomes":[{"id":"n","reaction":"eaten"}]}""", HttpStatusCode.BadRequest),
            (outcomes, """{"outcomes":[{"id":"n","reaction":7}]}""", HttpStatusCode.BadRequest),
            (outcomes, """{"outcomes":[{"id":"n"}]}""", HttpStatusCode.BadRequest),
            (outcomes, """{"outcomes":[]}""", HttpStatusCode.BadRequest),
            (outcomes.Replace("/u/", "/someone/"), """{"outcomes":[{"id":"n","reaction":"opened"}]}""", HttpStatusCode.NotFound),
            ("/api/users/u/interruptions/none/outcomes", """{"outcomes":[{"id":"n","reaction":"opened"}]}""", HttpStatusCode.NotFound),
        ];
        foreach ((string path, string body, HttpStatusCode status) in reports)
        {
            using HttpResponseMessage answer = await PostAsync(host, path, body);
            Assert.Equal(status, answer.StatusCode);
        }

        using HttpResponseMessage worthless = await PostAsync(host, "/api/users/u/interruptions", """{"notices":[{"id":"n"}]}""");
        Assert.Contains("notices[0] lacks 'value'", await worthless.Content.ReadAsStringAsync());

        using JsonDocument learning = JsonDocument.Parse(await host.Http.GetStringAsync(new Uri("/api/interruptions", UriKind.Relative)));
        Assert.Equal("rule", learning.RootElement.GetProperty("decides").GetString());
        Assert.NotEmpty(learning.RootElement.GetProperty("reason").GetString()!);
    }

    private static Task<HttpResponseMessage> PostAsync(RunningHost host, string path, string body) =>
        host.Http.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body));

    [Fact]
    public async Task A_body_over_the_limit_is_refused()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        HttpResponseMessage response = await host.PostEventsAsync(new string(' ', EventsEndpoint.MaxBodyBytes + 1));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task With_a_key_set_only_the_open_routes_answer_without_it()
    {
        await using RunningHost host = await RunningHost.StartAsync(apiKey: "secret");
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Http.GetAsync(new Uri("/api/trending", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.Http.GetAsync(new Uri("/api/health", UriKind.Relative))).StatusCode);
        host.Http.DefaultRequestHeaders.Add("x-functions-key", "secret");
        Assert.Equal(HttpStatusCode.OK, (await host.Http.GetAsync(new Uri("/api/trending", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public void Listening_to_others_without_a_key_is_refused() => Assert.Throws<InvalidOperationException>(() => LocalHost.Build(
        new LocalOptions("unused"), new ServeOptions(IPAddress.Any, 0, null, ServeOptions.DefaultRetrainSchedule, ServeOptions.DefaultTidySchedule)));

    [Fact]
    public async Task Hostile_bodies_are_answered_and_the_good_events_among_them_stored()
    {
        const int bodies = 10_000;
        await using RunningHost host = await RunningHost.StartAsync();
        var random = new Random(7);
        var good = new HashSet<string>();
        (int Index, byte[] Body)[] requests = [.. Enumerable.Range(0, bodies).Select(i => (i, Hostile(i, random, good)))];
        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (request, cancel) =>
        {
            using var content = new ByteArrayContent(request.Body);
            using HttpResponseMessage response = await host.Http.PostAsync(new Uri("/api/events", UriKind.Relative), content, cancel);
            Assert.Contains(response.StatusCode, new[] { HttpStatusCode.Accepted, HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge });
        });
        await host.DrainedAsync();

        var stored = new HashSet<string>();
        await foreach (IReadOnlyList<AttentionEvent> segment in host.App.Services.GetRequiredService<EventLog>().ReadAsync())
            stored.UnionWith(segment.Select(e => e.Id));
        Assert.True(good.Count > bodies / 4);
        Assert.Subset(stored, good);
        Assert.Equal(HttpStatusCode.OK, (await host.Http.GetAsync(new Uri("/api/health", UriKind.Relative))).StatusCode);
    }

    /// <summary>A broken line, and for every third body a good event on a line of its own behind it.</summary>
    private static byte[] Hostile(int index, Random random, HashSet<string> good)
    {
        byte[] line = System.Text.Encoding.UTF8.GetBytes($$"""{"id":"x{{index}}","type":"view","userId":"u{{index % 50}}","context":{"a":"b"},"itemId":"i","dwellSeconds":3}""");
        byte[] broken = (index % 7) switch
        {
            0 => line[..random.Next(line.Length)],
            1 => [.. Enumerable.Repeat((byte)'[', random.Next(1, 5000))],
            2 => [0xff, 0xfe, .. line],
            3 => System.Text.Encoding.UTF8.GetBytes("{\"type\":\"view\",\"userId\":" + new string('9', random.Next(1, 400)) + "}"),
            4 => System.Text.Encoding.UTF8.GetBytes("{\"type\":\"" + new string('\u0001', 20) + "\",\"time\":\"never\"}"),
            5 => Flip(line, random),
            _ => System.Text.Encoding.UTF8.GetBytes("{\"type\":\"rate\",\"userId\":\"u\",\"itemId\":\"i\",\"value\":1e999}"),
        };
        if (index % 3 != 0) return broken;
        good.Add($"good-{index}");
        return [.. broken, (byte)'\n', .. System.Text.Encoding.UTF8.GetBytes($$"""{"id":"good-{{index}}","type":"view","userId":"u{{index % 50}}","itemId":"i{{index % 90}}"}"""), (byte)'\n'];
    }

    private static byte[] Flip(byte[] line, Random random)
    {
        byte[] flipped = [.. line];
        flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }

    /// <summary>Asks until the answer is as expected: the catalogue is read again at most once a second.</summary>
    private static async Task<JsonDocument> UntilAsync(RunningHost host, string path, Func<JsonElement, bool> expected)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            JsonDocument answer = JsonDocument.Parse(await host.Http.GetStringAsync(new Uri(path, UriKind.Relative), limit.Token));
            if (expected(answer.RootElement)) return answer;
            answer.Dispose();
            await Task.Yield();
        }
    }
}
