using System.Net;
using System.Net.Http.Headers;

namespace AttentionFunctions.Client;

/// <summary>Sends to a Service Bus queue over REST, which needs no connection to be kept and works the same in a function and on a desk.</summary>
/// <param name="queue">The queue's name; it may have slashes.</param>
public sealed class ServiceBusSender(HttpClient http, ServiceBusConnection connection, string queue, TimeProvider? time = null)
{
    private static readonly MediaTypeHeaderValue BatchType = new("application/vnd.microsoft.servicebus.json"); // Refused with a charset.

    private readonly Uri resource = new(connection.Endpoint, queue);
    private readonly Uri messagesUri = new(connection.Endpoint, $"{queue}/messages");

    private readonly TimeProvider clock = time ?? TimeProvider.System;

    // Replaced whole; when two threads renew it at once, either token is good.
    private ServiceBusToken? token;

    /// <exception cref="ArgumentException">A message is no UTF-8 text or too large; then nothing was sent.</exception>
    /// <exception cref="HttpRequestException">The queue did not confirm everything: repeat the whole call. The message says what to mend.</exception>
    public async Task SendAsync(IReadOnlyList<QueuedMessage> messages, CancellationToken cancel = default)
    {
        foreach (ReadOnlyMemory<byte> batch in ServiceBusBatches.Pack(messages))
        {
            using HttpResponseMessage response = await Resend.SendAsync(http, c => RequestAsync(batch, c), clock, cancel);
            if (!response.IsSuccessStatusCode)
            {
                string detail = await Resend.DetailAsync(response, cancel);
                throw new HttpRequestException(
                    $"{messagesUri} answered {(int)response.StatusCode}: {Remedy(response.StatusCode)}{detail}", inner: null, response.StatusCode);
            }
        }
    }

    private async ValueTask<HttpRequestMessage> RequestAsync(ReadOnlyMemory<byte> batch, CancellationToken cancel)
    {
        DateTimeOffset now = clock.GetUtcNow();
        ServiceBusToken current = token is { } kept && kept.IsFresh(now) ? kept : token = await connection.IssueAsync(resource, now, cancel);
        var request = new HttpRequestMessage(HttpMethod.Post, messagesUri) { Content = new ReadOnlyMemoryContent(batch) };
        request.Content.Headers.ContentType = BatchType;
        request.Headers.TryAddWithoutValidation("Authorization", current.Authorization);
        return request;
    }

    private string Remedy(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
            "the identity needs the role \"Azure Service Bus Data Sender\" on the queue, or the connection string a valid key with the right Send.",
        HttpStatusCode.NotFound or HttpStatusCode.Gone => $"there is no queue '{queue}' in this namespace; check the setting Queue.",
        HttpStatusCode.RequestEntityTooLarge => "the batch is larger than the namespace's tier allows.",
        _ => "the queue refused the batch.",
    };
}
