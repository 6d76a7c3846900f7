using AttentionFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AttentionFunctions.Azure;

public sealed class UsersApi(UsersEndpoint users)
{
    [Function(nameof(Routes.Recommendations))]
    public Task<IResult> Recommendations(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.Recommendations)] HttpRequest request,
        string userId, CancellationToken cancel) => users.RecommendationsAsync(request, userId, cancel);

    [Function(nameof(Routes.Next))]
    public Task<IResult> Next(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.Next)] HttpRequest request,
        string userId, CancellationToken cancel) => users.NextAsync(request, userId, cancel);

    [Function(nameof(Routes.Attention))]
    public Task<IResult> Attention(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.Attention)] HttpRequest request,
        string userId, CancellationToken cancel) => users.AttentionAsync(request, userId, cancel);
}
