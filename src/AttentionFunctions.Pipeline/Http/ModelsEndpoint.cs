using AttentionFunctions.Train;
using Microsoft.AspNetCore.Http;

namespace AttentionFunctions.Http;

/// <summary>Model versions: what there is, which one serves, and the decisions about it.</summary>
public sealed class ModelsEndpoint(ModelStore models, RetrainModel retrain, Problem problem)
{
    /// <summary><c>GET /api/models</c></summary>
    public Task<IResult> ListAsync(HttpRequest request, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        ModelPointer? pointer = await models.ReadPointerAsync(cancel);
        return ApiJson.Ok(new ModelList(pointer?.Current, pointer?.History ?? [], await models.ListAsync(cancel)));
    });

    /// <summary><c>GET /api/models/{version}/card</c>: Markdown, for people.</summary>
    public Task<IResult> CardAsync(HttpRequest request, string version, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        string id = RequestValues.Id(version, nameof(version));
        ReadOnlyMemory<byte> card = await models.ReadCardAsync(id, cancel) ?? throw ApiException.NotFound($"There is no card of model version '{id}'.");
        return Results.Bytes(card, "text/markdown; charset=utf-8");
    });

    /// <summary><c>POST /api/models/{version}/promote</c>: makes a stored version the serving one; an older one is a rollback.</summary>
    public Task<IResult> PromoteAsync(HttpRequest request, string version, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        string id = RequestValues.Id(version, nameof(version));
        if (!await models.ExistsAsync(id, cancel)) throw ApiException.NotFound($"There is no model version '{id}'.");
        return ApiJson.Ok(await models.PromoteAsync(id, "promoted by hand", cancel));
    });

    /// <summary><c>POST /api/retrain?dryRun=false</c>: answers when it is done; 409 when another retrain is at work.</summary>
    public Task<IResult> RetrainAsync(HttpRequest request, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        RetrainReport report = await retrain.RunAsync(new RetrainRequest { DryRun = RequestValues.Flag(request, "dryRun") }, cancel: cancel);
        return report.Outcome == RetrainOutcome.AlreadyRunning
            ? throw ApiException.Conflict("Another retrain is at work. Try again when it is done.")
            : ApiJson.Ok(report);
    });
}

/// <param name="Current">The version that serves; absent before the first promotion.</param>
/// <param name="History">Promotions, oldest first.</param>
/// <param name="Versions">Stored versions, newest first.</param>
public sealed record ModelList(string? Current, IReadOnlyList<ModelPromotion> History, IReadOnlyList<ModelManifest> Versions);
