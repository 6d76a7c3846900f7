using AttentionFunctions.Http;

namespace AttentionFunctions.Local.Hosting;

/// <summary>The routes of the API on Kestrel.</summary>
internal static class LocalApi
{
    public static void MapAttentionApi(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder api = app.MapGroup(Routes.Prefix);
        api.MapPost(Routes.Events, (HttpRequest request, EventsEndpoint events, CancellationToken cancel) => events.PostAsync(request, cancel))
            .WithName(nameof(Routes.Events));
        api.MapGet(Routes.Recommendations, (HttpRequest request, string userId, UsersEndpoint users, CancellationToken cancel) =>
            users.RecommendationsAsync(request, userId, cancel)).WithName(nameof(Routes.Recommendations));
        api.MapGet(Routes.Next, (HttpRequest request, string userId, UsersEndpoint users, CancellationToken cancel) =>
            users.NextAsync(request, userId, cancel)).WithName(nameof(Routes.Next));
        api.MapGet(Routes.Attention, (HttpRequest request, string userId, UsersEndpoint users, CancellationToken cancel) =>
            users.AttentionAsync(request, userId, cancel)).WithName(nameof(Routes.Attention));
        api.MapPost(Routes.Plan, (HttpRequest request, string userId, PlanEndpoint plan, CancellationToken cancel) =>
            plan.PlanAsync(request, userId, cancel)).WithName(nameof(Routes.Plan));
        api.MapPost(Routes.Interruptions, (HttpRequest request, string userId, PlanEndpoint plan, CancellationToken cancel) =>
            plan.InterruptionsAsync(request, userId, cancel)).WithName(nameof(Routes.Interruptions));
        api.MapPost(Routes.InterruptionOutcomes, (HttpRequest request, string userId, string decisionId, PlanEndpoint plan, CancellationToken cancel) =>
            plan.OutcomesAsync(request, userId, decisionId, cancel)).WithName(nameof(Routes.InterruptionOutcomes));
        api.MapGet(Routes.InterruptionLearning, (HttpRequest request, PlanEndpoint plan, CancellationToken cancel) =>
            plan.LearningAsync(request, cancel)).WithName(nameof(Routes.InterruptionLearning));
        api.MapPost(Routes.Assistant, (HttpRequest request, string userId, AssistantEndpoint assistant, CancellationToken cancel) =>
            assistant.AskAsync(request, userId, cancel)).WithName(nameof(Routes.Assistant));
        api.MapDelete(Routes.Assistant, (HttpRequest request, string userId, AssistantEndpoint assistant, CancellationToken cancel) =>
            assistant.EraseAsync(request, userId, cancel)).WithName("EraseAssistant");
        api.MapGet(Routes.Reminders, (HttpRequest request, string userId, AssistantEndpoint assistant, CancellationToken cancel) =>
            assistant.RemindersAsync(request, userId, cancel)).WithName(nameof(Routes.Reminders));
        api.MapGet(Routes.Item, (HttpRequest request, string itemId, ItemsEndpoint items, CancellationToken cancel) =>
            items.ItemAsync(request, itemId, cancel)).WithName(nameof(Routes.Item));
        api.MapGet(Routes.Similar, (HttpRequest request, string itemId, ItemsEndpoint items, CancellationToken cancel) =>
            items.SimilarAsync(request, itemId, cancel)).WithName(nameof(Routes.Similar));
        api.MapGet(Routes.Trending, (HttpRequest request, ItemsEndpoint items, CancellationToken cancel) =>
            items.TrendingAsync(request, cancel)).WithName(nameof(Routes.Trending));
        MapRankings(api);
        api.MapGet(Routes.Models, (HttpRequest request, ModelsEndpoint models, CancellationToken cancel) =>
            models.ListAsync(request, cancel)).WithName(nameof(Routes.Models));
        api.MapGet(Routes.ModelCard, (HttpRequest request, string version, ModelsEndpoint models, CancellationToken cancel) =>
            models.CardAsync(request, version, cancel)).WithName(nameof(Routes.ModelCard));
        api.MapPost(Routes.Promote, (HttpRequest request, string version, ModelsEndpoint models, CancellationToken cancel) =>
            models.PromoteAsync(request, version, cancel)).WithName(nameof(Routes.Promote));
        api.MapPost(Routes.Retrain, (HttpRequest request, ModelsEndpoint models, CancellationToken cancel) =>
            models.RetrainAsync(request, cancel)).WithName(nameof(Routes.Retrain));
        api.MapGet(Routes.Economy, (HttpRequest request, EconomyEndpoint economy, CancellationToken cancel) =>
            economy.ReportAsync(request, cancel)).WithName(nameof(Routes.Economy));
        api.MapPost(Routes.FairRankings, (HttpRequest request, FairRankingEndpoint rankings, CancellationToken cancel) =>
            rankings.RankAsync(request, cancel)).WithName(nameof(Routes.FairRankings));
        api.MapPost(Routes.Allocations, (HttpRequest request, MarketEndpoint market, CancellationToken cancel) =>
            market.AllocateAsync(request, cancel)).WithName(nameof(Routes.Allocations));
        api.MapGet(Routes.Campaigns, (HttpRequest request, MarketEndpoint market, CancellationToken cancel) =>
            market.ListAsync(request, cancel)).WithName(nameof(Routes.Campaigns));
        api.MapGet(Routes.Campaign, (HttpRequest request, string campaignId, MarketEndpoint market, CancellationToken cancel) =>
            market.ReadAsync(request, campaignId, cancel)).WithName(nameof(Routes.Campaign));
        api.MapPut(Routes.Campaign, (HttpRequest request, string campaignId, MarketEndpoint market, CancellationToken cancel) =>
            market.WriteAsync(request, campaignId, cancel)).WithName("WriteCampaign");
        api.MapGet(Routes.CampaignStatement, (HttpRequest request, string campaignId, MarketEndpoint market, CancellationToken cancel) =>
            market.StatementAsync(request, campaignId, cancel)).WithName(nameof(Routes.CampaignStatement));
        MapPolicies(api);
        MapExperiments(api);
        MapDecisions(api);
        MapPersonalizer(api);
        api.MapGet(Routes.Activity, (HttpRequest request, OperationsEndpoint operations, CancellationToken cancel) =>
            operations.ActivityAsync(request, cancel)).WithName(nameof(Routes.Activity));
        api.MapGet(Routes.Quarantine, (HttpRequest request, QuarantineEndpoint quarantine, CancellationToken cancel) =>
            quarantine.ListAsync(request, cancel)).WithName(nameof(Routes.Quarantine));
        api.MapPost(Routes.ReplayQuarantine, (HttpRequest request, QuarantineEndpoint quarantine, CancellationToken cancel) =>
            quarantine.ReplayAllAsync(request, cancel)).WithName(nameof(Routes.ReplayQuarantine));
        api.MapPost(Routes.ReplayQuarantined, (HttpRequest request, string entryId, QuarantineEndpoint quarantine, CancellationToken cancel) =>
            quarantine.ReplayAsync(request, entryId, cancel)).WithName(nameof(Routes.ReplayQuarantined));
        api.MapGet(Routes.Health, (HttpRequest request, OperationsEndpoint operations, CancellationToken cancel) =>
            operations.HealthAsync(request, cancel)).WithName(nameof(Routes.Health));
        api.MapGet(Routes.OpenApi, OperationsEndpoint.OpenApi).WithName(nameof(Routes.OpenApi));
        api.MapGet(Routes.Console, (HttpRequest request, string? path) => ConsoleFiles.Serve(request, path)).WithName(nameof(Routes.Console));
    }

