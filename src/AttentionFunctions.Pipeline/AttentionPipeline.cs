using AttentionFunctions.Assist;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Decide;
using AttentionFunctions.Economy;
using AttentionFunctions.Embed;
using AttentionFunctions.Events;
using AttentionFunctions.Http;
using AttentionFunctions.Ingest;
using AttentionFunctions.Plan;
using AttentionFunctions.Profiles;
using AttentionFunctions.Rank;
using AttentionFunctions.Store;
using AttentionFunctions.Train;
using AttentionFunctions.Watch;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AttentionFunctions;

/// <summary>The whole pipeline as both hosts compose it. The host adds the sending side of its queue.</summary>
public static class AttentionPipeline
{
    public static IServiceCollection AddAttentionPipeline(this IServiceCollection services, PipelineOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddLogging();

        services.AddSingleton(new Pseudonyms(options.PseudonymKey.Span));
        services.AddSingleton(new AttentionWeight(options.Weights));

        services.AddSingleton(BlobStores.Open(options.Storage));
        services.AddSingleton<EventLog>();

        // Checked now, loaded at first use: hosts must start within seconds.
        ITextEncoder encoder = TextEncoders.Load(options.Encoder);
        services.AddSingleton(encoder);
        services.AddSingleton<CatalogueStore>();
        services.AddSingleton(options.Paraphrases.Checked());
        services.AddSingleton<ParaphraseStore>();
        services.AddSingleton<ParaphraseCatalogue>();
        services.AddSingleton<ProfileStore>();
        services.AddSingleton<ProfileReader>();

        services.AddSingleton(options.Training);
        services.AddSingleton<ModelStore>();
        services.AddSingleton<RetrainModel>();

        services.AddSingleton<Quarantine>();
        services.AddSingleton<ItemChanges>();
        services.AddSingleton<IngestEvents>();
        services.AddSingleton<IngestBatch>();
        services.AddSingleton<TidyStore>();
        services.AddSingleton<RebuildFromLog>();

        services.AddSingleton<CurrentModel>();
        services.AddSingleton<Views>();
        services.AddSingleton<Trending>();
        services.AddSingleton<RecommendForUser>();
        services.AddSingleton<FindSimilar>();
        services.AddSingleton<SearchItems>();
        services.AddSingleton<PolicyStore>();
        services.AddSingleton<DryRunPolicy>();
        services.AddSingleton<Experiments>();
        services.AddSingleton<ReportExperiment>();

        services.AddSingleton<PopulationStore>();
        services.AddSingleton<LearnPopulation>();
        services.AddSingleton<ReadSupply>();
        services.AddSingleton<PlanDay>();
        services.AddSingleton<InterruptionLearningStore>();
        services.AddSingleton<DecideInterruptions>();
        services.AddSingleton<LearnInterruptions>();

        services.AddSingleton<ExposureLedger>();
        services.AddSingleton<ReportEconomy>();
        services.AddSingleton<WriteEconomyReports>();
        services.AddSingleton<MeasureFrontier>();
        services.AddSingleton<CampaignStore>();
        services.AddSingleton<AllocateAttention>();
        services.AddSingleton<SalesBook>();
        services.AddSingleton<CurrentMarket>();
        services.AddSingleton<SellSlots>();
        services.AddSingleton<SettleClicks>();
        services.AddSingleton<ReadStatements>();
        services.AddSingleton<DecisionStore>();
        services.AddSingleton<DecisionLog>();
        services.AddSingleton<ServingPolicy>();
        services.AddSingleton<RecentDecisions>();
        services.AddSingleton<Decider>();
        services.AddSingleton<LearnFromDecisions>();
        services.AddSingleton<EvaluatePolicies>();
        services.AddSingleton<ChoosePolicy>();
        services.AddSingleton<SlateLog>();
        services.AddSingleton<EvaluateSlates>();
        services.AddSingleton<PolicyControl>();

        services.AddAssistant(options.Assistant);

        services.AddSingleton<HealthCheck>();
        services.AddSingleton<RecentActivity>();
        services.AddSingleton<MeasureDrift>();
        services.AddSingleton<DailyUpkeep>();

        services.AddSingleton<Problem>();
        services.AddSingleton<CreatorPolicies>();
        services.AddSingleton<EventsEndpoint>();
        services.AddSingleton<SlateAnswers>();
        services.AddSingleton<RankingRequests>();
        services.AddSingleton<UsersEndpoint>();
        services.AddSingleton<RankingEndpoint>();
        services.AddSingleton<PlanEndpoint>();
        services.AddSingleton<AssistantEndpoint>();
        services.AddSingleton<ItemsEndpoint>();
        services.AddSingleton<ModelsEndpoint>();
        services.AddSingleton<EconomyEndpoint>();
        services.AddSingleton<FairRankingEndpoint>();
        services.AddSingleton<MarketEndpoint>();
        services.AddSingleton<OperationsEndpoint>();
        services.AddSingleton<QuarantineEndpoint>();
        services.AddSingleton(options.SubscriptionKey);
        services.AddSingleton<PersonalizerError>();
        services.AddSingleton<PersonalizerEndpoint>();
        services.AddSingleton<PersonalizerSettingsEndpoint>();
        services.AddSingleton<DecisionsEndpoint>();
        services.AddSingleton<PoliciesEndpoint>();
        services.AddSingleton<ExperimentsEndpoint>();
        return services;
    }
}
