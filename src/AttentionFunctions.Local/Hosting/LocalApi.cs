using AttentionFunctions.Http;

namespace AttentionFunctions.Local.Hosting;

/// <summary>The routes of the API on Kestrel.</summary>
internal static class LocalApi
{
    public static void MapAttentionApi(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder api = app.MapGroup("/" + Routes.Prefix);
        api.MapPost(Routes.Events, (HttpRequest request, EventsEndpoint events, CancellationToken cancel) => events.PostAsync(request, cancel))
            .WithName(nameof(Routes.Events));
        api.MapGet(Routes.Recommendations, (HttpRequest request, string userId, UsersEndpoint users, CancellationToken cancel) =>
            users.RecommendationsAsync(request, userId, cancel)).WithName(nameof(Routes.Recommendations));
        api.MapGet(Routes.Attention, (HttpRequest request, string userId, UsersEndpoint users, CancellationToken cancel) =>
            users.AttentionAsync(request, userId, cancel)).WithName(nameof(Routes.Attention));
        api.MapPost(Routes.Plan, (HttpRequest request, string userId, PlanEndpoint plan, CancellationToken cancel) =>
            plan.PlanAsync(request, userId, cancel)).WithName(nameof(Routes.Plan));
        api.MapPost(Routes.Interruptions, (HttpRequest request, string userId, PlanEndpoint plan, CancellationToken cancel) =>
            plan.InterruptionsAsync(request, userId, cancel)).WithName(nameof(Routes.Interruptions));
        api.MapGet(Routes.Item, (HttpRequest request, string itemId, ItemsEndpoint items, CancellationToken cancel) =>
            items.ItemAsync(request, itemId, cancel)).WithName(nameof(Routes.Item));
        api.MapGet(Routes.Similar, (HttpRequest request, string itemId, ItemsEndpoint items, CancellationToken cancel) =>
            items.SimilarAsync(request, itemId, cancel)).WithName(nameof(Routes.Similar));
        api.MapGet(Routes.Trending, (HttpRequest request, ItemsEndpoint items, CancellationToken cancel) =>
            items.TrendingAsync(request, cancel)).WithName(nameof(Routes.Trending));
        api.MapGet(Routes.Models, (HttpRequest request, ModelsEndpoint models, CancellationToken cancel) =>
            models.ListAsync(request, cancel)).WithName(nameof(Routes.Models));
        api.MapPost(Routes.Promote, (HttpRequest request, string version, ModelsEndpoint models, CancellationToken cancel) =>
            models.PromoteAsync(request, version, cancel)).WithName(nameof(Routes.Promote));
        api.MapPost(Routes.Retrain, (HttpRequest request, ModelsEndpoint models, CancellationToken cancel) =>
            models.RetrainAsync(request, cancel)).WithName(nameof(Routes.Retrain));
        api.MapGet(Routes.Health, (HttpRequest request, OperationsEndpoint operations, CancellationToken cancel) =>
            operations.HealthAsync(request, cancel)).WithName(nameof(Routes.Health));
        api.MapGet(Routes.OpenApi, OperationsEndpoint.OpenApi).WithName(nameof(Routes.OpenApi));
    }
}
