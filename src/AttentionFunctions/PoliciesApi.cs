using AttentionFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AttentionFunctions.Azure;

/// <summary>Whoever has a key may read the rules and try others; what serves everybody is for those who hold the master key.</summary>
public sealed class PoliciesApi(PoliciesEndpoint policies)
{
    [Function(nameof(Routes.Policies))]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.Policies)] HttpRequest request, CancellationToken cancel) =>
        policies.ListAsync(request, cancel);

    [Function(nameof(Routes.Policy))]
    public Task<IResult> Read(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.Policy)] HttpRequest request,
        string policyName, CancellationToken cancel) => policies.ReadAsync(request, policyName, cancel);

    [Function("WritePolicy")]
    public Task<IResult> Write(
        [HttpTrigger(AuthorizationLevel.Admin, "put", Route = Routes.Policy)] HttpRequest request,
        string policyName, CancellationToken cancel) => policies.WriteAsync(request, policyName, cancel);

    [Function(nameof(Routes.DryRun))]
    public Task<IResult> DryRun(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = Routes.DryRun)] HttpRequest request,
        string policyName, CancellationToken cancel) => policies.DryRunAsync(request, policyName, cancel);
}
