using System.Net;
using System.Net.Http.Headers;
using AttentionFunctions.Client;

namespace AttentionFunctions.Local.Publish;

/// <summary>Sends lines of events to <c>{base}/api/events</c> of the app in Azure or of a local one, chunk by chunk and in order.</summary>
/// <param name="apiKey">A function key; the local host asks for none.</param>
internal sealed class HttpPublisher(HttpClient http, Uri baseAddress, string? apiKey, TimeProvider time)
{
    private static readonly MediaTypeHeaderValue Ndjson = new("application/x-ndjson");

    private readonly Uri events = new($"{baseAddress.AbsoluteUri.TrimEnd('/')}/api/events");

    /// <param name="lines">NDJSON, one event on each; blank ones are counted and left out.</param>
    /// <param name="progress">The number of lines that have been answered so far.</param>
    /// <exception cref="HttpRequestException">A chunk was not answered; the message names its first line, from which to go on.</exception>
    public async Task<PublishReport> SendAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> lines, IProgress<int>? progress, CancellationToken cancel)
    {
        List<PublishRejection> rejections = [];
        long accepted = 0;
        int number = 0;
        var chunk = new PublishChunk();
        await foreach (ReadOnlyMemory<byte> raw in lines.WithCancellation(cancel))
        {
            number++;
            ReadOnlyMemory<byte> line = PublishLine.Trim(raw);
            if (line.IsEmpty)
            {
                continue;
            }

            if (PublishLine.Fault(line.Span) is { } fault)
            {
                rejections.Add(new PublishRejection(number, [fault]));
                continue;
            }

            if (!chunk.HasRoomFor(line))
            {
                accepted += await FlushAsync(chunk, rejections, cancel);
                progress?.Report(number - 1);
            }

            chunk.Add(line, number);
        }

        if (chunk.Numbers.Count > 0)
        {
            accepted += await FlushAsync(chunk, rejections, cancel);
        }

        progress?.Report(number);
        return new PublishReport(accepted, [.. rejections.OrderBy(rejection => rejection.Line)]);
    }

    /// <summary>Sends the chunk, empties it and tells how many events were taken.</summary>
    private async Task<int> FlushAsync(PublishChunk chunk, List<PublishRejection> rejections, CancellationToken cancel)
    {
        try
        {
            using HttpResponseMessage response = await Resend.SendAsync(http, _ => ValueTask.FromResult(Request(chunk)), time, cancel);
            var answer = EventsAnswer.TryParse(await response.Content.ReadAsStringAsync(cancel), chunk.Numbers.Count);
            switch (response.StatusCode)
            {
                case HttpStatusCode.Accepted when answer is not null:
                    rejections.AddRange((answer.Rejected ?? []).Select(rejected => At(chunk, rejected)));
                    break;
                case HttpStatusCode.BadRequest when answer?.Errors is { } errors:
                    rejections.AddRange(WholeChunk(chunk, errors, answer.Detail));
                    break;
                default:
                    string detail = await Resend.DetailAsync(response, cancel);
                    throw new HttpRequestException(
                        $"{events} answered {(int)response.StatusCode}: {Remedy(response.StatusCode)}{detail}", inner: null, response.StatusCode);
            }

            chunk.Clear();
            return answer.Accepted;
        }
        catch (HttpRequestException e)
        {
            throw new HttpRequestException($"Lines from {chunk.Numbers[0]} on were not taken. {e.Message}", e, e.StatusCode);
        }
    }

    private HttpRequestMessage Request(PublishChunk chunk)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, events) { Content = new ReadOnlyMemoryContent(chunk.Payload) };
        request.Content.Headers.ContentType = Ndjson;
        if (apiKey is not null)
        {
            request.Headers.Add("x-functions-key", apiKey);
        }

        return request;
    }

    private static PublishRejection At(PublishChunk chunk, RejectedEvent rejected) => new(chunk.Numbers[rejected.Index], rejected.Reasons);

    /// <summary>Nothing of it was valid, so lines that the answer leaves out are rejected too.</summary>
    private static IEnumerable<PublishRejection> WholeChunk(PublishChunk chunk, IReadOnlyList<RejectedEvent> errors, string? detail)
    {
        ILookup<long, RejectedEvent> byLine = errors.ToLookup(error => chunk.Numbers[error.Index]);
        return chunk.Numbers.Select(line => new PublishRejection(
            line, byLine.Contains(line) ? [.. byLine[line].SelectMany(error => error.Reasons)] : [detail ?? "the server gave no reason"]));
    }

    private static string Remedy(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => "give a valid function key.",
        HttpStatusCode.NotFound => "there is no such endpoint; check the app's address.",
        HttpStatusCode.RequestEntityTooLarge => "the server takes smaller requests only.",
        _ => "this is not how the events endpoint answers; check the app's address.",
    };
}
