namespace AttentionFunctions.Http;

/// <summary>
/// Every route of the API, once: the Functions app's triggers and the local host's endpoints both read them here. Templates are relative
/// to <see cref="Prefix"/>, as <c>[HttpTrigger]</c> wants them.
/// </summary>
public static class Routes
{
    public const string Prefix = "api";

    public const string Events = "events";
    public const string Recommendations = "users/{userId}/recommendations";
    public const string Attention = "users/{userId}/attention";
    public const string Plan = "users/{userId}/plan";
    public const string Interruptions = "users/{userId}/interruptions";
    public const string Item = "items/{itemId}";
    public const string Similar = "items/{itemId}/similar";
    public const string Trending = "trending";
    public const string Models = "models";
    public const string Promote = "models/{version}/promote";
    public const string Retrain = "retrain";
    public const string Health = "health";
    public const string OpenApi = "openapi.json";

    public static IReadOnlyList<Route> All { get; } =
    [
        new(nameof(Events), "POST", Events),
        new(nameof(Recommendations), "GET", Recommendations),
        new(nameof(Attention), "GET", Attention),
        new(nameof(Plan), "POST", Plan),
        new(nameof(Interruptions), "POST", Interruptions),
        new(nameof(Item), "GET", Item),
        new(nameof(Similar), "GET", Similar),
        new(nameof(Trending), "GET", Trending),
        new(nameof(Models), "GET", Models),
        new(nameof(Promote), "POST", Promote),
        new(nameof(Retrain), "POST", Retrain),
        new(nameof(Health), "GET", Health),
        new(nameof(OpenApi), "GET", OpenApi),
    ];
}

/// <param name="Name">The function's name in Azure, and the operation's id in the OpenAPI document.</param>
public sealed record Route(string Name, string Method, string Template)
{
    /// <summary>Reading the health or the API's description needs no key, so that probes and tools can.</summary>
    public bool IsOpen => Template is Routes.Health or Routes.OpenApi;
}
