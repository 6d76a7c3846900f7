using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Plan;
using AttentionFunctions.Profiles;
using AttentionFunctions.Rank;
using Microsoft.AspNetCore.Http;

namespace AttentionFunctions.Http;

/// <summary>What the API says about one user: recommendations and the flow of attention.</summary>
public sealed class UsersEndpoint(
    RecommendForUser recommend, ProfileStore profiles, CatalogueStore catalogue, ReadSupply supply, Pseudonyms pseudonyms, AttentionWeight weights,
    CreatorPolicies policies, Problem problem)
{
    /// <summary>Of the reports: as far back as the remembered events usually reach.</summary>
    private const int DaysReported = 28, WeeksReported = 8;

    /// <summary><c>GET /api/users/{userId}/recommendations?count=10&amp;exclude=a,b&amp;includeSeen=false&amp;policy=score</c></summary>
    public Task<IResult> RecommendationsAsync(HttpRequest request, string userId, CancellationToken cancel) =>
        problem.GuardAsync(request, async () =>
        {
            string key = pseudonyms.Of(RequestValues.Id(userId, nameof(userId)));
            var rank = new RankRequest(key, RequestValues.Count(request))
            {
                Exclude = RequestValues.Excluded(request),
                IncludeSeen = RequestValues.Flag(request, "includeSeen"),
                Policy = policies.Named(RequestValues.Choice(request, "policy", CreatorPolicy.Score)),
            };
            return ApiJson.Ok(await recommend.HandleAsync(rank, cancel));
        });

    /// <summary><c>GET /api/users/{userId}/attention</c>; a user nobody knows has an empty flow and the usual supply.</summary>
    public Task<IResult> AttentionAsync(HttpRequest request, string userId, CancellationToken cancel) =>
        problem.GuardAsync(request, async () =>
        {
            string key = pseudonyms.Of(RequestValues.Id(userId, nameof(userId)));
            StoredProfile stored = await profiles.ReadAsync(key, cancel);
            return ApiJson.Ok(UserAttention.Of(
                AttentionFlow.Of(stored.Profile, await catalogue.CurrentAsync(cancel), weights),
                await supply.OfAsync(stored.Profile, cancel),
                PeriodReport.ByDay(stored.Profile, DaysReported), PeriodReport.ByWeek(stored.Profile, WeeksReported)));
        });
}
