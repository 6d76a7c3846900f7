using System.Text.Json;
using AttentionFunctions.Decide;
using Microsoft.AspNetCore.Http;

namespace AttentionFunctions.Http;

/// <summary>What Personalizer never had: policies compared on the log, trials, promotion by proof, rollback.</summary>
public sealed class DecisionsEndpoint(
    DecisionStore store, EvaluatePolicies evaluate, ChoosePolicy choose, EvaluateSlates slates, PolicyControl control, TimeProvider time, Problem problem)
{
    private const int MaxCandidates = 20, MaxDays = 366, DefaultDays = 14;

    /// <summary><c>GET /api/decisions</c>: what serves, what is tried, what was learnt.</summary>
    public Task<IResult> StateAsync(HttpRequest request, CancellationToken cancel) => GuardAsync(request, async () =>
        ApiJson.Ok(DecisionsView.Of(await store.ReadStateAsync(cancel))));

    /// <summary>
    /// <c>POST /api/evaluations</c>: <c>{"policies":{"name":{settings}},"from":…,"to":…}</c>, <c>{"choose":true}</c> or
    /// <c>{"recommendations":true,"shares":[0.1]}</c>; with <c>?format=markdown</c> or <c>svg</c> as text for people, else JSON.
    /// </summary>
    public Task<IResult> EvaluateAsync(HttpRequest request, CancellationToken cancel) => GuardAsync(request, async () =>
    {
        using JsonDocument body = await JsonBody.ReadAsync(request, cancel);
        EvaluationRequest wanted = body.RootElement.Deserialize<EvaluationRequest>(ApiJson.Options) ?? new();
        if (wanted.Policies.Count > MaxCandidates) throw ApiException.BadRequest($"At most {MaxCandidates} policies fit one evaluation.");
        if ((wanted.Choose || wanted.Recommendations) && wanted.Policies.Count > 0 || wanted is { Choose: true, Recommendations: true })
            throw ApiException.BadRequest("Give policies, or choose, or recommendations: one evaluation answers one of these questions.");
        string format = request.Query["format"].ToString();
        if (wanted.Choose)
        {
            PolicyChoice choice = await choose.RunAsync(wanted.From, wanted.To, cancel);
            return format switch
            {
                "" or "json" => ApiJson.Ok(choice),
                "markdown" => Results.Text(ComparisonReport.ToMarkdown(choice), "text/markdown; charset=utf-8"),
                _ => throw ApiException.BadRequest("format of a choice must be json or markdown."),
            };
        }

        PolicyComparison comparison = wanted.Recommendations
            ? (await slates.RunAsync(wanted.From ?? time.GetUtcNow().AddDays(-DefaultDays), wanted.Shares, cancel)).ToComparison()
            : await evaluate.RunAsync(wanted.Policies, wanted.From, wanted.To, wanted.Discount, cancel);
        return format switch
        {
            "" or "json" => ApiJson.Ok(comparison),
            "markdown" => Results.Text(ComparisonReport.ToMarkdown(comparison), "text/markdown; charset=utf-8"),
            "svg" => Results.Text(ComparisonReport.ToSvg(comparison), "image/svg+xml; charset=utf-8"),
            _ => throw ApiException.BadRequest("format must be json, markdown or svg."),
        };
    });

    /// <summary><c>POST /api/decisions/trial</c>: <c>{"settings":{…},"share":0.1}</c>; without a body, the running trial ends.</summary>
    public Task<IResult> TrialAsync(HttpRequest request, CancellationToken cancel) => GuardAsync(request, async () =>
    {
        if (request.ContentLength is 0) return ApiJson.Ok(DecisionsView.Of(await control.AbandonTrialAsync(cancel)));
        using JsonDocument body = await JsonBody.ReadAsync(request, cancel);
        TrialRequest wanted = body.RootElement.Deserialize<TrialRequest>(ApiJson.Options) ?? throw ApiException.BadRequest("The body must be an object.");
        if (wanted.Settings is null) throw ApiException.BadRequest("settings are missing: which policy is to be tried?");
        return ApiJson.Ok(DecisionsView.Of(await control.TryAsync(wanted.Settings, wanted.Share, cancel)));
    });

    /// <summary><c>POST /api/decisions/promote?force=false</c>: 200 with whether it was promoted, why, and the whole comparison.</summary>
    public Task<IResult> PromoteAsync(HttpRequest request, CancellationToken cancel) => GuardAsync(request, async () =>
        ApiJson.Ok(await control.PromoteAsync(RequestValues.Flag(request, "force"), cancel)));

    /// <summary><c>POST /api/decisions/rollback</c></summary>
    public Task<IResult> RollBackAsync(HttpRequest request, CancellationToken cancel) => GuardAsync(request, async () =>
        ApiJson.Ok(DecisionsView.Of(await control.RollBackAsync(cancel))));

    /// <summary><c>GET /api/evaluations/slates?days=14</c>: what slates with exploration were worth, and would have been without.</summary>
    public Task<IResult> EvaluateSlatesAsync(HttpRequest request, CancellationToken cancel) => GuardAsync(request, async () =>
    {
        string text = request.Query["days"].ToString();
        int days = text.Length == 0 ? DefaultDays : int.TryParse(text, out int value) ? value : 0;
        if (days is < 1 or > MaxDays) throw ApiException.BadRequest($"days must be a whole number from 1 to {MaxDays}, got '{text}'.");
        return ApiJson.Ok(await slates.RunAsync(time.GetUtcNow().AddDays(-days), cancel: cancel));
    });

    /// <summary><c>GET /api/decisions/tree?depth=4</c>: the serving policy as a tree, with its fidelity; <c>format=text</c> for people.</summary>
    public Task<IResult> TreeAsync(HttpRequest request, CancellationToken cancel) => GuardAsync(request, async () =>
    {
        string depth = request.Query["depth"].ToString();
        DecisionTree tree = await control.DistilAsync(depth.Length == 0 ? 4 : int.TryParse(depth, out int value) ? value : 0, cancel);
        return request.Query["format"].ToString() switch
        {
            "" or "json" => ApiJson.Ok(tree),
            "text" => Results.Text(tree.ToText(), "text/plain; charset=utf-8"),
            _ => throw ApiException.BadRequest("format must be json or text."),
        };
    });

    private Task<IResult> GuardAsync(HttpRequest request, Func<Task<IResult>> endpoint) => problem.GuardAsync(request, async () =>
    {
        try
        {
            return await endpoint();
        }
        catch (Exception e) when (e is InvalidDecisionException or JsonException)
        {
            throw ApiException.BadRequest(e.Message);
        }
    });
}

