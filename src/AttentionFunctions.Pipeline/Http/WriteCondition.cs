using Microsoft.AspNetCore.Http;

namespace AttentionFunctions.Http;

/// <summary>What a writer says about the state that is replaced: <c>If-None-Match: *</c> creates, <c>If-Match: "etag"</c> replaces.</summary>
/// <param name="ETag">Without quotes; null to create.</param>
internal readonly record struct WriteCondition(string? ETag)
{
    public bool Creates => ETag is null;

    /// <param name="what">For the message: <c>a campaign</c>.</param>
    /// <exception cref="ApiException">Neither, or both.</exception>
    public static WriteCondition Of(HttpRequest request, string what)
    {
        string? etag = request.Headers.IfMatch is [{ Length: > 0 } condition] ? Bare(condition) : null;
        bool creates = request.Headers.IfNoneMatch is ["*"];
        return creates != etag is not null
            ? new WriteCondition(etag)
            : throw new ApiException(StatusCodes.Status428PreconditionRequired, "The condition is missing",
                $"Send If-None-Match: * to create {what}, or If-Match with the ETag that was read to replace it.");
    }

    public bool Fits(string etag) => Bare(etag) == ETag;

    /// <param name="thing">With its name: <c>campaign 'c'</c>.</param>
    public ApiException Failed(string thing) => new(StatusCodes.Status412PreconditionFailed, "It was changed by somebody else", Creates
        ? $"There is a {thing} already. Read it, and replace it with If-Match."
        : $"The {thing} was changed or is gone. Read it again before replacing it.");

    public int Status => Creates ? StatusCodes.Status201Created : StatusCodes.Status200OK;

    /// <summary>Stores have ETags with and without quotes, and take back only their own form; HTTP has them quoted.</summary>
    public static string Bare(string etag) => etag.Trim('"');

    public static void Tell(HttpRequest request, string etag) => request.HttpContext.Response.Headers.ETag = $"\"{Bare(etag)}\"";
}
