using AttentionFunctions.Economy;
using AttentionFunctions.Rank;
using Microsoft.AspNetCore.Http;

namespace AttentionFunctions.Http;

/// <summary>What a request says about a ranking, read and checked: parameters of the query string, or a body.</summary>
public sealed class RankingRequests(PolicyStore policies, Experiments experiments, CreatorPolicies fairness, SellSlots market)
{
    /// <param name="userKey">The pseudonym; empty for nobody in particular.</param>
    /// <param name="userId">As the application writes it; null for nobody in particular.</param>
    internal Task<RankRequest> OfAsync(string userKey, string? userId, HttpRequest request, CancellationToken cancel) => OfAsync(
        userKey, userId, RequestValues.Count(request),
        new RankingBody
        {
            Rules = RankingQuery.Rules(request),
            Policy = RankingQuery.Text(request, "policy"),
            Experiment = RankingQuery.Text(request, "experiment"),
            Fairness = request.Query.ContainsKey("fairness") ? RequestValues.Choice(request, "fairness", CreatorPolicy.Score) : null,
            Context = RankingQuery.Context(request),
            Explain = RankingQuery.ExplainFully(request) ? ExplainLevel.Full : ExplainLevel.Short,
        },
        RankingQuery.Wording(request), cancel);

    /// <param name="count">Checked already, or null for the default.</param>
    internal async Task<RankRequest> OfAsync(string userKey, string? userId, int? count, RankingBody body, Wording wording, CancellationToken cancel)
    {
        if (count is < 1 or > RankRequest.MaxCount) throw ApiException.BadRequest($"count must be a whole number from 1 to {RankRequest.MaxCount}, got {count}.");
        (string? policy, CreatorPolicy? creators, ExperimentAssignment? assignment) = await TreatmentAsync(userKey, body, cancel);
        CurrentPolicy? stored = policy is null ? null : await PolicyAsync(policy, cancel);
        RuleSet rules = Rules(body.Rules);
        return new RankRequest(userKey, count ?? RankRequest.DefaultCount)
        {
            OwnerId = userId,
            Rules = stored is null ? rules : stored.Rules.With(rules),
            Policy = stored is null ? null : $"{stored.Name}@{stored.Version}",
            Experiment = assignment,
            Fairness = fairness.Named(creators ?? CreatorPolicy.Score),
            Market = stored?.Rules.Sponsored is null ? null : market.Open,
            Context = RequestValues.Context(body.Context),
            ExplainFully = body.Explain == ExplainLevel.Full,
            Wording = body.Language is { } language ? Wording.For([language]) : wording,
        };
    }

    /// <summary>As the request says, or as the user's arm of an experiment does.</summary>
    private async Task<(string? Policy, CreatorPolicy? Creators, ExperimentAssignment? Assignment)> TreatmentAsync(
        string userKey, RankingBody body, CancellationToken cancel)
    {
        if (body.Experiment is not { } experiment) return (body.Policy, body.Fairness, null);
        if (body.Policy is not null || body.Fairness is not null)
            throw ApiException.BadRequest("An experiment decides policy and fairness: leave them out.");
        if (userKey.Length == 0) throw ApiException.BadRequest("An experiment needs a user, so that everybody stays in one arm.");
        ExperimentArm arm = PolicyStore.IsName(experiment) && await experiments.ArmOfAsync(experiment, userKey, cancel) is { } found
            ? found
            : throw ApiException.NotFound($"There is no experiment '{experiment}'.");
        return (arm.Policy, arm.CreatorPolicy is { } creators ? Enum.Parse<CreatorPolicy>(creators, ignoreCase: true) : null, new ExperimentAssignment(experiment, arm.Name));
    }

    private async Task<CurrentPolicy> PolicyAsync(string name, CancellationToken cancel) =>
        (PolicyStore.IsName(name) ? await policies.CurrentAsync(name, cancel) : null) ?? throw ApiException.NotFound($"There is no policy '{name}'.");

    /// <summary>One error for every fault.</summary>
    internal static ApiException Invalid(string detail, InvalidRulesException rules) =>
        ApiException.BadRequest(detail, [.. rules.Faults.Select(fault => new ProblemError(null, [fault.ToString()]))]);

    private static RuleSet Rules(RankingRules? rules)
    {
        if (rules is null) return RuleSet.None;
        if (rules.Sponsored is not null)
            throw ApiException.BadRequest("sponsored is for stored policies: what is sold, and on which terms, is not the request's to say. Store a policy and name it.");
        try
        {
            return RuleSet.Of(rules);
        }
        catch (InvalidRulesException e)
        {
            throw Invalid(e.Message, e);
        }
    }
}

/// <summary>What bodies of rankings have in common.</summary>
internal record RankingBody
{
    public int? Count { get; init; }

    public RankingRules? Rules { get; init; }

    /// <summary>Name of a stored policy.</summary>
    public string? Policy { get; init; }

    /// <summary>Name of an experiment, whose arm then decides policy and fairness.</summary>
    public string? Experiment { get; init; }

    public CreatorPolicy? Fairness { get; init; }

    public IReadOnlyDictionary<string, string>? Context { get; init; }

    public ExplainLevel? Explain { get; init; }

    /// <summary>BCP 47 tag.</summary>
    public string? Language { get; init; }
}

internal enum ExplainLevel
{
    Short,
    Full,
}
