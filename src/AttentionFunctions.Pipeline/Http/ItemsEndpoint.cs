using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Rank;
using Microsoft.AspNetCore.Http;

namespace AttentionFunctions.Http;

/// <summary>What the API says about items: one item, its neighbours, and what is trending.</summary>
public sealed class ItemsEndpoint(CatalogueStore catalogue, FindSimilar similar, RecommendForUser recommend, RankingRequests rankings, SlateAnswers answers, Problem problem)
{
    /// <summary><c>GET /api/items/{itemId}</c></summary>
    public Task<IResult> ItemAsync(HttpRequest request, string itemId, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        string id = RequestValues.Id(itemId, nameof(itemId));
        CatalogueItem item = (await catalogue.CurrentAsync(cancel)).Find(id) ?? throw Unknown(id);
        return ApiJson.Ok(new ItemView(item.Id, item.Fields, item.UpdatedAt, item.Vector.Length > 0 ? item.VectorSpace : null));
    });

    /// <summary><c>GET /api/items/{itemId}/similar?count=10</c></summary>
    public Task<IResult> SimilarAsync(HttpRequest request, string itemId, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        string id = RequestValues.Id(itemId, nameof(itemId));
        return ApiJson.Ok(await similar.HandleAsync(id, RequestValues.Count(request), RankingQuery.Wording(request), cancel) ?? throw Unknown(id));
    });

    /// <summary><c>GET /api/trending?count=10&amp;exclude=a,b</c>, and the other parameters of recommendations.</summary>
    public Task<IResult> TrendingAsync(HttpRequest request, CancellationToken cancel) => problem.GuardAsync(request, async () =>
        await answers.OkAsync(await recommend.TrendingAsync(await rankings.OfAsync("", null, request, cancel), cancel)));

    private static ApiException Unknown(string id) => ApiException.NotFound($"No item '{id}' is known.");
}

/// <param name="VectorSpace">What made the item's vector; absent when it has none.</param>
public sealed record ItemView(string ItemId, ItemFields Fields, DateTimeOffset UpdatedAt, string? VectorSpace);
