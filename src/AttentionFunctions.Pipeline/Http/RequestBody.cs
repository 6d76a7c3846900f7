using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace AttentionFunctions.Http;

/// <summary>JSON bodies of requests: limited in size, and strict about names, as a misspelt field would be a silent default.</summary>
internal static partial class RequestBody
{
    private static readonly JsonSerializerOptions Strict = new(ApiJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>Whether there is nothing to read: no length and no chunks, or a length of 0.</summary>
    public static bool IsAbsent(HttpRequest request) => request.ContentLength is null or 0 && request.Headers.TransferEncoding.Count == 0;

    public static async Task<T> ReadAsync<T>(HttpRequest request, int maxBytes, CancellationToken cancel)
        where T : class
    {
        if (request.ContentLength > maxBytes) throw TooLarge(maxBytes);
        using var body = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancel)) > 0;)
        {
            if (body.Length + read > maxBytes) throw TooLarge(maxBytes);
            body.Write(buffer, 0, read);
        }

        return Parse<T>(body.GetBuffer().AsSpan(0, (int)body.Length));
    }

    /// <exception cref="ApiException">It is no JSON of this form.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> json)
        where T : class
    {
        if (json.IsEmpty) throw ApiException.BadRequest("The body must be a JSON object, got nothing.");
        try
        {
            return JsonSerializer.Deserialize<T>(json, Strict) ?? throw ApiException.BadRequest("The body must be a JSON object, got null.");
        }
        catch (JsonException e)
        {
            throw ApiException.BadRequest($"The body is no valid request: {WhatIsWrong(e)}");
        }
    }

    /// <summary>In the caller's terms: the library's words speak of types of this program.</summary>
    private static string WhatIsWrong(JsonException e)
    {
        string place = e.Path is null or "$" ? "the whole" : e.Path.TrimStart('$', '.');
        string line = e.LineNumber is { } number ? $" (line {number + 1})" : "";
        return Missing().Match(e.Message) is { Success: true } missing ? $"{place} lacks {missing.Groups[1].Value}{line}."
            : Unknown().Match(e.Message) is { Success: true } unknown ? $"there is no field '{unknown.Groups[1].Value}'{line}."
            : e.InnerException is null || e.Message.Contains("could not be converted", StringComparison.Ordinal) ? $"{place} is not of the kind that it should be{line}."
            : e.Message.Split(" Path: ")[0];
    }

    [GeneratedRegex(@"missing required properties including: (.+?)\.?$")]
    private static partial Regex Missing();

    [GeneratedRegex("^The JSON property '([^']*)' could not be mapped")]
    private static partial Regex Unknown();

    private static ApiException TooLarge(int maxBytes) => ApiException.TooLarge($"A body may have {maxBytes / 1024} KiB.");
}
