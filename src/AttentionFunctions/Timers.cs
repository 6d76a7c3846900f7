using AttentionFunctions.Assist;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Decide;
using AttentionFunctions.Economy;
using AttentionFunctions.Ingest;
using AttentionFunctions.Plan;
using AttentionFunctions.Train;
using AttentionFunctions.Watch;
using Microsoft.Azure.Functions.Worker;

namespace AttentionFunctions.Azure;

public sealed class Timers(RetrainModel retrain, TidyStore tidy, LearnPopulation population, LearnInterruptions interruptions, WriteEconomyReports economy, LearnFromDecisions learn,
    ConversationStore conversations, MeasureDrift drift, ParaphraseCatalogue paraphrases)
{
    /// <summary>Learns a new model and promotes it if it is better. A run that finds another one at work ends at once.</summary>
    [Function("RetrainTimer")]
    public Task Retrain([TimerTrigger(Settings.RetrainSchedule)] TimerInfo timer, CancellationToken cancel) =>
        retrain.RunAsync(new RetrainRequest(), cancel: cancel);

    /// <summary>
    /// Compacts the event log and the catalogue, learns what rhythm of attention is usual and what became of notices, forgets conversations that
    /// are over, measures how far people have moved from what the model learnt, and says texts in other words where that is on.
    /// </summary>
    [Function("TidyTimer")]
    public async Task Tidy([TimerTrigger(Settings.TidySchedule)] TimerInfo timer, CancellationToken cancel)
    {
        await tidy.RunAsync(cancel);
        await population.RunAsync(cancel);
        await interruptions.RunAsync(cancel);
        await conversations.ForgetAsync(cancel);
        await drift.RunAsync(cancel);
        await paraphrases.RunAsync(cancel);
    }

    /// <summary>Writes the economy reports of weeks that ended since the last run.</summary>
    [Function("EconomyTimer")]
    public Task Economy([TimerTrigger(Settings.EconomySchedule)] TimerInfo timer, CancellationToken cancel) => economy.RunAsync(cancel);

    /// <summary>Joins decisions whose time for rewards is over, and learns from them. A run that finds another one at work ends at once.</summary>
    [Function("LearnTimer")]
    public Task Learn([TimerTrigger(Settings.LearnSchedule)] TimerInfo timer, CancellationToken cancel) => learn.RunAsync(cancel);
}
