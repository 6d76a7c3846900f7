using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace AttentionFunctions.Http;

/// <summary>Reads bodies up to a limit, whatever the host allows.</summary>
internal static class RequestBody
{
    public const int MaxBytes = 1024 * 1024;

    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength > MaxBytes) throw TooLarge();
        using var body = new MemoryStream((int)(request.ContentLength ?? 4096));
        byte[] buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancel)) > 0;)
        {
            if (body.Length + read > MaxBytes) throw TooLarge();
            body.Write(buffer, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);

        static ApiException TooLarge() => ApiException.TooLarge($"A body may have {MaxBytes / 1024} KiB.");
    }

    /// <exception cref="ApiException">400: no JSON, or not of this shape.</exception>
    public static async Task<T> ReadJsonAsync<T>(HttpRequest request, CancellationToken cancel)
    {
        ReadOnlyMemory<byte> body = await ReadAsync(request, cancel);
        try
        {
            return JsonSerializer.Deserialize<T>(body.Span, ApiJson.Options) ?? throw ApiException.BadRequest("The body is null; a JSON object is expected.");
        }
        catch (JsonException e)
        {
            throw ApiException.BadRequest($"The body is not the JSON that is expected: {e.Message}");
        }
    }
}
