using AttentionFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AttentionFunctions.Azure;

public sealed class RankingApi(RankingEndpoint rankings)
{
    [Function(nameof(Routes.Rank))]
    public Task<IResult> Rank(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = Routes.Rank)] HttpRequest request,
        CancellationToken cancel) => rankings.RankAsync(request, cancel);

    [Function(nameof(Routes.Search))]
    public Task<IResult> Search(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.Search)] HttpRequest request,
        CancellationToken cancel) => rankings.SearchAsync(request, cancel);

    [Function(nameof(Routes.SessionRecommendations))]
    public Task<IResult> SessionRecommendations(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = Routes.SessionRecommendations)] HttpRequest request,
        CancellationToken cancel) => rankings.SessionAsync(request, cancel);

    [Function(nameof(Routes.BatchRecommendations))]
    public Task<IResult> BatchRecommendations(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = Routes.BatchRecommendations)] HttpRequest request,
        CancellationToken cancel) => rankings.BatchAsync(request, cancel);
}