    private static void MapRankings(RouteGroupBuilder api)
    {
        api.MapPost(Routes.Rank, (HttpRequest request, RankingEndpoint rankings, CancellationToken cancel) =>
            rankings.RankAsync(request, cancel)).WithName(nameof(Routes.Rank));
        api.MapGet(Routes.Search, (HttpRequest request, RankingEndpoint rankings, CancellationToken cancel) =>
            rankings.SearchAsync(request, cancel)).WithName(nameof(Routes.Search));
        api.MapPost(Routes.SessionRecommendations, (HttpRequest request, RankingEndpoint rankings, CancellationToken cancel) =>
            rankings.SessionAsync(request, cancel)).WithName(nameof(Routes.SessionRecommendations));
        api.MapPost(Routes.BatchRecommendations, (HttpRequest request, RankingEndpoint rankings, CancellationToken cancel) =>
            rankings.BatchAsync(request, cancel)).WithName(nameof(Routes.BatchRecommendations));
    }

    private static void MapPolicies(RouteGroupBuilder api)
    {
        api.MapGet(Routes.Policies, (HttpRequest request, PoliciesEndpoint policies, CancellationToken cancel) =>
            policies.ListAsync(request, cancel)).WithName(nameof(Routes.Policies));
        api.MapGet(Routes.Policy, (HttpRequest request, string policyName, PoliciesEndpoint policies, CancellationToken cancel) =>
            policies.ReadAsync(request, policyName, cancel)).WithName(nameof(Routes.Policy));
        api.MapPut(Routes.Policy, (HttpRequest request, string policyName, PoliciesEndpoint policies, CancellationToken cancel) =>
            policies.WriteAsync(request, policyName, cancel)).WithName("WritePolicy");
        api.MapPost(Routes.DryRun, (HttpRequest request, string policyName, PoliciesEndpoint policies, CancellationToken cancel) =>
            policies.DryRunAsync(request, policyName, cancel)).WithName(nameof(Routes.DryRun));
    }

