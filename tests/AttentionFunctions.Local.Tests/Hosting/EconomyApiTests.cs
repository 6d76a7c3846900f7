using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using Xunit;

namespace AttentionFunctions.Local;

public sealed class EconomyApiTests
{
    [Fact]
    public async Task The_report_comes_as_json_csv_and_chart()
    {
        await using RunningHost host = await RunningHost.StartAsync();

        // Long ago, so that the week has settled whatever the clock says.
        await host.PostEventsAsync(string.Join('\n', Enumerable.Range(0, 6).SelectMany(user => new[]
        {
            $$$"""{"type":"impression","userId":"u{{{user}}}","itemId":"a","time":"2025-03-05T10:0{{{user}}}:00Z","recommendationId":"r{{{user}}}","context":{"position":1}}""",
            $$$"""{"type":"impression","userId":"u{{{user}}}","itemId":"b","time":"2025-03-05T10:0{{{user}}}:00Z","recommendationId":"r{{{user}}}","context":{"position":2}}""",
        })));
        await host.DrainedAsync();

        const string query = "/api/economy?by=item&from=2025-03-05&to=2025-03-05";
        using JsonDocument report = JsonDocument.Parse(await host.Http.GetStringAsync(new Uri(query, UriKind.Relative)));
        Assert.Equal("2025-03-03", report.RootElement.GetProperty("from").GetString());
        Assert.Equal(12, report.RootElement.GetProperty("totals").GetProperty("impressions").GetInt32());
        Assert.Equal("a", report.RootElement.GetProperty("groups")[0].GetProperty("name").GetString());
        Assert.Equal(0.6131, report.RootElement.GetProperty("groups")[0].GetProperty("exposureShare").GetDouble(), 4);

        Assert.StartsWith("group,weeks,", await host.Http.GetStringAsync(new Uri(query + "&format=csv", UriKind.Relative)));
        HttpResponseMessage chart = await host.Http.GetAsync(new Uri(query + "&format=svg", UriKind.Relative));
        Assert.Equal("image/svg+xml", chart.Content.Headers.ContentType?.MediaType);
        Assert.Equal("svg", XDocument.Parse(await chart.Content.ReadAsStringAsync()).Root!.Name.LocalName);
    }

    [Theory]
    [InlineData("by=colour")]
    [InlineData("by=1")]
    [InlineData("model=linear")]
    [InlineData("from=yesterday")]
    [InlineData("from=2025-03-05T00:00:00Z")]
    [InlineData("from=2025-03-05&to=2025-01-01")]
    [InlineData("from=2020-03-05")]
    [InlineData("count=0")]
    [InlineData("count=1001")]
    [InlineData("format=pdf")]
    public async Task Queries_that_make_no_sense_are_refused(string query)
    {
        await using RunningHost host = await RunningHost.StartAsync();
        HttpResponseMessage response = await host.Http.GetAsync(new Uri("/api/economy?" + query, UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }
}
