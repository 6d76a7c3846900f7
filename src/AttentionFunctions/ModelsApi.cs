using AttentionFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AttentionFunctions.Azure;

public sealed class ModelsApi(ModelsEndpoint models)
{
    [Function(nameof(Routes.Models))]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.Models)] HttpRequest request, CancellationToken cancel) =>
        models.ListAsync(request, cancel);

    [Function(nameof(Routes.ModelCard))]
    public Task<IResult> Card(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.ModelCard)] HttpRequest request,
        string version, CancellationToken cancel) => models.CardAsync(request, version, cancel);

    [Function(nameof(Routes.Promote))]
    public Task<IResult> Promote(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = Routes.Promote)] HttpRequest request,
        string version, CancellationToken cancel) => models.PromoteAsync(request, version, cancel);

    [Function(nameof(Routes.Retrain))]
    public Task<IResult> Retrain(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = Routes.Retrain)] HttpRequest request, CancellationToken cancel) =>
        models.RetrainAsync(request, cancel);
}
