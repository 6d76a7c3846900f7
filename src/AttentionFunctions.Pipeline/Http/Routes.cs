namespace AttentionFunctions.Http;

/// <summary>
/// Every route of the API, once: the Functions app's triggers and the local host's endpoints both read them here. Templates are relative
/// to <see cref="Prefix"/>, as <c>[HttpTrigger]</c> wants them.
/// </summary>
public static class Routes
{
    /// <summary>None, because a Functions app has one prefix for all routes, and Personalizer's clients allow none before theirs.</summary>
    public const string Prefix = "";

    /// <summary>Begins every route but those of Personalizer.</summary>
    private const string Api = "api/";

    public const string Events = Api + "events";
    public const string Recommendations = Api + "users/{userId}/recommendations";
    public const string Next = Api + "users/{userId}/next";
    public const string Attention = Api + "users/{userId}/attention";
    public const string Plan = Api + "users/{userId}/plan";
    public const string Interruptions = Api + "users/{userId}/interruptions";
    public const string InterruptionOutcomes = Api + "users/{userId}/interruptions/{decisionId}/outcomes";
    public const string InterruptionLearning = Api + "interruptions";
    public const string Assistant = Api + "users/{userId}/assistant";
    public const string Reminders = Api + "users/{userId}/reminders";
    public const string Item = Api + "items/{itemId}";
    public const string Similar = Api + "items/{itemId}/similar";
    public const string Trending = Api + "trending";
    public const string Rank = Api + "rank";
    public const string Search = Api + "search";
    public const string SessionRecommendations = Api + "sessions/recommendations";
    public const string BatchRecommendations = Api + "recommendations:batch";
    public const string Models = Api + "models";
    public const string ModelCard = Api + "models/{version}/card";
    public const string Promote = Api + "models/{version}/promote";
    public const string Retrain = Api + "retrain";
    public const string Economy = Api + "economy";
    public const string FairRankings = Api + "fair-rankings";
    public const string Allocations = Api + "allocations";
    public const string Campaigns = Api + "campaigns";
    public const string Campaign = Api + "campaigns/{campaignId}";
    public const string CampaignStatement = Api + "campaigns/{campaignId}/statement";
    public const string Policies = Api + "policies";
    public const string Policy = Api + "policies/{policyName}";
    public const string DryRun = Api + "policies/{policyName}/dry-run";
    public const string Experiments = Api + "experiments";
    public const string Experiment = Api + "experiments/{experimentName}";
    public const string ExperimentReport = Api + "experiments/{experimentName}/report";
    public const string Decisions = Api + "decisions";
    public const string Trial = Api + "decisions/trial";
    public const string PromotePolicy = Api + "decisions/promote";
    public const string RollBackPolicy = Api + "decisions/rollback";
    public const string PolicyTree = Api + "decisions/tree";
    public const string Evaluations = Api + "evaluations";
    public const string SlateEvaluation = Api + "evaluations/slates";
    public const string PersonalizerRank = "personalizer/v1.0/rank";
    public const string PersonalizerReward = "personalizer/v1.0/events/{eventId}/reward";
    public const string PersonalizerActivate = "personalizer/v1.0/events/{eventId}/activate";
    public const string PersonalizerService = "personalizer/v1.0/configurations/service";
    public const string PersonalizerPolicy = "personalizer/v1.0/configurations/policy";
    public const string PersonalizerModel = "personalizer/v1.0/model";
    public const string PersonalizerModelProperties = "personalizer/v1.0/model/properties";
    public const string PersonalizerLogs = "personalizer/v1.0/logs";
    public const string PersonalizerLogProperties = "personalizer/v1.0/logs/properties";
    public const string MultiSlotRank = "personalizer/v1.1-preview.3/multislot/rank";
    public const string MultiSlotReward = "personalizer/v1.1-preview.3/multislot/events/{eventId}/reward";
    public const string MultiSlotActivate = "personalizer/v1.1-preview.3/multislot/events/{eventId}/activate";
    public const string Activity = Api + "activity";
    public const string Quarantine = Api + "quarantine";
    public const string ReplayQuarantine = Api + "quarantine/replay";
    public const string ReplayQuarantined = Api + "quarantine/{entryId}/replay";
    public const string Health = Api + "health";
    public const string OpenApi = Api + "openapi.json";

    /// <summary>The page for people and its parts.</summary>
    public const string Console = "console/{*path}";

