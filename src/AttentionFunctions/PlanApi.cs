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

    [Function(nameof(Routes.InterruptionOutcomes))]
    public Task<IResult> InterruptionOutcomes(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = Routes.InterruptionOutcomes)] HttpRequest request,
        string userId, string decisionId, CancellationToken cancel) => plan.OutcomesAsync(request, userId, decisionId, cancel);

    [Function(nameof(Routes.InterruptionLearning))]
    public Task<IResult> InterruptionLearning(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.InterruptionLearning)] HttpRequest request, CancellationToken cancel) =>
        plan.LearningAsync(request, cancel);
}
