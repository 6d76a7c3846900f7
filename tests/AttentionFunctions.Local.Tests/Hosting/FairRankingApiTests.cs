using System.Net;
using System.Text;
using System.Text.Json;
using Xunit;

namespace AttentionFunctions.Local;

public sealed class FairRankingApiTests
{
    private const string Candidates = """[{"itemId":"a","group":"x","score":3},{"itemId":"b","group":"x","score":2.9},{"itemId":"c","group":"y","score":2.8}]""";

    [Fact]
    public async Task Candidates_come_back_in_a_fair_order_with_its_price()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        using JsonDocument score = await PostAsync(host, $$"""{"candidates":{{Candidates}},"policy":"score","count":2}""");
        Assert.Equal(["a", "b"], Ids(score));
        Assert.Equal(1, score.RootElement.GetProperty("ndcg").GetDouble(), 9);

        using JsonDocument bounds = await PostAsync(host, $$"""{"candidates":{{Candidates}},"policy":"bounds","count":2,"bounds":{"y":{"floor":1,"cap":1} } }""");
        Assert.Equal(["a", "c"], Ids(bounds));
        Assert.InRange(bounds.RootElement.GetProperty("ndcg").GetDouble(), 0.9, 0.9999);

        using JsonDocument drawn = await PostAsync(host, $$"""{"candidates":{{Candidates}},"policy":"exposure","target":"size","seed":4}""");
        using JsonDocument again = await PostAsync(host, $$"""{"candidates":{{Candidates}},"policy":"exposure","target":"size","seed":4}""");
        Assert.Equal(Ids(drawn), Ids(again));
        Assert.Equal(["a", "b", "c"], Ids(drawn).Order());

        using JsonDocument nulls = await PostAsync(host, $$"""{"candidates":{{Candidates}},"policy":"bounds","bounds":null,"protectedGroups":null,"defaultBound":null}""");
        Assert.Equal(["a", "b", "c"], Ids(nulls));

        using JsonDocument guarded = await PostAsync(host, $$"""{"candidates":{{Candidates}},"policy":"topK","protectedGroups":["y"],"minimumShare":0.9,"count":2}""");
        Assert.Contains("c", Ids(guarded));
    }

    [Theory]
    [InlineData("score", HttpStatusCode.OK)]
    [InlineData("merit", HttpStatusCode.OK)]
    [InlineData("size", HttpStatusCode.OK)]
    [InlineData("cap", HttpStatusCode.OK)]
    [InlineData("control", HttpStatusCode.OK)]
    [InlineData("equity", HttpStatusCode.OK)]
    [InlineData("luck", HttpStatusCode.BadRequest)]
    public async Task Recommendations_take_a_policy_by_name(string policy, HttpStatusCode status)
    {
        await using RunningHost host = await RunningHost.StartAsync();
        Assert.Equal(status, (await host.Http.GetAsync(new Uri($"/api/users/u/recommendations?fairness={policy}", UriKind.Relative))).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"candidates":[]}""")]
    [InlineData("""{"candidates":[null]}""")]
    [InlineData("""{"candidates":null,"bounds":null,"protectedGroups":null,"defaultBound":null}""")]
    [InlineData("""{"candidates":[{"itemId":"a","score":1}]}""")]
    [InlineData("""{"candidates":[{"itemId":"a","group":"x","score":1}],"policy":"bounds","bounds":{"x":null}}""")]
    [InlineData("""{"candidates":[{"itemId":"a","group":"x","score":1},{"itemId":"a","group":"x","score":1}]}""")]
    [InlineData("""{"candidates":[{"itemId":"a","group":"x","score":1}],"count":0}""")]
    [InlineData("""{"candidates":[{"itemId":"a","group":"x","score":1}],"policy":"kindness"}""")]
    [InlineData("""{"candidates":[{"itemId":"a","group":"x","score":1}],"tolerance":-1}""")]
    [InlineData("""{"candidates":[{"itemId":"a","group":"x","score":1}],"policy":"topK","minimumShare":1}""")]
    [InlineData("""{"candidates":[{"itemId":"a","group":"x","score":1}],"policy":"bounds","bounds":{"x":{"floor":2,"cap":1}}}""")]
    public async Task Requests_that_make_no_sense_are_refused(string body)
    {
        await using RunningHost host = await RunningHost.StartAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        HttpResponseMessage response = await host.Http.PostAsync(new Uri("/api/fair-rankings", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static async Task<JsonDocument> PostAsync(RunningHost host, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        HttpResponseMessage response = await host.Http.PostAsync(new Uri("/api/fair-rankings", UriKind.Relative), content);
        string answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, answer);
        return JsonDocument.Parse(answer);
    }

    private static string[] Ids(JsonDocument ranking) =>
        [.. ranking.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("itemId").GetString()!)];
}
