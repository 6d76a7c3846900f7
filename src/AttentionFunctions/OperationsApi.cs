using AttentionFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AttentionFunctions.Azure;

public sealed class OperationsApi(OperationsEndpoint operations)
{
    [Function(nameof(Routes.Health))]
    public Task<IResult> Health(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Health)] HttpRequest request, CancellationToken cancel) =>
        operations.HealthAsync(request, cancel);

    [Function(nameof(Routes.Activity))]
    public Task<IResult> Activity(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.Activity)] HttpRequest request, CancellationToken cancel) =>
        operations.ActivityAsync(request, cancel);

    [Function(nameof(Routes.OpenApi))]
    public static IResult OpenApi([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.OpenApi)] HttpRequest request) =>
        OperationsEndpoint.OpenApi();
}
