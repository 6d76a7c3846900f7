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
    RankingRequests rankings, SlateAnswers answers, Problem problem)
{
    /// <summary>Of the reports: as far back as the remembered events usually reach.</summary>
    private const int DaysReported = 28, WeeksReported = 8;

    /// <summary><c>GET /api/users/{userId}/recommendations?count=10&amp;exclude=a,b&amp;budget=15m&amp;explain=full</c>; all parameters: <see cref="RankingQuery"/>.</summary>
    public Task<IResult> RecommendationsAsync(HttpRequest request, string userId, CancellationToken cancel) =>
        problem.GuardAsync(request, async () =>
        {
            string id = RequestValues.Id(userId, nameof(userId));
            return await answers.OkAsync(await recommend.HandleAsync(await rankings.OfAsync(pseudonyms.Of(id), id, request, cancel), cancel));
        });

    /// <summary><c>GET /api/users/{userId}/next</c>: the one item to show now, with the parameters of recommendations but the count.</summary>
    public Task<IResult> NextAsync(HttpRequest request, string userId, CancellationToken cancel) =>
        problem.GuardAsync(request, async () =>
        {
            string id = RequestValues.Id(userId, nameof(userId));
            RankRequest rank = await rankings.OfAsync(pseudonyms.Of(id), id, request, cancel);
            Slate slate = await recommend.HandleAsync(rank with { Count = 1 }, cancel);
            return await answers.OkAsync([slate], new NextItem(slate.RecommendationId, slate.Strategy, slate.Items.Count > 0 ? slate.Items[0] : null)
            {
                ModelVersion = slate.ModelVersion,
                Attention = slate.Attention,
                Stale = slate.Stale,
            });
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

/// <param name="Item">Absent when nothing may be shown, or nothing fits the attention that is left.</param>
public sealed record NextItem(string RecommendationId, Strategy Strategy, RankedItem? Item)
{
    public string? ModelVersion { get; init; }

    public AttentionUse? Attention { get; init; }

    public bool? Stale { get; init; }
}