internal sealed record EvaluationRequest
{
    /// <summary>Settings by the names they have in the report.</summary>
    public IReadOnlyDictionary<string, PolicySettings> Policies { get; init; } = new Dictionary<string, PolicySettings>();

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    /// <summary>Choose settings by the older half of the log, and judge the choice on the newer.</summary>
    public bool Choose { get; init; }

    /// <summary>Evaluate the chance in recommendations instead of decisions.</summary>
    public bool Recommendations { get; init; }

    /// <summary>Of slots filled by chance, 0 to 1, to estimate beside none and all; for recommendations.</summary>
    public IReadOnlyList<double>? Shares { get; init; }

    /// <summary>0 to 1, to compare by sessions.</summary>
    public double? Discount { get; init; }
}

/// <param name="Share">Of the decisions: 0 is the shadow.</param>
internal sealed record TrialRequest(PolicySettings? Settings, double Share = 0);

internal sealed record DecisionsView(
    long Step, PolicyVersion Serving, Trial? Trial, LearningCounts Counts, double? MeanReward, double? BestPredictedShare, IReadOnlyList<PolicyChange> History)
{
    public static DecisionsView Of(DecisionState state) => new(
        state.Step, state.Serving, state.Trial, state.Counts, PerDecision(state.Counts.RewardSum, state.Counts), PerDecision(state.Counts.Matches, state.Counts),
        state.History);

    private static double? PerDecision(double sum, LearningCounts counts) => counts.Joined > 0 ? sum / counts.Joined : null;
}
