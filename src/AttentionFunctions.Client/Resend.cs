using System.Net;
using System.Net.Http.Headers;

namespace AttentionFunctions.Client;

/// <summary>Sends one HTTP request until it gets an answer that another attempt would not change.</summary>
/// <remarks>An attempt whose answer was lost may have had its effect, so the receiver must bear duplicates. Ours do: events have ids.</remarks>
internal static class Resend
{
    public const int Attempts = 5;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(0.5);

    /// <summary>A server that asks for more than this is left alone: the caller's own redelivery is better than holding on to the batch.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <param name="request">Makes the request anew for every attempt, since neither requests nor their tokens last.</param>
    /// <returns>Any answer but 408, 429 and 5xx. The caller disposes it.</returns>
    /// <exception cref="HttpRequestException">Every attempt met a fault of the connection or one of those statuses.</exception>
    public static async Task<HttpResponseMessage> SendAsync(
        HttpClient http, Func<CancellationToken, ValueTask<HttpRequestMessage>> request, TimeProvider time, CancellationToken cancel)
    {
        for (int attempt = 1; ; attempt++)
        {
            TimeSpan wait = FirstWait * Math.Pow(2, attempt - 1);
            using HttpRequestMessage message = await request(cancel);
            try
            {
                HttpResponseMessage response = await http.SendAsync(message, cancel);
                if (!IsPassing(response.StatusCode))
                {
                    return response;
                }

                using (response)
                {
                    TimeSpan asked = AskedWait(response.Headers.RetryAfter, time);
                    if (attempt == Attempts || asked > LongestWait)
                    {
                        throw await GivenUpAsync(message, response, attempt, cancel);
                    }

                    wait = asked > wait ? asked : wait;
                }
            }
            catch (HttpRequestException fault) when (fault.StatusCode is null)
            {
                ThrowIfLast(message, attempt, fault);
            }
            catch (OperationCanceledException fault) when (fault.InnerException is TimeoutException) // HttpClient.Timeout, not the caller.
            {
                ThrowIfLast(message, attempt, fault);
            }

            await Task.Delay(wait, time, cancel);
        }
    }

    /// <summary>What the server says about a failure, on one line and short enough for an exception's message; empty when it says nothing.</summary>
    public static async Task<string> DetailAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        const int Longest = 500;
        string text = (await response.Content.ReadAsStringAsync(cancel)).ReplaceLineEndings(" ").Trim();
        text = text.Length > Longest ? text[..Longest] + "…" : text;
        return text.Length == 0 ? "" : $" The server says: {text}";
    }

    private static bool IsPassing(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    private static TimeSpan AskedWait(RetryConditionHeaderValue? header, TimeProvider time) =>
        header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : TimeSpan.Zero);

    private static async Task<HttpRequestException> GivenUpAsync(
        HttpRequestMessage message, HttpResponseMessage response, int attempt, CancellationToken cancel) => new(
        $"{message.RequestUri} answered {(int)response.StatusCode} at attempt {attempt} of {Attempts}.{await DetailAsync(response, cancel)}",
        inner: null,
        response.StatusCode);

    private static void ThrowIfLast(HttpRequestMessage message, int attempt, Exception fault)
    {
        if (attempt == Attempts)
        {
            throw new HttpRequestException($"{message.RequestUri} could not be reached in {Attempts} attempts: {fault.Message}", fault);
        }
    }
}
