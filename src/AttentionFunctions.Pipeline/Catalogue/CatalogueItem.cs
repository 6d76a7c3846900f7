using AttentionFunctions.Events;

namespace AttentionFunctions.Catalogue;

/// <summary>The state of one item after its newest catalogue event.</summary>
/// <param name="Fields">As the application sent them, without the vector.</param>
/// <param name="UpdatedAt">Time of the event that made this state; late events do not overwrite newer ones.</param>
/// <param name="EventId">Of that event; decides between events of the same time, and recognises a redelivery.</param>
/// <param name="Removed">A tombstone: kept so that a late upsert does not bring the item back.</param>
/// <param name="Vector">Unit length as far as 8 bits tell, or empty when the item has neither text nor a vector of its own. With paraphrases, the direction of all wordings.</param>
/// <param name="VectorSpace">What made the vector: an encoder's id or <c>own:{dimension}</c>. Only vectors of one space are compared.</param>
public sealed record CatalogueItem(
    string Id, ItemFields Fields, DateTimeOffset UpdatedAt, string EventId, bool Removed, ItemVector Vector, string VectorSpace)
{
    /// <summary>What the vector has in it beside the item's own text; null for nothing.</summary>
    public ItemParaphrases? Paraphrases { get; init; }

    public static string OwnSpace(int dimension) => $"own:{dimension}";

    /// <summary>Whether this state replaces <paramref name="other"/>, whatever order the two arrive in.</summary>
    public bool IsNewerThan(CatalogueItem other) => UpdatedAt == other.UpdatedAt && EventId == other.EventId
        ? ItemParaphrases.Compare(Paraphrases, other.Paraphrases) > 0
        : IsNewerThan(other.UpdatedAt, other.EventId);

    public bool IsNewerThan(DateTimeOffset time, string eventId)
    {
        int byTime = UpdatedAt.CompareTo(time);
        return byTime > 0 || (byTime == 0 && string.CompareOrdinal(EventId, eventId) > 0);
    }
}

/// <param name="Key">Which, see <see cref="ParaphraseStore"/>; empty when they were taken back.</param>
/// <param name="At">When the vector was made from them: of two vectors for one event the later one counts.</param>
public sealed record ItemParaphrases(string Key, DateTimeOffset At)
{
    /// <summary>The key decides between two runs of the same moment, so that all readers agree.</summary>
    internal static int Compare(ItemParaphrases? a, ItemParaphrases? b) => (a, b) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        _ => a.At != b.At ? a.At.CompareTo(b.At) : string.CompareOrdinal(a.Key, b.Key),
    };
}
