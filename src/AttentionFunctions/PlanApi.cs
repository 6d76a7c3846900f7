using AttentionFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AttentionFunctions.Azure;

public sealed class PlanApi(PlanEndpoint plan)
{
    [Function(nameof(Routes.Plan))]
    public Task<IResult> Plan(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = Routes.Plan)] HttpRequest request,
        string userId, CancellationToken cancel) => plan.PlanAsync(request, userId, cancel);

    [Function(nameof(Routes.Interruptions))]
    public Task<IResult> Interruptions(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = Routes.Interruptions)] HttpRequest request,
        string userId, CancellationToken cancel) => plan.InterruptionsAsync(request, userId, cancel);
}
