using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Store;

namespace AttentionFunctions.Train;

/// <summary>The event log as the learner sees it.</summary>
public static class TrainingSet
{
    /// <summary>Every interaction of the log, by user and time; events of the same time in order of their ids.</summary>
    /// <param name="catalogue">
    /// Says how long an item usually holds attention, and gives its text vector. Items that nobody has met yet are not part of the set.
    /// </param>
    /// <param name="paraphrases">Where the wordings of items' texts are kept; null leaves them out.</param>
    public static async Task<SequenceSet> FromLogAsync(
        EventLog log, AttentionWeight weights, ItemCatalogue catalogue, ParaphraseStore? paraphrases = null, CancellationToken cancel = default)
    {
        var builder = new SequenceSetBuilder();
        var held = new HeldAttention();
        await foreach (var segment in log.ReadAsync(cancel: cancel))
        {
            foreach (var @event in segment)
            {
                if (@event.Type.IsInteraction() && @event is { UserId: { } user, ItemId: { } item })
                {
                    var weight = (float)weights.Of(@event, catalogue.ExpectedSeconds(item));
                    builder.Add(user, item, @event.Type, weight, @event.Time.ToUnixTimeMilliseconds(), @event.Id);
                    if (@event.DwellSeconds is > 0 and var seconds)
                    {
                        held.Add(item, seconds);
                    }
                }
            }
        }

        var set = builder.Build();
        var texts = ItemVectors.FromCatalogue(set.ItemIds, catalogue);
        return set with
        {
            Texts = texts,
            TextViews = paraphrases is null ? [] : await Wordings.ReadAsync(set.ItemIds, texts.Space, catalogue, paraphrases, cancel),
            HeldSeconds = held.Of(set.ItemIds),
        };
    }
}
