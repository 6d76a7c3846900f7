using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Xunit;

namespace AttentionFunctions.Local;

public sealed class ExperimentsApiTests
{
    private const string Halves = """{"arms":[{"name":"old","weight":1},{"name":"new","weight":1,"policy":"shop","creatorPolicy":"cap"}]}""";

    [Fact]
    public async Task An_experiment_is_created_changed_and_reported()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await PutAsync(host, "front", Halves, create: true)).StatusCode);
        using (var rules = new StringContent("""{"filter":"price < 20"}""", Encoding.UTF8, "application/json"))
            await host.Http.PutAsync(new Uri("/api/policies/shop", UriKind.Relative), rules);

        Assert.Equal(HttpStatusCode.PreconditionRequired, (await PutAsync(host, "front", Halves)).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await PutAsync(host, "front", Halves, create: true)).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await PutAsync(host, "front", Halves, create: true)).StatusCode);
        HttpResponseMessage read = await host.Http.GetAsync(new Uri("/api/experiments/front", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(host, "front", Halves.Replace("\"weight\":1}", "\"weight\":3}"), match: read.Headers.ETag)).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await PutAsync(host, "front", Halves, match: read.Headers.ETag)).StatusCode);

        using JsonDocument list = JsonDocument.Parse(await host.Http.GetStringAsync(new Uri("/api/experiments", UriKind.Relative)));
        Assert.Equal(3, list.RootElement.GetProperty("experiments")[0].GetProperty("experiment").GetProperty("arms")[0].GetProperty("weight").GetDouble());
        using JsonDocument report = JsonDocument.Parse(await host.Http.GetStringAsync(new Uri("/api/experiments/front/report", UriKind.Relative)));
        Assert.Equal(["old", "new"], report.RootElement.GetProperty("arms").EnumerateArray().Select(arm => arm.GetProperty("name").GetString()));
        Assert.False(report.RootElement.GetProperty("arms")[0].TryGetProperty("users", out _));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"arms":[{"name":"a","weight":1}]}""")]
    [InlineData("""{"arms":[{"name":"a","weight":1},null]}""")]
    [InlineData("""{"arms":[{"name":"a","weight":1},{"name":"a","weight":1}]}""")]
    [InlineData("""{"arms":[{"name":"a","weight":1},{"name":"b","weight":0}]}""")]
    [InlineData("""{"arms":[{"name":"a","weight":1},{"name":"b/c","weight":1}]}""")]
    [InlineData("""{"arms":[{"name":"a","weight":1},{"weight":1}]}""")]
    [InlineData("""{"arms":[{"name":"a","weight":1},{"name":"b","weight":1,"policy":"../x"}]}""")]
    [InlineData("""{"arms":[{"name":"a","weight":1},{"name":"b","weight":1,"creatorPolicy":"none"}]}""")]
    [InlineData("""{"arms":[{"name":"a","weight":1},{"name":"b","weight":1}],"wieghts":1}""")]
    public async Task Experiments_that_make_no_sense_are_refused(string body)
    {
        await using RunningHost host = await RunningHost.StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await PutAsync(host, "e", body, create: true)).StatusCode);
    }

    [Theory]
    [InlineData("/api/experiments/none", HttpStatusCode.NotFound)]
    [InlineData("/api/experiments/none/report", HttpStatusCode.NotFound)]
    [InlineData("/api/experiments/no..ne", HttpStatusCode.BadRequest)]
    public async Task What_is_not_there_is_not_found(string path, HttpStatusCode status)
    {
        await using RunningHost host = await RunningHost.StartAsync();
        Assert.Equal(status, (await host.Http.GetAsync(new Uri(path, UriKind.Relative))).StatusCode);
    }

    private static async Task<HttpResponseMessage> PutAsync(RunningHost host, string name, string body, bool create = false, EntityTagHeaderValue? match = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri($"/api/experiments/{name}", UriKind.Relative));
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (create) request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        if (match is not null) request.Headers.IfMatch.Add(match);
        return await host.Http.SendAsync(request);
    }
}