    private static void MapExperiments(RouteGroupBuilder api)
    {
        api.MapGet(Routes.Experiments, (HttpRequest request, ExperimentsEndpoint experiments, CancellationToken cancel) =>
            experiments.ListAsync(request, cancel)).WithName(nameof(Routes.Experiments));
        api.MapGet(Routes.Experiment, (HttpRequest request, string experimentName, ExperimentsEndpoint experiments, CancellationToken cancel) =>
            experiments.ReadAsync(request, experimentName, cancel)).WithName(nameof(Routes.Experiment));
        api.MapPut(Routes.Experiment, (HttpRequest request, string experimentName, ExperimentsEndpoint experiments, CancellationToken cancel) =>
            experiments.WriteAsync(request, experimentName, cancel)).WithName("WriteExperiment");
        api.MapGet(Routes.ExperimentReport, (HttpRequest request, string experimentName, ExperimentsEndpoint experiments, CancellationToken cancel) =>
            experiments.ReportAsync(request, experimentName, cancel)).WithName(nameof(Routes.ExperimentReport));
    }

    private static void MapDecisions(RouteGroupBuilder api)
    {
        api.MapGet(Routes.Decisions, (HttpRequest request, DecisionsEndpoint decisions, CancellationToken cancel) =>
            decisions.StateAsync(request, cancel)).WithName(nameof(Routes.Decisions));
        api.MapPost(Routes.Trial, (HttpRequest request, DecisionsEndpoint decisions, CancellationToken cancel) =>
            decisions.TrialAsync(request, cancel)).WithName(nameof(Routes.Trial));
        api.MapPost(Routes.PromotePolicy, (HttpRequest request, DecisionsEndpoint decisions, CancellationToken cancel) =>
            decisions.PromoteAsync(request, cancel)).WithName(nameof(Routes.PromotePolicy));
        api.MapPost(Routes.RollBackPolicy, (HttpRequest request, DecisionsEndpoint decisions, CancellationToken cancel) =>
            decisions.RollBackAsync(request, cancel)).WithName(nameof(Routes.RollBackPolicy));
        api.MapGet(Routes.PolicyTree, (HttpRequest request, DecisionsEndpoint decisions, CancellationToken cancel) =>
            decisions.TreeAsync(request, cancel)).WithName(nameof(Routes.PolicyTree));
        api.MapPost(Routes.Evaluations, (HttpRequest request, DecisionsEndpoint decisions, CancellationToken cancel) =>
            decisions.EvaluateAsync(request, cancel)).WithName(nameof(Routes.Evaluations));
        api.MapGet(Routes.SlateEvaluation, (HttpRequest request, DecisionsEndpoint decisions, CancellationToken cancel) =>
            decisions.EvaluateSlatesAsync(request, cancel)).WithName(nameof(Routes.SlateEvaluation));
    }

