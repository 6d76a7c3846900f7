using AttentionFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AttentionFunctions.Azure;

public sealed class ItemsApi(ItemsEndpoint items)
{
    [Function(nameof(Routes.Item))]
    public Task<IResult> Item(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.Item)] HttpRequest request,
        string itemId, CancellationToken cancel) => items.ItemAsync(request, itemId, cancel);

    [Function(nameof(Routes.Similar))]
    public Task<IResult> Similar(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.Similar)] HttpRequest request,
        string itemId, CancellationToken cancel) => items.SimilarAsync(request, itemId, cancel);

    [Function(nameof(Routes.Trending))]
    public Task<IResult> Trending(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.Trending)] HttpRequest request, CancellationToken cancel) =>
        items.TrendingAsync(request, cancel);
}
