using AttentionFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AttentionFunctions.Azure;

/// <summary>Budgets are money: campaigns are for those who hold the master key.</summary>
public sealed class MarketApi(MarketEndpoint market)
{
    [Function(nameof(Routes.Allocations))]
    public Task<IResult> Allocate(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = Routes.Allocations)] HttpRequest request, CancellationToken cancel) =>
        market.AllocateAsync(request, cancel);

    [Function(nameof(Routes.Campaigns))]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Admin, "get", Route = Routes.Campaigns)] HttpRequest request, CancellationToken cancel) =>
        market.ListAsync(request, cancel);

    [Function(nameof(Routes.Campaign))]
    public Task<IResult> Read(
        [HttpTrigger(AuthorizationLevel.Admin, "get", Route = Routes.Campaign)] HttpRequest request,
        string campaignId, CancellationToken cancel) => market.ReadAsync(request, campaignId, cancel);

    [Function("WriteCampaign")]
    public Task<IResult> Write(
        [HttpTrigger(AuthorizationLevel.Admin, "put", Route = Routes.Campaign)] HttpRequest request,
        string campaignId, CancellationToken cancel) => market.WriteAsync(request, campaignId, cancel);

    [Function(nameof(Routes.CampaignStatement))]
    public Task<IResult> Statement(
        [HttpTrigger(AuthorizationLevel.Admin, "get", Route = Routes.CampaignStatement)] HttpRequest request,
        string campaignId, CancellationToken cancel) => market.StatementAsync(request, campaignId, cancel);
}
