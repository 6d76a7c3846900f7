using System.Net;
using System.Text;
using System.Text.Json;
using AttentionFunctions.Http;
using Xunit;

namespace AttentionFunctions.Local;

/// <summary>What the console is served with, and what it asks that nothing else does.</summary>
public sealed class ConsoleApiTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/console")]
    [InlineData("/console/index.html")]
    public async Task The_page_needs_no_key_and_may_talk_to_its_own_host_only(string path)
    {
        await using RunningHost host = await RunningHost.StartAsync(apiKey: "secret");
        using HttpResponseMessage page = await host.Http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        string policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task Parts_are_asked_for_again_with_their_tag_and_zipped_for_whoever_can_unzip()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        using HttpResponseMessage whole = await host.Http.GetAsync(new Uri("/console/index.html", UriKind.Relative));
        using var again = new HttpRequestMessage(HttpMethod.Get, new Uri("/console/index.html", UriKind.Relative));
        again.Headers.IfNoneMatch.Add(whole.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await host.Http.SendAsync(again)).StatusCode);

        using var zipped = new HttpRequestMessage(HttpMethod.Get, new Uri("/console/vendor/uPlot.esm.js", UriKind.Relative));
        zipped.Headers.AcceptEncoding.ParseAdd("gzip");
        using HttpResponseMessage small = await host.Http.SendAsync(zipped);
        Assert.Equal("gzip", Assert.Single(small.Content.Headers.ContentEncoding));
        Assert.NotEqual(whole.Headers.ETag, small.Headers.ETag);
        await using var unzip = new System.IO.Compression.GZipStream(await small.Content.ReadAsStreamAsync(), System.IO.Compression.CompressionMode.Decompress);
        using var reader = new StreamReader(unzip);
        Assert.Contains("uPlot", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_part_of_the_page_is_not_found()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync(new Uri("/console/../openapi.json", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync(new Uri("/console/none.js", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task Activity_counts_what_arrives_and_what_waits()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        await host.PostEventsAsync("""{"type":"view","userId":"somebody-known","itemId":"a","dwellSeconds":60}""");
        await host.DrainedAsync();
        string json = await host.Http.GetStringAsync(new Uri("/api/activity", UriKind.Relative));
        using JsonDocument activity = JsonDocument.Parse(json);
        Assert.Equal("view", activity.RootElement.GetProperty("newest")[0].GetProperty("type").GetString());
        Assert.Equal(1, activity.RootElement.GetProperty("seconds").EnumerateArray().Sum(count => count.GetInt32()));
        Assert.Equal(0, activity.RootElement.GetProperty("queue").GetProperty("waiting").GetInt32());
        Assert.DoesNotContain("somebody-known", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_quarantine_is_listed_and_replayed_one_by_one_or_together()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        string[] broken = ["not json", """{"type":"viewed","userId":"u"}""", new('x', QuarantineEndpoint.MaxOriginalBytes + 10)];
        var queue = Get<Ingest.IEventQueue>(host);
        await queue.SendAsync([.. broken.Select((body, i) => new Ingest.OutgoingMessage($"m{i}", Encoding.UTF8.GetBytes(body)))]);
        await host.DrainedAsync();

        JsonElement[] entries = await EntriesAsync(host);
        Assert.Equal(broken.Select(body => body[..Math.Min(body.Length, QuarantineEndpoint.MaxOriginalBytes)]).Order(StringComparer.Ordinal),
            entries.Select(entry => Encoding.UTF8.GetString(entry.GetProperty("original").GetBytesFromBase64())).Order(StringComparer.Ordinal));
        Assert.Contains(entries, entry => entry.GetProperty("bytes").GetInt32() == QuarantineEndpoint.MaxOriginalBytes + 10);

        string first = entries[0].GetProperty("id").GetString()!;
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(host, $"/api/quarantine/{first}/replay"));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(host, $"/api/quarantine/{first}/replay"));
        await host.DrainedAsync();
        Assert.DoesNotContain(await EntriesAsync(host), entry => entry.GetProperty("id").GetString() == first);

        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(host, "/api/quarantine/replay"));
        await host.DrainedAsync();
        JsonElement[] refused = await EntriesAsync(host);
        Assert.Equal(3, refused.Length);
        Assert.DoesNotContain(refused, entry => entries.Any(before => before.GetProperty("id").GetString() == entry.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task A_comparison_of_policies_without_decisions_is_empty_and_no_fault()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        using HttpResponseMessage answer = await host.Http.PostAsync(new Uri("/api/evaluations", UriKind.Relative), new StringContent("{}"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using JsonDocument comparison = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(0, comparison.RootElement.GetProperty("decisions").GetInt32());
    }

    private static async Task<JsonElement[]> EntriesAsync(RunningHost host)
    {
        using JsonDocument list = JsonDocument.Parse(await host.Http.GetStringAsync(new Uri("/api/quarantine?count=50", UriKind.Relative)));
        Assert.Equal(list.RootElement.GetProperty("total").GetInt32(), list.RootElement.GetProperty("entries").GetArrayLength());
        return [.. list.RootElement.GetProperty("entries").EnumerateArray().Select(entry => entry.Clone())];
    }

    private static async Task<HttpStatusCode> PostAsync(RunningHost host, string path) =>
        (await host.Http.PostAsync(new Uri(path, UriKind.Relative), null)).StatusCode;

    private static T Get<T>(RunningHost host) where T : notnull =>
        Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<T>(host.App.Services);
}
