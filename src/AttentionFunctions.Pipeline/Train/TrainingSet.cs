using AttentionFunctions.Events;
using AttentionFunctions.Store;

namespace AttentionFunctions.Train;

/// <summary>The event log as the learner sees it.</summary>
public static class TrainingSet
{
    /// <summary>Every interaction of the log, by user and time; events of the same time in order of their ids.</summary>
    /// <param name="expectedSeconds">Item id to how long the item usually holds attention; null when the catalogue does not say.</param>
    public static async Task<SequenceSet> FromLogAsync(EventLog log, AttentionWeight weights, Func<string, double?> expectedSeconds,
        CancellationToken cancel = default)
    {
        var builder = new SequenceSetBuilder();
        await foreach (var segment in log.ReadAsync(cancel: cancel))
        {
            foreach (var @event in segment)
            {
                if (@event.Type.IsInteraction() && @event is { UserId: { } user, ItemId: { } item })
                {
                    var weight = (float)weights.Of(@event, expectedSeconds(item));
                    builder.Add(user, item, @event.Type, weight, @event.Time.ToUnixTimeMilliseconds(), @event.Id);
                }
            }
        }

        return builder.Build();
    }
}
