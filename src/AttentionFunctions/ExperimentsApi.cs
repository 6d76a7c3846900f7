using AttentionFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AttentionFunctions.Azure;

public sealed class ExperimentsApi(ExperimentsEndpoint experiments)
{
    [Function(nameof(Routes.Experiments))]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.Experiments)] HttpRequest request, CancellationToken cancel) =>
        experiments.ListAsync(request, cancel);

    [Function(nameof(Routes.Experiment))]
    public Task<IResult> Read(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.Experiment)] HttpRequest request,
        string experimentName, CancellationToken cancel) => experiments.ReadAsync(request, experimentName, cancel);

    [Function("WriteExperiment")]
    public Task<IResult> Write(
        [HttpTrigger(AuthorizationLevel.Admin, "put", Route = Routes.Experiment)] HttpRequest request,
        string experimentName, CancellationToken cancel) => experiments.WriteAsync(request, experimentName, cancel);

    [Function(nameof(Routes.ExperimentReport))]
    public Task<IResult> Report(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.ExperimentReport)] HttpRequest request,
        string experimentName, CancellationToken cancel) => experiments.ReportAsync(request, experimentName, cancel);
}
