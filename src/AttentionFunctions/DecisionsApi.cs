using AttentionFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AttentionFunctions.Azure;

public sealed class DecisionsApi(DecisionsEndpoint decisions)
{
    [Function(nameof(Routes.Decisions))]
    public Task<IResult> State(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.Decisions)] HttpRequest request, CancellationToken cancel) =>
        decisions.StateAsync(request, cancel);

    [Function(nameof(Routes.Trial))]
    public Task<IResult> Trial(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = Routes.Trial)] HttpRequest request, CancellationToken cancel) =>
        decisions.TrialAsync(request, cancel);

    [Function(nameof(Routes.PromotePolicy))]
    public Task<IResult> Promote(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = Routes.PromotePolicy)] HttpRequest request, CancellationToken cancel) =>
        decisions.PromoteAsync(request, cancel);

    [Function(nameof(Routes.RollBackPolicy))]
    public Task<IResult> RollBack(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = Routes.RollBackPolicy)] HttpRequest request, CancellationToken cancel) =>
        decisions.RollBackAsync(request, cancel);

    [Function(nameof(Routes.SlateEvaluation))]
    public Task<IResult> EvaluateSlates(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.SlateEvaluation)] HttpRequest request, CancellationToken cancel) =>
        decisions.EvaluateSlatesAsync(request, cancel);

    [Function(nameof(Routes.Evaluations))]
    public Task<IResult> Evaluate(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = Routes.Evaluations)] HttpRequest request, CancellationToken cancel) =>
        decisions.EvaluateAsync(request, cancel);

    [Function(nameof(Routes.PolicyTree))]
    public Task<IResult> Tree(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.PolicyTree)] HttpRequest request, CancellationToken cancel) =>
        decisions.TreeAsync(request, cancel);
}
