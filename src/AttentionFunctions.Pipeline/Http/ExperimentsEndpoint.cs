using AttentionFunctions.Rank;
using Microsoft.AspNetCore.Http;

namespace AttentionFunctions.Http;

/// <summary>Experiments on how to rank, and what came of them.</summary>
public sealed class ExperimentsEndpoint(Experiments experiments, PolicyStore policies, ReportExperiment report, Problem problem)
{
    private const int MaxBodyBytes = 64 * 1024;

    /// <summary><c>GET /api/experiments</c></summary>
    public Task<IResult> ListAsync(HttpRequest request, CancellationToken cancel) => problem.GuardAsync(request, async () =>
        ApiJson.Ok(new ExperimentList(await experiments.ListAsync(cancel))));

    /// <summary><c>GET /api/experiments/{experimentName}</c>, with its ETag.</summary>
    public Task<IResult> ReadAsync(HttpRequest request, string experimentName, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        string name = RequestValues.Name(experimentName, nameof(experimentName));
        return Answer(request, await experiments.ReadAsync(name, cancel) ?? throw Missing(name), StatusCodes.Status200OK);
    });

    /// <summary><c>PUT /api/experiments/{experimentName}</c>: creates with <c>If-None-Match: *</c>, replaces with <c>If-Match: "etag"</c>.</summary>
    public Task<IResult> WriteAsync(HttpRequest request, string experimentName, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        string name = RequestValues.Name(experimentName, nameof(experimentName));
        var condition = WriteCondition.Of(request, "an experiment");
        Experiment experiment = await RequestBody.ReadAsync<Experiment>(request, MaxBodyBytes, cancel);
        await CheckAsync(experiment, cancel);
        StoredExperiment? now = condition.Creates ? null : await experiments.ReadAsync(name, cancel);
        bool expected = condition.Creates || (now is not null && condition.Fits(now.ETag));
        StoredExperiment written = (expected ? await experiments.TryWriteAsync(name, experiment, now, cancel) : null)
            ?? throw condition.Failed($"experiment '{name}'");
        return Answer(request, written, condition.Status);
    });

    /// <summary><c>GET /api/experiments/{experimentName}/report</c></summary>
    public Task<IResult> ReportAsync(HttpRequest request, string experimentName, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        string name = RequestValues.Name(experimentName, nameof(experimentName));
        return ApiJson.Ok(await report.HandleAsync(name, cancel) ?? throw Missing(name));
    });

    /// <summary>What an arm names must be there: users would be ranked by nothing in particular, and the report would compare that.</summary>
    private async Task CheckAsync(Experiment experiment, CancellationToken cancel)
    {
        if (experiment.Fault() is { } fault) throw ApiException.BadRequest(fault);
        foreach (ExperimentArm arm in experiment.Arms)
        {
            if (arm.Policy is { } policy && await policies.CurrentAsync(policy, cancel) is null)
                throw ApiException.BadRequest($"Arm {arm.Name} names policy '{policy}', which does not exist: store it first.");
            if (arm.CreatorPolicy is { } creators && !Enum.GetNames<CreatorPolicy>().Contains(creators, StringComparer.OrdinalIgnoreCase))
            {
                throw ApiException.BadRequest(
                    $"Arm {arm.Name} names creatorPolicy '{creators}': use {string.Join(", ", Enum.GetNames<CreatorPolicy>().Select(known => known.ToLowerInvariant()))}.");
            }
        }
    }

    private static IResult Answer(HttpRequest request, StoredExperiment stored, int status)
    {
        WriteCondition.Tell(request, stored.ETag);
        return ApiJson.Ok(stored, status);
    }

    private static ApiException Missing(string name) => ApiException.NotFound($"There is no experiment '{name}'.");
}

public sealed record ExperimentList(IReadOnlyList<StoredExperiment> Experiments);
