using AttentionFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AttentionFunctions.Azure;

/// <summary>The page for people. Anonymous: it holds no data, and asks for the key that its requests then carry.</summary>
public static class ConsoleApi
{
    [Function(nameof(Routes.Console))]
    public static IResult Page(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Console)] HttpRequest request, string? path) =>
        ConsoleFiles.Serve(request, path);
}
