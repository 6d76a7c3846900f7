using System.Text;
using AttentionFunctions.Economy;
using Microsoft.AspNetCore.Http;

namespace AttentionFunctions.Http;

/// <summary>Campaigns, and the allocation of a day's attention over them.</summary>
public sealed class MarketEndpoint(CampaignStore campaigns, AllocateAttention allocate, ReadStatements statements, Problem problem)
{
    private const int MaxIdLength = 64;
    private const int MaxBodyBytes = 1024 * 1024;

    /// <summary><c>POST /api/allocations</c></summary>
    public Task<IResult> AllocateAsync(HttpRequest request, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        AllocationRequest wanted = await RequestBody.ReadAsync<AllocationRequest>(request, MaxBodyBytes, cancel);
        try
        {
            return ApiJson.Ok(await allocate.HandleAsync(wanted, cancel));
        }
        catch (ArgumentException e)
        {
            throw ApiException.BadRequest(e.Message);
        }
    });

    /// <summary><c>GET /api/campaigns</c></summary>
    public Task<IResult> ListAsync(HttpRequest request, CancellationToken cancel) => problem.GuardAsync(request, async () =>
        ApiJson.Ok(new CampaignList(await campaigns.ListAsync(cancel))));

    /// <summary><c>GET /api/campaigns/{campaignId}</c>, with its ETag.</summary>
    public Task<IResult> ReadAsync(HttpRequest request, string campaignId, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        StoredCampaign stored = await campaigns.ReadAsync(Id(campaignId), cancel) ?? throw ApiException.NotFound($"There is no campaign '{campaignId}'.");
        return Answer(request, stored, StatusCodes.Status200OK);
    });

    /// <summary><c>PUT /api/campaigns/{campaignId}</c>: creates with <c>If-None-Match: *</c>, replaces with <c>If-Match: "etag"</c>.</summary>
    public Task<IResult> WriteAsync(HttpRequest request, string campaignId, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        string id = Id(campaignId);
        var condition = WriteCondition.Of(request, "a campaign");
        Campaign campaign = await RequestBody.ReadAsync<Campaign>(request, MaxBodyBytes, cancel);
        if (campaign.Fault() is { } fault) throw ApiException.BadRequest(fault);
        StoredCampaign? now = condition.Creates ? null : await campaigns.ReadAsync(id, cancel);
        bool expected = condition.Creates || (now is not null && condition.Fits(now.ETag));
        StoredCampaign written = (expected ? await campaigns.TryWriteAsync(id, campaign, now?.ETag, cancel) : null)
            ?? throw condition.Failed($"campaign '{id}'");
        return Answer(request, written, condition.Status);
    });

    /// <summary><c>GET /api/campaigns/{campaignId}/statement?from=2026-11-18&amp;to=2026-11-24&amp;format=csv</c>: what it bought, by day.</summary>
    public Task<IResult> StatementAsync(HttpRequest request, string campaignId, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        string id = Id(campaignId);
        StatementFormat format = RequestValues.Choice(request, "format", StatementFormat.Json);
        DateOnly? from = RequestValues.Day(request, "from"), to = RequestValues.Day(request, "to");
        if (await campaigns.ReadAsync(id, cancel) is null) throw ApiException.NotFound($"There is no campaign '{campaignId}'.");
        try
        {
            CampaignStatement statement = await statements.ReadAsync(id, from, to, cancel);
            return format == StatementFormat.Csv ? Results.Text(statement.ToCsv(), "text/csv", Encoding.UTF8) : ApiJson.Ok(statement);
        }
        catch (ArgumentException e)
        {
            throw ApiException.BadRequest(e.Message);
        }
    });

    private static IResult Answer(HttpRequest request, StoredCampaign stored, int status)
    {
        WriteCondition.Tell(request, stored.ETag);
        return ApiJson.Ok(stored, status);
    }

    /// <summary>Part of a blob's name, so only what is safe there.</summary>
    private static string Id(string raw) => raw.Length is >= 1 and <= MaxIdLength && raw.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
        ? raw
        : throw ApiException.BadRequest($"campaignId must have 1 to {MaxIdLength} letters, digits, '-' or '_'.");

    private enum StatementFormat
    {
        Json,
        Csv,
    }
}

public sealed record CampaignList(IReadOnlyList<StoredCampaign> Campaigns);
