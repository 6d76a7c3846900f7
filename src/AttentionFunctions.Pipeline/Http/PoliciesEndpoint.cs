using System.Globalization;
using AttentionFunctions.Events;
using AttentionFunctions.Rank;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace AttentionFunctions.Http;

/// <summary>Stored ranking policies: rules under a name, in versions.</summary>
public sealed class PoliciesEndpoint(PolicyStore policies, DryRunPolicy dryRun, Pseudonyms pseudonyms, Problem problem)
{
    /// <summary>1,000 ids of the greatest length, and every list full.</summary>
    private const int MaxBodyBytes = 1024 * 1024;

    private const int MaxNoteLength = 500;

    /// <summary><c>GET /api/policies</c></summary>
    public Task<IResult> ListAsync(HttpRequest request, CancellationToken cancel) => problem.GuardAsync(request, async () =>
        ApiJson.Ok(new PolicyList(await policies.ListAsync(cancel))));

    /// <summary><c>GET /api/policies/{policyName}?version=2</c>: the current version, or one that is named.</summary>
    public Task<IResult> ReadAsync(HttpRequest request, string policyName, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        PolicyState state = await policies.ReadStateAsync(RequestValues.Name(policyName, nameof(policyName)), cancel) ?? throw Missing(policyName);
        return ApiJson.Ok(new PolicyView(state, await VersionAsync(policyName, Version(request) ?? state.Current, cancel)));
    });

    /// <summary>
    /// <c>PUT /api/policies/{policyName}?note=…</c>: the rules become a new version, which is current from now on. Without a body,
    /// <c>?version=2</c> makes an earlier version current again.
    /// </summary>
    public Task<IResult> WriteAsync(HttpRequest request, string policyName, CancellationToken cancel) => problem.GuardAsync(request, () => CheckedAsync(async () =>
    {
        string name = RequestValues.Name(policyName, nameof(policyName));
        StoredPolicy policy;
        if (Version(request) is { } version)
        {
            if (request.ContentLength is > 0) throw ApiException.BadRequest("Send either rules, or ?version= of the version that is to be current again.");
            policy = await policies.RestoreAsync(name, version, cancel) ?? throw ApiException.NotFound($"Policy '{name}' has no version {version}.");
        }
        else
        {
            string note = request.Query["note"].ToString();
            if (note.Length > MaxNoteLength) throw ApiException.BadRequest($"note may have {MaxNoteLength} characters.");
            RankingRules rules = await RequestBody.ReadAsync<RankingRules>(request, MaxBodyBytes, cancel);
            policy = await policies.SaveAsync(name, rules, note.Length > 0 ? note : null, cancel);
        }

        return ApiJson.Ok(new PolicyView((await policies.ReadStateAsync(name, cancel))!, policy));
    }));

    /// <summary>
    /// <c>POST /api/policies/{policyName}/dry-run?userId=u&amp;count=10</c>: what the policy, or the rules in the body, would do to the user's
    /// slate.
    /// </summary>
    public Task<IResult> DryRunAsync(HttpRequest request, string policyName, CancellationToken cancel) => problem.GuardAsync(request, () => CheckedAsync(async () =>
    {
        string userId = RequestValues.Id(request.Query["userId"].ToString(), "userId");
        int count = RequestValues.Count(request);
        string name = RequestValues.Name(policyName, nameof(policyName));
        PolicyTrial trial = RequestBody.IsAbsent(request) ? new PolicyTrial() : await RequestBody.ReadAsync<PolicyTrial>(request, MaxBodyBytes, cancel);
        RuleSet rules = trial.Rules is { } own
            ? RuleSet.Of(own)
            : (await policies.CurrentAsync(name, cancel) ?? throw Missing(name)).Rules;
        return ApiJson.Ok(await dryRun.HandleAsync(rules, new DryRunRequest(pseudonyms.Of(userId), userId, count, RequestValues.Context(trial.Context)), cancel));
    }));

    private async Task<StoredPolicy> VersionAsync(string name, int version, CancellationToken cancel) =>
        await policies.ReadAsync(name, version, cancel) ?? throw ApiException.NotFound($"Policy '{name}' has no version {version}.");

    private static int? Version(HttpRequest request)
    {
        if (!request.Query.TryGetValue("version", out StringValues raw)) return null;
        return int.TryParse(raw, NumberStyles.None, CultureInfo.InvariantCulture, out int version) && version >= 1
            ? version
            : throw ApiException.BadRequest("version must be a whole number from 1.");
    }

    private static ApiException Missing(string name) => ApiException.NotFound($"There is no policy '{name}'.");

    private static async Task<IResult> CheckedAsync(Func<Task<IResult>> endpoint)
    {
        try
        {
            return await endpoint();
        }
        catch (InvalidRulesException e)
        {
            throw RankingRequests.Invalid("The rules are not valid; errors names every place.", e);
        }
    }
}

public sealed record PolicyList(IReadOnlyList<PolicyState> Policies);

/// <param name="Policy">The version that was asked for.</param>
public sealed record PolicyView(PolicyState State, StoredPolicy Policy);

/// <summary>The body of a dry run.</summary>
public sealed record PolicyTrial
{
    /// <summary>To be tried instead of the stored policy, which then need not exist.</summary>
    public RankingRules? Rules { get; init; }

    /// <summary>Of the request that is imagined.</summary>
    public IReadOnlyDictionary<string, string>? Context { get; init; }
}
