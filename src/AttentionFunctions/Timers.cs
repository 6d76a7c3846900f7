using AttentionFunctions.Ingest;
using AttentionFunctions.Plan;
using AttentionFunctions.Train;
using Microsoft.Azure.Functions.Worker;

namespace AttentionFunctions.Azure;

public sealed class Timers(RetrainModel retrain, TidyStore tidy, LearnPopulation population)
{
    /// <summary>Learns a new model and promotes it if it is better. A run that finds another one at work ends at once.</summary>
    [Function("RetrainTimer")]
    public Task Retrain([TimerTrigger(Settings.RetrainSchedule)] TimerInfo timer, CancellationToken cancel) =>
        retrain.RunAsync(new RetrainRequest(), cancel: cancel);

    /// <summary>Compacts the event log and the catalogue, and learns what rhythm of attention is usual.</summary>
    [Function("TidyTimer")]
    public async Task Tidy([TimerTrigger(Settings.TidySchedule)] TimerInfo timer, CancellationToken cancel)
    {
        await tidy.RunAsync(cancel);
        await population.RunAsync(cancel);
    }
}
