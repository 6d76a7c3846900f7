using AttentionFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AttentionFunctions.Azure;

public sealed class EconomyApi(EconomyEndpoint economy, FairRankingEndpoint rankings)
{
    [Function(nameof(Routes.Economy))]
    public Task<IResult> Report(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.Economy)] HttpRequest request, CancellationToken cancel) =>
        economy.ReportAsync(request, cancel);

    [Function(nameof(Routes.FairRankings))]
    public Task<IResult> FairRanking(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = Routes.FairRankings)] HttpRequest request, CancellationToken cancel) =>
        rankings.RankAsync(request, cancel);
}
