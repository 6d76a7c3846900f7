using AttentionFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AttentionFunctions.Azure;

public sealed class EconomyApi(EconomyEndpoint economy)
{
    [Function(nameof(Routes.Economy))]
    public Task<IResult> Report(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.Economy)] HttpRequest request, CancellationToken cancel) =>
        economy.ReportAsync(request, cancel);
}
