using AttentionFunctions.Assist;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Economy;
using AttentionFunctions.Ingest;
using AttentionFunctions.Plan;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Watch;

/// <summary>
/// What the tidy timer does: compacts the event log and the catalogue, learns what rhythm of attention is usual and what became of notices, forgets
/// conversations that are over, measures how far people have moved from what the model learnt, says texts in other words where that is on, and forgets
/// which sponsored places people were shown long ago.
/// </summary>
public sealed partial class DailyUpkeep(
    TidyStore store, LearnPopulation population, LearnInterruptions interruptions, ConversationStore conversations, MeasureDrift drift, ParaphraseCatalogue paraphrases,
    SettleClicks sales, ILogger<DailyUpkeep> logger)
{
    /// <summary>Every step, also after one that fails: they have nothing to do with one another.</summary>
    /// <exception cref="AggregateException">What failed; each fault was logged under the name of its step.</exception>
    public async Task RunAsync(CancellationToken cancel = default)
    {
        (string Name, Func<CancellationToken, Task> Run)[] steps =
        [
            ("compact", store.RunAsync),
            ("rhythm", population.RunAsync),
            ("interruptions", interruptions.RunAsync),
            ("conversations", conversations.ForgetAsync),
            ("drift", drift.RunAsync),
            ("paraphrases", paraphrases.RunAsync),
            ("sales", sales.ForgetAsync),
        ];
        var faults = new List<Exception>();
        foreach ((string name, Func<CancellationToken, Task> run) in steps)
        {
            try
            {
                await run(cancel);
            }
            catch (Exception fault) when (!cancel.IsCancellationRequested && fault is not OutOfMemoryException)
            {
                LogFailed(fault, name);
                faults.Add(fault);
            }
        }

        if (faults.Count > 0) throw new AggregateException("Not all of the daily upkeep could be done; the next run tries again.", faults);
    }

    [LoggerMessage(7401, LogLevel.Error, "Daily upkeep: {Step} failed")]
    private partial void LogFailed(Exception fault, string step);
}