    public static IReadOnlyList<Route> All { get; } =
    [
        new(nameof(Events), "POST", Events),
        new(nameof(Recommendations), "GET", Recommendations),
        new(nameof(Next), "GET", Next),
        new(nameof(Attention), "GET", Attention),
        new(nameof(Plan), "POST", Plan),
        new(nameof(Interruptions), "POST", Interruptions),
        new(nameof(InterruptionOutcomes), "POST", InterruptionOutcomes),
        new(nameof(InterruptionLearning), "GET", InterruptionLearning),
        new(nameof(Assistant), "POST", Assistant),
        new("EraseAssistant", "DELETE", Assistant),
        new(nameof(Reminders), "GET", Reminders),
        new(nameof(Item), "GET", Item),
        new(nameof(Similar), "GET", Similar),
        new(nameof(Trending), "GET", Trending),
        new(nameof(Rank), "POST", Rank),
        new(nameof(Search), "GET", Search),
        new(nameof(SessionRecommendations), "POST", SessionRecommendations),
        new(nameof(BatchRecommendations), "POST", BatchRecommendations),
        new(nameof(Models), "GET", Models),
        new(nameof(ModelCard), "GET", ModelCard),
        new(nameof(Promote), "POST", Promote),
        new(nameof(Retrain), "POST", Retrain),
        new(nameof(Economy), "GET", Economy),
        new(nameof(FairRankings), "POST", FairRankings),
        new(nameof(Allocations), "POST", Allocations),
        new(nameof(Campaigns), "GET", Campaigns),
        new(nameof(Campaign), "GET", Campaign),
        new("WriteCampaign", "PUT", Campaign),
        new(nameof(CampaignStatement), "GET", CampaignStatement),
        new(nameof(Policies), "GET", Policies),
        new(nameof(Policy), "GET", Policy),
        new("WritePolicy", "PUT", Policy),
        new(nameof(DryRun), "POST", DryRun),
        new(nameof(Experiments), "GET", Experiments),
        new(nameof(Experiment), "GET", Experiment),
        new("WriteExperiment", "PUT", Experiment),
        new(nameof(ExperimentReport), "GET", ExperimentReport),
        new(nameof(Decisions), "GET", Decisions),
        new(nameof(Trial), "POST", Trial),
        new(nameof(PromotePolicy), "POST", PromotePolicy),
        new(nameof(RollBackPolicy), "POST", RollBackPolicy),
        new(nameof(PolicyTree), "GET", PolicyTree),
        new(nameof(Evaluations), "POST", Evaluations),
        new(nameof(SlateEvaluation), "GET", SlateEvaluation),
        new(nameof(PersonalizerRank), "POST", PersonalizerRank),
        new(nameof(PersonalizerReward), "POST", PersonalizerReward),
        new(nameof(PersonalizerActivate), "POST", PersonalizerActivate),
        new(nameof(PersonalizerService), "GET", PersonalizerService),
        new("PersonalizerServicePut", "PUT", PersonalizerService),
        new(nameof(PersonalizerPolicy), "GET", PersonalizerPolicy),
        new("PersonalizerPolicyPut", "PUT", PersonalizerPolicy),
        new("PersonalizerPolicyDelete", "DELETE", PersonalizerPolicy),
        new(nameof(PersonalizerModel), "GET", PersonalizerModel),
        new("PersonalizerModelPut", "PUT", PersonalizerModel),
        new("PersonalizerModelDelete", "DELETE", PersonalizerModel),
        new(nameof(PersonalizerModelProperties), "GET", PersonalizerModelProperties),
        new(nameof(PersonalizerLogProperties), "GET", PersonalizerLogProperties),
        new("PersonalizerLogsDelete", "DELETE", PersonalizerLogs),
        new(nameof(MultiSlotRank), "POST", MultiSlotRank),
        new(nameof(MultiSlotReward), "POST", MultiSlotReward),
        new(nameof(MultiSlotActivate), "POST", MultiSlotActivate),
        new(nameof(Activity), "GET", Activity),
        new(nameof(Quarantine), "GET", Quarantine),
        new(nameof(ReplayQuarantine), "POST", ReplayQuarantine),
        new(nameof(ReplayQuarantined), "POST", ReplayQuarantined),
        new(nameof(Health), "GET", Health),
        new(nameof(OpenApi), "GET", OpenApi),
        new(nameof(Console), "GET", Console),
    ];
}

/// <param name="Name">The function's name in Azure, and the operation's id in the OpenAPI document.</param>
public sealed record Route(string Name, string Method, string Template)
{
    /// <summary>
    /// Reading the health or the API's description needs no key, so that probes and tools can; nor does the console's page, which holds no
    /// data and asks people for the key.
    /// </summary>
    public bool IsOpen => Template is Routes.Health or Routes.OpenApi or Routes.Console;

    /// <summary>Personalizer's clients send a key of their own, which the endpoint checks: see <see cref="SubscriptionKey"/>.</summary>
    public bool HasOwnKey => Template.StartsWith("personalizer/", StringComparison.Ordinal);

    /// <summary>
    /// Changes which model, rules or policy serve, or what is sold, or shows what arrived as it arrived, with the application's user ids: needs
    /// the master key.
    /// </summary>
    public bool IsAdministrative => Template is Routes.Promote or Routes.Retrain or Routes.Campaigns or Routes.Campaign or Routes.CampaignStatement
        or Routes.Trial or Routes.PromotePolicy or Routes.RollBackPolicy
        or Routes.Quarantine or Routes.ReplayQuarantine or Routes.ReplayQuarantined || (Method == "PUT" && Template is Routes.Policy or Routes.Experiment);
}
