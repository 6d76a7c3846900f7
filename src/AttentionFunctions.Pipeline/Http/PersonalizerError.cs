using System.Text.Json;
using AttentionFunctions.Decide;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Http;

/// <summary>Errors in the shape that Personalizer's clients read: <c>{"error":{"code","message"}}</c>.</summary>
public sealed partial class PersonalizerError(SubscriptionKey key, ILogger<PersonalizerError> logger)
{
    /// <param name="invalid">The code for a request that is not valid.</param>
    public async Task<IResult> GuardAsync(HttpRequest request, string invalid, Func<Task<IResult>> endpoint)
    {
        try
        {
            return key.Refusal(request) is { } refusal ? Of(StatusCodes.Status401Unauthorized, "Unauthorized", refusal) : await endpoint();
        }
        catch (InvalidDecisionException e)
        {
            return Of(StatusCodes.Status400BadRequest, invalid, e.Message);
        }
        catch (JsonException e)
        {
            return Of(StatusCodes.Status400BadRequest, invalid, $"The body is not the JSON that is expected here: {e.Message}");
        }
        catch (ApiException e)
        {
            return Of(e.Status, e.Status == StatusCodes.Status404NotFound ? "ResourceNotFound" : invalid, e.Message);
        }
        catch (BadHttpRequestException e)
        {
            return Of(e.StatusCode, invalid, e.Message);
        }
        catch (OperationCanceledException) when (request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return Results.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }
        catch (Exception e) when (e is IOException or Azure.RequestFailedException or TimeoutException)
        {
            LogUnavailable(e, request.Method, request.Path);
            return Of(StatusCodes.Status503ServiceUnavailable, "ServiceUnavailable", "The storage did not answer. Trying again is safe.");
        }
        catch (Exception e)
        {
            LogFault(e, request.Method, request.Path);
            return Of(StatusCodes.Status500InternalServerError, "InternalServerError", $"The fault was logged with trace id {request.HttpContext.TraceIdentifier}.");
        }
    }

    public static IResult Of(int status, string code, string message) =>
        ApiJson.Ok(new PersonalizerErrorDocument(new PersonalizerErrorBody(code, message)), status);

    [LoggerMessage(3003, LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogFault(Exception fault, string method, PathString path);

    [LoggerMessage(3004, LogLevel.Warning, "{Method} {Path}: storage not available")]
    private partial void LogUnavailable(Exception fault, string method, PathString path);
}

internal sealed record PersonalizerErrorDocument(PersonalizerErrorBody Error);

internal sealed record PersonalizerErrorBody(string Code, string Message);
