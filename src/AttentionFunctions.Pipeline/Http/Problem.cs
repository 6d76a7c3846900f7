using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Http;

/// <summary>Errors as RFC 9457 problem details, the same on both hosts.</summary>
public sealed partial class Problem(ILogger<Problem> logger)
{
    /// <summary>Runs an endpoint; what it throws becomes a problem document. Only a fault of ours is a 500, and it is logged.</summary>
    public async Task<IResult> GuardAsync(HttpRequest request, Func<Task<IResult>> endpoint)
    {
        try
        {
            return await endpoint();
        }
        catch (ApiException e)
        {
            return Of(e.Status, e.Title, e.Message, e.Errors);
        }
        catch (BadHttpRequestException e)
        {
            return Of(e.StatusCode, "The request cannot be read", e.Message);
        }
        catch (OperationCanceledException) when (request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return Results.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }
        catch (Exception e) when (e is IOException or Azure.RequestFailedException or TimeoutException)
        {
            LogUnavailable(e, request.Method, request.Path);
            return Of(StatusCodes.Status503ServiceUnavailable, "A part of the system is not available",
                "The storage or the queue did not answer. Trying again is safe.");
        }
        catch (Exception e)
        {
            LogFault(e, request.Method, request.Path);
            return Of(StatusCodes.Status500InternalServerError, "Something went wrong here",
                $"The fault was logged with trace id {request.HttpContext.TraceIdentifier}.");
        }
    }

    public static IResult Of(int status, string title, string detail, IReadOnlyList<ProblemError>? errors = null) => Results.Json(
        new ProblemDocument("about:blank", title, status, detail, errors),
        ApiJson.Options, contentType: "application/problem+json", statusCode: status);

    [LoggerMessage(3001, LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogFault(Exception fault, string method, PathString path);

    [LoggerMessage(3002, LogLevel.Warning, "{Method} {Path}: storage or queue not available")]
    private partial void LogUnavailable(Exception fault, string method, PathString path);
}

/// <param name="Errors">What is wrong in detail, where there is more than one thing.</param>
internal sealed record ProblemDocument(string Type, string Title, int Status, string Detail, IReadOnlyList<ProblemError>? Errors);

/// <param name="Index">Position of the entry in the request, from 0; null when it concerns the request as a whole.</param>
public sealed record ProblemError(int? Index, IReadOnlyList<string> Reasons);

/// <summary>A request that cannot be served as it is, with the status and the words for the caller.</summary>
public sealed class ApiException(int status, string title, string detail, IReadOnlyList<ProblemError>? errors = null) : Exception(detail)
{
    public int Status { get; } = status;

    public string Title { get; } = title;

    public IReadOnlyList<ProblemError>? Errors { get; } = errors;

    public static ApiException BadRequest(string detail, IReadOnlyList<ProblemError>? errors = null) =>
        new(StatusCodes.Status400BadRequest, "The request is not valid", detail, errors);

    public static ApiException NotFound(string detail) => new(StatusCodes.Status404NotFound, "There is no such thing", detail);

    public static ApiException Conflict(string detail) => new(StatusCodes.Status409Conflict, "Not now", detail);

    public static ApiException TooLarge(string detail) => new(StatusCodes.Status413PayloadTooLarge, "The request is too large", detail);
}
