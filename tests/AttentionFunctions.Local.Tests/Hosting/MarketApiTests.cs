using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Xunit;

namespace AttentionFunctions.Local;

public sealed class MarketApiTests
{
    private const string Campaign = """{"itemId":"kettle","valuePerClick":2,"dailyBudget":50,"categories":["tea"]}""";

    [Fact]
    public async Task A_campaign_is_created_once_read_and_replaced_by_whoever_read_it_last()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync(new Uri("/api/campaigns/c-1", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionRequired, (await PutAsync(host, "c-1", Campaign)).StatusCode);
        HttpResponseMessage created = await PutAsync(host, "c-1", Campaign, noneMatch: true);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await PutAsync(host, "c-1", Campaign, noneMatch: true)).StatusCode);

        HttpResponseMessage read = await host.Http.GetAsync(new Uri("/api/campaigns/c-1", UriKind.Relative));
        Assert.Equal(created.Headers.ETag, read.Headers.ETag);
        HttpResponseMessage replaced = await PutAsync(host, "c-1", Campaign.Replace("50", "60"), match: read.Headers.ETag);
        Assert.Equal(HttpStatusCode.OK, replaced.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await PutAsync(host, "c-1", Campaign, match: read.Headers.ETag)).StatusCode);

        using JsonDocument list = JsonDocument.Parse(await host.Http.GetStringAsync(new Uri("/api/campaigns", UriKind.Relative)));
        Assert.Equal(60, list.RootElement.GetProperty("campaigns")[0].GetProperty("campaign").GetProperty("dailyBudget").GetDouble());
    }

    [Fact]
    public async Task A_pool_is_allocated_over_campaigns()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        using var content = new StringContent("""
            {"segments":[{"name":"tea","seconds":1000}],"cap":0.1,
             "campaigns":[{"id":"a","valuePerSecond":2,"budget":100},{"id":"b","valuePerSecond":1,"budget":100}]}
            """, Encoding.UTF8, "application/json");
        HttpResponseMessage response = await host.Http.PostAsync(new Uri("/api/allocations", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using JsonDocument plan = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(150, plan.RootElement.GetProperty("value").GetDouble(), 6);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"segments":[{"name":"a","seconds":-1}]}""")]
    [InlineData("""{"segments":[null]}""")]
    [InlineData("""{"segments":null,"campaigns":null}""")]
    [InlineData("""{"segments":[{"name":"a","seconds":1}],"campaigns":[null]}""")]
    [InlineData("""{"segments":[{"name":"a","seconds":1}],"campaigns":[{"id":null,"valuePerSecond":1,"budget":1}]}""")]
    [InlineData("""{"cap":2}""")]
    [InlineData("""{"clicksPerSecond":0}""")]
    [InlineData("""{"segments":[{"name":"a","seconds":1},{"name":"a","seconds":1}]}""")]
    [InlineData("""{"segments":[{"name":"a","seconds":1}],"campaigns":[{"id":"c","valuePerSecond":0,"budget":1}]}""")]
    [InlineData("""{"segments":[{"name":"a","seconds":1}],"campaigns":[{"id":"c","valuePerSecond":1,"budget":1,"affinity":{"a":-1}}]}""")]
    public async Task Allocations_that_make_no_sense_are_refused(string body)
    {
        await using RunningHost host = await RunningHost.StartAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Http.PostAsync(new Uri("/api/allocations", UriKind.Relative), content)).StatusCode);
    }

    [Theory]
    [InlineData("c..", Campaign)]
    [InlineData("a%2Fb", Campaign)]
    [InlineData("c", "null")]
    [InlineData("c", """{"itemId":null,"valuePerClick":2,"dailyBudget":50}""")]
    [InlineData("c", """{"itemId":"","valuePerClick":2,"dailyBudget":50}""")]
    [InlineData("c", """{"itemId":"i","valuePerClick":0,"dailyBudget":50}""")]
    [InlineData("c", """{"itemId":"i","valuePerClick":1,"dailyBudget":1e300}""")]
    [InlineData("c", """{"itemId":"i","valuePerClick":1,"dailyBudget":5,"categories":[null]}""")]
    public async Task Campaigns_that_make_no_sense_are_refused(string id, string body)
    {
        await using RunningHost host = await RunningHost.StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await PutAsync(host, id, body, noneMatch: true)).StatusCode);
    }

    private static async Task<HttpResponseMessage> PutAsync(RunningHost host, string id, string body, bool noneMatch = false, EntityTagHeaderValue? match = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri($"/api/campaigns/{id}", UriKind.Relative));
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (noneMatch) request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        if (match is not null) request.Headers.IfMatch.Add(match);
        return await host.Http.SendAsync(request);
    }
}
