using AttentionFunctions.Events;

namespace AttentionFunctions.Train;

/// <summary>Interactions in any order to a <see cref="SequenceSet"/> that depends on their content only.</summary>
internal sealed class SequenceSetBuilder
{
    private readonly Dictionary<string, List<Entry>> _byUser = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _items = new(StringComparer.Ordinal);

    /// <param name="tieBreaker">Orders interactions of the same time; without one they stay in the order in which they came.</param>
    public void Add(string user, string item, EventType type, float weight, long timeMs, string tieBreaker = "")
    {
        if (!_items.TryGetValue(item, out var sharedId))
        {
            _items.Add(item, sharedId = item);
        }

        if (!_byUser.TryGetValue(user, out var entries))
        {
            _byUser.Add(user, entries = []);
        }

        entries.Add(new(sharedId, type, weight, timeMs, tieBreaker));
    }

    /// <summary>Items and users in ordinal order of their ids, each user's interactions by time, then by tie breaker.</summary>
    public SequenceSet Build()
    {
        string[] ids = [.. _items.Keys.Order(StringComparer.Ordinal)];
        var indices = new Dictionary<string, int>(ids.Length, StringComparer.Ordinal);
        for (var i = 0; i < ids.Length; i++)
        {
            indices.Add(ids[i], i);
        }

        return new(ids, [.. _byUser.OrderBy(user => user.Key, StringComparer.Ordinal).Select(user => new UserSequence(user.Key, Sequence(user.Value)))]);

        Interaction[] Sequence(List<Entry> entries) =>
        [
            .. entries.OrderBy(entry => entry.TimeMs).ThenBy(entry => entry.TieBreaker, StringComparer.Ordinal)
                .Select(entry => new Interaction(indices[entry.Item], entry.Type, entry.Weight, entry.TimeMs)),
        ];
    }

    private readonly record struct Entry(string Item, EventType Type, float Weight, long TimeMs, string TieBreaker);
}
