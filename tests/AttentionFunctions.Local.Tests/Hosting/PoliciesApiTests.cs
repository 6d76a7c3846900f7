using System.Net;
using System.Text;
using System.Text.Json;
using Xunit;

namespace AttentionFunctions.Local;

public sealed class PoliciesApiTests
{
    [Fact]
    public async Task A_policy_is_stored_in_versions_and_tried_on_a_user()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        await host.PostEventsAsync("""
            {"type":"item.upserted","itemId":"a","title":"Growing tomatoes in small gardens","creator":"u","price":5}
            {"type":"item.upserted","itemId":"b","title":"Tomatoes and other garden plants","price":10}
            {"type":"item.upserted","itemId":"c","title":"Gardens of the world, tomatoes too","price":30}
            {"type":"view","userId":"crowd","itemId":"a"}
            {"type":"view","userId":"crowd","itemId":"b"}
            {"type":"view","userId":"crowd","itemId":"c"}
            """);
        await host.DrainedAsync();

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, HttpMethod.Put, "/api/policies/shop?note=first", """{"filter":"price < 20"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, HttpMethod.Put, "/api/policies/shop", """{"filter":"price < 8","includeOwn":true}""")).Status);
        (HttpStatusCode status, JsonElement restored) = await SendAsync(host, HttpMethod.Put, "/api/policies/shop?version=1");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("[1,2]", restored.GetProperty("state").GetProperty("versions").GetRawText());
        (_, JsonElement current) = await SendAsync(host, HttpMethod.Get, "/api/policies/shop");
        Assert.Equal("price < 20", current.GetProperty("policy").GetProperty("rules").GetProperty("filter").GetString());
        (_, JsonElement list) = await SendAsync(host, HttpMethod.Get, "/api/policies");
        Assert.Equal("shop", list.GetProperty("policies")[0].GetProperty("name").GetString());

        (_, JsonElement run) = await SendAsync(host, HttpMethod.Post, "/api/policies/shop/dry-run?userId=u");
        Assert.Equal(["b kept", "a hidden", "c hidden"], run.GetProperty("items").EnumerateArray()
            .Select(item => $"{item.GetProperty("itemId").GetString()} {item.GetProperty("outcome").GetString()}").OrderBy(line => line[^1] == 'n').ThenBy(line => line));

        (_, JsonElement trial) = await SendAsync(host, HttpMethod.Post, "/api/policies/new/dry-run?userId=u",
            """{"rules":{"availability":[{"when":"has id","context":{"device":["tv"]}}],"includeOwn":true},"context":{"device":"tv"}}""");
        Assert.All(trial.GetProperty("items").EnumerateArray(), item => Assert.Equal("kept", item.GetProperty("outcome").GetString()));
        Assert.Equal(3, trial.GetProperty("allowed").GetInt32());
    }

    /// <summary>As curl sends a POST without data: no length at all.</summary>
    [Fact]
    public async Task A_dry_run_needs_no_body()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        await SendAsync(host, HttpMethod.Put, "/api/policies/shop", """{"filter":"price < 20"}""");
        Uri address = host.Http.BaseAddress!;
        using var tcp = new System.Net.Sockets.TcpClient(address.Host, address.Port);
        await using System.Net.Sockets.NetworkStream stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /api/policies/shop/dry-run?userId=u HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 200 OK", await reader.ReadLineAsync());
    }

    [Fact]
    public async Task All_faults_are_told_at_once()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        (HttpStatusCode status, JsonElement problem) = await SendAsync(host, HttpMethod.Put, "/api/policies/p",
            """{"filter":"prise < 20","boosts":[{"when":"price < 20","times":2},{"when":"price <","times":0}]}""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(
            [
                "filter: 1:1 There is no field 'prise': did you mean price?",
                "boosts[1].when: 1:8 Expected a number, got the end.",
                "boosts[1].times: A factor is more than 0 and at most 100; below 1 it buries.",
            ],
            problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("reasons")[0].GetString()));
    }

    [Theory]
    [InlineData("PUT", "/api/policies/p", """{"fliter":"price < 20"}""", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "/api/policies/p", "null", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "/api/policies/p..", "{}", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "/api/policies/p?version=1", null, HttpStatusCode.NotFound)]
    [InlineData("PUT", "/api/policies/p?version=x", null, HttpStatusCode.BadRequest)]
    [InlineData("PUT", "/api/policies/p?version=1", "{}", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/api/policies/p", null, HttpStatusCode.NotFound)]
    [InlineData("POST", "/api/policies/p/dry-run?userId=u", null, HttpStatusCode.NotFound)]
    [InlineData("POST", "/api/policies/p/dry-run", "{}", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/api/policies/p/dry-run?userId=u", """{"rules":{},"context":{"":"x"}}""", HttpStatusCode.BadRequest)]
    public async Task Requests_that_make_no_sense_are_refused(string method, string path, string? body, HttpStatusCode expected)
    {
        await using RunningHost host = await RunningHost.StartAsync();
        Assert.Equal(expected, (await SendAsync(host, new HttpMethod(method), path, body)).Status);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(RunningHost host, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        else if (method != HttpMethod.Get) request.Content = new ByteArrayContent([]);
        HttpResponseMessage response = await host.Http.SendAsync(request);
        using JsonDocument document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return (response.StatusCode, document.RootElement.Clone());
    }
}
