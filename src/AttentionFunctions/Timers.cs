using AttentionFunctions.Decide;
using AttentionFunctions.Economy;
using AttentionFunctions.Train;
using AttentionFunctions.Watch;
using Microsoft.Azure.Functions.Worker;

namespace AttentionFunctions.Azure;

public sealed class Timers(RetrainModel retrain, DailyUpkeep upkeep, WriteEconomyReports economy, LearnFromDecisions learn, SettleClicks settle)
{
    /// <summary>Learns a new model and promotes it if it is better. A run that finds another one at work ends at once.</summary>
    [Function("RetrainTimer")]
    public Task Retrain([TimerTrigger(Settings.RetrainSchedule)] TimerInfo timer, CancellationToken cancel) =>
        retrain.RunAsync(new RetrainRequest(), cancel: cancel);

    /// <inheritdoc cref="DailyUpkeep"/>
    [Function("TidyTimer")]
    public Task Tidy([TimerTrigger(Settings.TidySchedule)] TimerInfo timer, CancellationToken cancel) => upkeep.RunAsync(cancel);

    /// <summary>Writes the economy reports of weeks that ended since the last run.</summary>
    [Function("EconomyTimer")]
    public Task Economy([TimerTrigger(Settings.EconomySchedule)] TimerInfo timer, CancellationToken cancel) => economy.RunAsync(cancel);

    /// <summary>Joins decisions whose time for rewards is over, and learns from them. A run that finds another one at work ends at once.</summary>
    [Function("LearnTimer")]
    public Task Learn([TimerTrigger(Settings.LearnSchedule)] TimerInfo timer, CancellationToken cancel) => learn.RunAsync(cancel);

    /// <summary>Charges clicks on sponsored places, and paces the budgets. A run that finds another one at work ends at once.</summary>
    [Function("SettleTimer")]
    public Task Settle([TimerTrigger(Settings.SettleSchedule)] TimerInfo timer, CancellationToken cancel) => settle.RunAsync(cancel);
}
