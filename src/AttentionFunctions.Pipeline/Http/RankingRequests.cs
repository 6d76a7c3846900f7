using System.Collections.Frozen;
using AttentionFunctions.Rank;
using Microsoft.AspNetCore.Http;

namespace AttentionFunctions.Http;

/// <summary>What a request says about a ranking, read and checked: parameters of the query string, or a body.</summary>
public sealed class RankingRequests(CreatorPolicies fairness)
{
    /// <param name="userKey">The pseudonym; empty for nobody in particular.</param>
    /// <param name="userId">As the application writes it; null for nobody in particular.</param>
    internal Task<RankRequest> OfAsync(string userKey, string? userId, HttpRequest request, CancellationToken cancel) => OfAsync(
        userKey, userId, RequestValues.Count(request),
        new RankingBody
        {
            Rules = RankingQuery.Rules(request),
            Policy = RankingQuery.Text(request, "policy"),
            Fairness = RequestValues.Choice(request, "fairness", CreatorPolicy.Score),
            Context = RankingQuery.Context(request),
            Explain = RankingQuery.ExplainFully(request) ? ExplainLevel.Full : ExplainLevel.Short,
        },
        RankingQuery.Wording(request), cancel);

    /// <param name="count">Checked already, or null for the default.</param>
    internal Task<RankRequest> OfAsync(string userKey, string? userId, int? count, RankingBody body, Wording wording, CancellationToken cancel)
    {
        if (count is < 1 or > RankRequest.MaxCount) throw ApiException.BadRequest($"count must be a whole number from 1 to {RankRequest.MaxCount}, got {count}.");
        cancel.ThrowIfCancellationRequested();
        return Task.FromResult(new RankRequest(userKey, count ?? RankRequest.DefaultCount)
        {
            OwnerId = userId,
            Rules = Rules(body.Rules),
            Fairness = fairness.Named(body.Fairness ?? CreatorPolicy.Score),
            Context = body.Context ?? FrozenDictionary<string, string>.Empty,
            ExplainFully = body.Explain == ExplainLevel.Full,
            Wording = body.Language is { } language ? Wording.For([language]) : wording,
        });
    }

    private static RuleSet Rules(RankingRules? rules)
    {
        if (rules is null) return RuleSet.None;
        try
        {
            return RuleSet.Of(rules);
        }
        catch (InvalidRulesException e)
        {
            throw ApiException.BadRequest(e.Message, [.. e.Faults.Select(fault => new ProblemError(null, [fault.ToString()]))]);
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
