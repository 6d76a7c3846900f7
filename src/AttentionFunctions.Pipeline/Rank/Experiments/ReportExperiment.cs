using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Store;

namespace AttentionFunctions.Rank;

/// <summary>Event log → what the arms of an experiment did. Nothing but the log is needed, as a user's arm is a function of who they are.</summary>
public sealed class ReportExperiment(Experiments experiments, EventLog log, CatalogueStore catalogue, AttentionWeight weights, TimeProvider time)
{
    /// <returns>Null when there is no such experiment.</returns>
    public async Task<ExperimentReport?> HandleAsync(string name, CancellationToken cancel = default)
    {
        if (await experiments.ReadAsync(name, cancel) is not { } experiment) return null;
        DateTimeOffset now = time.GetUtcNow(), until = now - TimeSpan.FromTicks(now.UtcTicks % TimeSpan.TicksPerHour);
        if (experiment.Experiment.EndsAt is { } end && end < until) until = end;
        if (until < experiment.StartedAt) until = experiment.StartedAt;
        ItemCatalogue items = await catalogue.CurrentAsync(cancel);
        var tally = new ArmTally(experiment);
        await foreach (IReadOnlyList<AttentionEvent> segment in log.ReadAsync(experiment.StartedAt, cancel))
            foreach (AttentionEvent @event in segment)
                if (@event.UserId is { } user && @event.Time < until && @event.Type.IsBehaviour())
                    tally.Add(user, @event.Type, @event.Time, ValueOf(@event, items));
        return tally.Report(until, isOver: experiment.Experiment.EndsAt <= now);
    }

    private double ValueOf(AttentionEvent @event, ItemCatalogue items) => @event.ItemId is { } item && (@event.Type.IsInteraction() || @event.Type.IsRefusal())
        ? weights.Of(@event, items.ExpectedSeconds(item))
        : 0;
}