    private static void MapPersonalizer(RouteGroupBuilder api)
    {
        api.MapPost(Routes.PersonalizerRank, (HttpRequest request, PersonalizerEndpoint decide, CancellationToken cancel) =>
            decide.RankAsync(request, cancel)).WithName(nameof(Routes.PersonalizerRank));
        api.MapPost(Routes.PersonalizerReward, (HttpRequest request, string eventId, PersonalizerEndpoint decide, CancellationToken cancel) =>
            decide.RewardAsync(request, eventId, cancel)).WithName(nameof(Routes.PersonalizerReward));
        api.MapPost(Routes.PersonalizerActivate, (HttpRequest request, string eventId, PersonalizerEndpoint decide) =>
            decide.ActivateAsync(request, eventId)).WithName(nameof(Routes.PersonalizerActivate));
        api.MapPost(Routes.MultiSlotRank, (HttpRequest request, PersonalizerEndpoint decide, CancellationToken cancel) =>
            decide.MultiSlotRankAsync(request, cancel)).WithName(nameof(Routes.MultiSlotRank));
        api.MapPost(Routes.MultiSlotReward, (HttpRequest request, string eventId, PersonalizerEndpoint decide, CancellationToken cancel) =>
            decide.MultiSlotRewardAsync(request, eventId, cancel)).WithName(nameof(Routes.MultiSlotReward));
        api.MapPost(Routes.MultiSlotActivate, (HttpRequest request, string eventId, PersonalizerEndpoint decide) =>
            decide.ActivateAsync(request, eventId)).WithName(nameof(Routes.MultiSlotActivate));
        api.MapGet(Routes.PersonalizerService, (HttpRequest request, PersonalizerSettingsEndpoint settings, CancellationToken cancel) =>
            settings.ServiceAsync(request, cancel)).WithName(nameof(Routes.PersonalizerService));
        api.MapPut(Routes.PersonalizerService, (HttpRequest request, PersonalizerSettingsEndpoint settings, CancellationToken cancel) =>
            settings.ConfigureAsync(request, cancel)).WithName("PersonalizerServicePut");
        api.MapGet(Routes.PersonalizerPolicy, (HttpRequest request, PersonalizerSettingsEndpoint settings, CancellationToken cancel) =>
            settings.PolicyAsync(request, cancel)).WithName(nameof(Routes.PersonalizerPolicy));
        api.MapPut(Routes.PersonalizerPolicy, (HttpRequest request, PersonalizerSettingsEndpoint settings, CancellationToken cancel) =>
            settings.ReplacePolicyAsync(request, cancel)).WithName("PersonalizerPolicyPut");
        api.MapDelete(Routes.PersonalizerPolicy, (HttpRequest request, PersonalizerSettingsEndpoint settings, CancellationToken cancel) =>
            settings.ResetPolicyAsync(request, cancel)).WithName("PersonalizerPolicyDelete");
        api.MapGet(Routes.PersonalizerModel, (HttpRequest request, PersonalizerSettingsEndpoint settings, CancellationToken cancel) =>
            settings.ExportAsync(request, cancel)).WithName(nameof(Routes.PersonalizerModel));
        api.MapPut(Routes.PersonalizerModel, (HttpRequest request, PersonalizerSettingsEndpoint settings, CancellationToken cancel) =>
            settings.ImportAsync(request, cancel)).WithName("PersonalizerModelPut");
        api.MapDelete(Routes.PersonalizerModel, (HttpRequest request, PersonalizerSettingsEndpoint settings, CancellationToken cancel) =>
            settings.ResetAsync(request, cancel)).WithName("PersonalizerModelDelete");
        api.MapGet(Routes.PersonalizerModelProperties, (HttpRequest request, PersonalizerSettingsEndpoint settings, CancellationToken cancel) =>
            settings.ModelPropertiesAsync(request, cancel)).WithName(nameof(Routes.PersonalizerModelProperties));
        api.MapGet(Routes.PersonalizerLogProperties, (HttpRequest request, PersonalizerSettingsEndpoint settings, CancellationToken cancel) =>
            settings.LogPropertiesAsync(request, cancel)).WithName(nameof(Routes.PersonalizerLogProperties));
        api.MapDelete(Routes.PersonalizerLogs, (HttpRequest request, PersonalizerSettingsEndpoint settings, CancellationToken cancel) =>
            settings.DeleteLogsAsync(request, cancel)).WithName("PersonalizerLogsDelete");
    }
}
