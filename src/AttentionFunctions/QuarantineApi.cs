using AttentionFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AttentionFunctions.Azure;

/// <summary>The original bytes may hold the application's user ids: the quarantine is for those who hold the master key.</summary>
public sealed class QuarantineApi(QuarantineEndpoint quarantine)
{
    [Function(nameof(Routes.Quarantine))]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Admin, "get", Route = Routes.Quarantine)] HttpRequest request, CancellationToken cancel) =>
        quarantine.ListAsync(request, cancel);

    [Function(nameof(Routes.ReplayQuarantine))]
    public Task<IResult> ReplayAll(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = Routes.ReplayQuarantine)] HttpRequest request, CancellationToken cancel) =>
        quarantine.ReplayAllAsync(request, cancel);

    [Function(nameof(Routes.ReplayQuarantined))]
    public Task<IResult> Replay(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = Routes.ReplayQuarantined)] HttpRequest request,
        string entryId, CancellationToken cancel) => quarantine.ReplayAsync(request, entryId, cancel);
}
