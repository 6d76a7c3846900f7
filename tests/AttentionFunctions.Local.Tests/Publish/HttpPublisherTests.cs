using System.Text;
using AttentionFunctions.Testing;
using Microsoft.AspNetCore.Http;
using Xunit;
using static AttentionFunctions.Testing.RecordingServer;

namespace AttentionFunctions.Local.Publish;

public sealed class HttpPublisherTests : IAsyncLifetime
{
    private readonly SkippingTime time = new();
    private RecordingServer server = null!;

    public async ValueTask InitializeAsync() => server = await StartAsync(AcceptAll);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private Task<PublishReport> SendAsync(string text, string? apiKey = null, IProgress<int>? progress = null) =>
        new HttpPublisher(server.Client, server.Address, apiKey, time).SendAsync(
            PublishSource.ReadLinesAsync(new MemoryStream(Encoding.UTF8.GetBytes(text))), progress, CancellationToken.None);

    private Task AcceptAll(HttpContext context) => Answer(
        202, $$"""{"accepted":{{server.Requests[^1].Text.Count(character => character == '\n')}},"rejected":[]}""")(context);

    private static string Lines(int count) => string.Concat(Enumerable.Range(1, count).Select(i => $"{{\"id\":{i}}}\n"));

    [Theory]
    [InlineData(null)]
    [InlineData("function key")]
    public async Task Posts_lines_with_the_key_when_there_is_one(string? apiKey)
    {
        PublishReport report = await SendAsync("\uFEFF{\"id\":1}\r\n\r\n  {\"id\":2}", apiKey);
        Assert.Equal(2, report.Accepted);
        Assert.Empty(report.Rejections);
        RecordedRequest request = Assert.Single(server.Requests);
        Assert.Equal(("POST", "/api/events"), (request.Method, request.Path));
        Assert.Equal("application/x-ndjson", request.Headers["Content-Type"]);
        Assert.Equal(apiKey, request.Headers.GetValueOrDefault("x-functions-key"));
        Assert.Equal("{\"id\":1}\n{\"id\":2}\n", request.Text);
    }

    [Fact]
    public async Task Keeps_the_path_of_the_base_address()
    {
        var publisher = new HttpPublisher(server.Client, new Uri(server.Address, "behind/proxy"), null, time);
        await publisher.SendAsync(PublishSource.ReadLinesAsync(new MemoryStream("{}"u8.ToArray())), null, CancellationToken.None);
        Assert.Equal("/behind/proxy/api/events", server.Requests[0].Path);
    }

    [Fact]
    public async Task Nothing_to_send_is_no_request()
    {
        Assert.Equal(0, (await SendAsync("\n \n")).Accepted);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_chunk_has_five_thousand_lines_at_most()
    {
        var progress = new Steps();
        Assert.Equal(10_001, (await SendAsync(Lines(10_001), progress: progress)).Accepted);
        Assert.Equal(Lines(10_001), string.Concat(server.Requests.Select(request => request.Text)));
        Assert.Equal([5_000, 10_000, 10_001], progress);
    }

    [Fact]
    public async Task A_chunk_has_one_mebibyte_at_most()
    {
        string line = $"{{\"text\":\"{new string('x', (256 * 1024) - 12)}\"}}\n";
        Assert.Equal(256 * 1024, line.Length);
        Assert.Equal(5, (await SendAsync(string.Concat(Enumerable.Repeat(line, 5)))).Accepted);
        Assert.Equal([1024 * 1024, 256 * 1024], server.Requests.Select(request => request.Body.Length));
    }

    [Fact]
    public async Task Rejections_point_at_the_lines_of_the_source()
    {
        server.Plan(
            Answer(202, """{"accepted":4999,"rejected":[{"index":4999,"reasons":["no user","no item"]}]}"""),
            Answer(202, """{"accepted":1,"rejected":[{"index":0,"reasons":["no time"]}]}"""));
        PublishReport report = await SendAsync("\n" + Lines(4_000) + "\n\n" + Lines(1_000) + "\n" + Lines(2));
        Assert.Equal(5_000, report.Accepted);
        Assert.Equal([5_003, 5_005], report.Rejections.Select(rejection => rejection.Line));
        Assert.Equal(["no user", "no item"], report.Rejections[0].Reasons);
    }

    [Fact]
    public async Task Lines_that_would_blur_the_positions_of_others_are_rejected_here()
    {
        string tooLong = $"{{\"text\":\"{new string('x', 1024 * 1024)}\"}}";
        PublishReport report = await SendAsync($"{{\"id\":1}}\n{tooLong}\n{{\"id\":\n[{{}}]\n{{}}{{}}\n{{\"id\":6}}\n");
        Assert.Equal(2, report.Accepted);
        Assert.Equal([2, 3, 4, 5], report.Rejections.Select(rejection => rejection.Line));
        Assert.Equal("the line is longer than 1,048,576 bytes", Assert.Single(report.Rejections[0].Reasons));
        Assert.StartsWith("the JSON is broken at byte 7", report.Rejections[1].Reasons[0], StringComparison.Ordinal);
        Assert.Equal("{\"id\":1}\n{\"id\":6}\n", Assert.Single(server.Requests).Text);
    }

    [Fact]
    public async Task A_chunk_without_a_valid_event_is_rejected_and_the_next_is_sent()
    {
        server.Plan(Answer(400, """{"title":"Bad Request","detail":"no event is valid","errors":[{"index":1,"reasons":["no user"]}]}"""));
        PublishReport report = await SendAsync(Lines(5_001));
        Assert.Equal(1, report.Accepted);
        Assert.Equal(Enumerable.Range(1, 5_000).Select(line => (long)line), report.Rejections.Select(rejection => rejection.Line));
        Assert.Equal(["no event is valid", "no user", "no event is valid"], report.Rejections.Take(3).Select(rejection => rejection.Reasons.Single()));
    }

    [Fact]
    public async Task Repeats_what_passes()
    {
        server.Plan(Answer(429, retryAfter: "9"), Break, Answer(502));
        Assert.Equal(3, (await SendAsync(Lines(3))).Accepted);
        Assert.Equal([9, 1, 2], time.Waits);
        Assert.All(server.Requests, request => Assert.Equal(Lines(3), request.Text));
    }

    [Theory]
    [InlineData(401, "", "give a valid function key")]
    [InlineData(404, "", "check the app's address")]
    [InlineData(413, "", "smaller requests")]
    [InlineData(400, "<html>proxy</html>", "not how the events endpoint answers")]
    [InlineData(202, """{"accepted":1,"rejected":[{"index":5000,"reasons":[]}]}""", "not how the events endpoint answers")]
    public async Task Another_answer_ends_it_with_the_line_to_go_on_from(int status, string body, string words)
    {
        server.Plan(AcceptAll, Answer(status, body));
        HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(Lines(10_001)));
        Assert.StartsWith("Lines from 5001 on were not taken.", refused.Message, StringComparison.Ordinal);
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.Equal((status, 2), ((int)refused.StatusCode!, server.Requests.Count));
    }

    /// <summary>Keeps the reports in order, which <see cref="Progress{T}"/> does not promise.</summary>
    private sealed class Steps : List<int>, IProgress<int>
    {
        public void Report(int value) => Add(value);
    }
}
