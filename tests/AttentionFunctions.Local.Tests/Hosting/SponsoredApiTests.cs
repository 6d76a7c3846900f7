using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AttentionFunctions.Economy;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AttentionFunctions.Local;

/// <summary>One sale from the request to the charge, through the API, the queue and the timer's step.</summary>
public sealed class SponsoredApiTests
{
    private const string Policy = """{"sponsored":{"places":[4,8],"reserve":0.5,"attentionCap":0.3,"frequencyCap":2}}""";

    [Fact]
    public async Task A_place_is_sold_disclosed_clicked_and_charged_once()
    {
        await using RunningHost host = await StartAsync();
        JsonElement plain = await GetAsync(host, "/api/users/ann/recommendations");
        Assert.DoesNotContain("sponsored", plain.GetRawText());
        Assert.Equal('7', plain.GetProperty("recommendationId").GetString()![12]);

        // A store that is slow for a moment, or midnight, sells nothing; the next request is another chance.
        JsonElement slate = default;
        for (int i = 0; i < 100 && (i == 0 || !slate.GetRawText().Contains("campaignId", StringComparison.Ordinal)); i++)
            slate = await GetAsync(host, "/api/users/ann/recommendations?policy=shop");
        JsonElement[] items = [.. slate.GetProperty("items").EnumerateArray()];
        Assert.Equal(10, items.Length);
        JsonElement sold = Assert.Single(items, item => item.TryGetProperty("sponsored", out _));
        Assert.Equal(sold.GetRawText(), items[3].GetRawText());
        Assert.True(sold.GetProperty("sponsored").GetBoolean());
        Assert.Equal("kettles", sold.GetProperty("campaignId").GetString());
        Assert.Equal(0.5, sold.GetProperty("pricePerClick").GetDouble());
        Assert.Equal("sponsored", sold.GetProperty("reasons")[0].GetProperty("kind").GetString());

        string click = $$"""{"type":"click","userId":"ann","itemId":"kettle","recommendationId":"{{slate.GetProperty("recommendationId").GetString()}}"}""";
        await host.PostEventsAsync(click.Replace("{", """{"id":"c1",""", StringComparison.Ordinal));
        await host.PostEventsAsync(click.Replace("{", """{"id":"c2",""", StringComparison.Ordinal));
        await host.DrainedAsync();
        await host.App.Services.GetRequiredService<SalesBook>().StoreAsync(TestContext.Current.CancellationToken);

        // The host's own timer may be at it.
        while (await host.App.Services.GetRequiredService<SettleClicks>().RunAsync(TestContext.Current.CancellationToken) is null)
            await Task.Delay(10, TestContext.Current.CancellationToken);

        JsonElement day = (await GetAsync(host, "/api/campaigns/kettles/statement")).GetProperty("days")[0];
        Assert.Equal((1, 1, 0.5, 49.5), (day.GetProperty("impressions").GetInt32(), day.GetProperty("clicks").GetInt32(), day.GetProperty("spend").GetDouble(), day.GetProperty("remaining").GetDouble()));
        string csv = await host.Http.GetStringAsync(new Uri("/api/campaigns/kettles/statement?format=csv", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains(",kettles,1,0.430677,1,0,0.5,0.5,50,49.5,", csv);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync(new Uri("/api/campaigns/cups/statement", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData("""{"sponsored":{"places":[]}}""")]
    [InlineData("""{"sponsored":{"places":[0]}}""")]
    [InlineData("""{"sponsored":{"places":[1,1]}}""")]
    [InlineData("""{"sponsored":{"places":[1],"pricing":"first"}}""")]
    [InlineData("""{"sponsored":{"places":[1],"reserve":-1}}""")]
    [InlineData("""{"sponsored":{"places":[1],"attentionCap":0.6}}""")]
    [InlineData("""{"sponsored":{"places":[1],"frequencyCap":0}}""")]
    public async Task Terms_that_make_no_sense_are_refused(string policy)
    {
        await using RunningHost host = await RunningHost.StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await PutAsync(host, "/api/policies/shop", policy)).StatusCode);
    }

    [Fact]
    public async Task A_request_cannot_bring_its_own_terms()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        using var content = new StringContent("""{"userIds":["ann"],"rules":{"sponsored":{"places":[1]}}}""", Encoding.UTF8, "application/json");
        HttpResponseMessage answer = await host.Http.PostAsync(new Uri("/api/recommendations:batch", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("stored policies", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<RunningHost> StartAsync()
    {
        RunningHost host = await RunningHost.StartAsync();
        await host.PostEventsAsync(string.Join('\n', Enumerable.Range(0, 12)
            .SelectMany(i => new[] { $$"""{"type":"item.upserted","itemId":"tea-{{i}}","title":"Tea number {{i}}"}""", $$"""{"type":"view","userId":"crowd","itemId":"tea-{{i}}","dwellSeconds":60}""" })
            .Append("""{"type":"item.upserted","itemId":"kettle","title":"A kettle"}""")));
        await host.DrainedAsync();
        Assert.True((await PutAsync(host, "/api/policies/shop", Policy)).IsSuccessStatusCode);
        Assert.True((await PutAsync(host, "/api/campaigns/kettles", """{"itemId":"kettle","valuePerClick":2,"dailyBudget":50}""")).IsSuccessStatusCode);
        return host;
    }

    private static async Task<JsonElement> GetAsync(RunningHost host, string path)
    {
        using JsonDocument answer = JsonDocument.Parse(await host.Http.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken));
        return answer.RootElement.Clone();
    }

    private static async Task<HttpResponseMessage> PutAsync(RunningHost host, string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(path, UriKind.Relative));
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (path.Contains("campaigns", StringComparison.Ordinal)) request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        return await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
