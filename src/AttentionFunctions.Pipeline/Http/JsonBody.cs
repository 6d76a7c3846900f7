using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace AttentionFunctions.Http;

/// <summary>Reads a body of JSON within a limit.</summary>
internal static class JsonBody
{
    public const int MaxBytes = 1024 * 1024;

    /// <summary>The caller disposes it.</summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public static async Task<JsonDocument> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength > MaxBytes) throw TooLarge();
        // Without a length, the limit is the host's: a chunked body of more than that is refused while it is read.
        return await JsonDocument.ParseAsync(request.ContentLength is null ? new LimitedStream(request.Body, MaxBytes, TooLarge) : request.Body, cancellationToken: cancel);
    }

    internal static ApiException TooLarge() => ApiException.TooLarge($"A body may have {MaxBytes / 1024} KiB.");
}
