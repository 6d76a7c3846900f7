using AttentionFunctions.Events;

namespace AttentionFunctions.Catalogue;

/// <summary>The state of one item after its newest catalogue event.</summary>
/// <param name="Fields">As the application sent them, without the vector.</param>
/// <param name="UpdatedAt">Time of the event that made this state; late events do not overwrite newer ones.</param>
/// <param name="EventId">Of that event; decides between events of the same time, and recognises a redelivery.</param>
/// <param name="Removed">A tombstone: kept so that a late upsert does not bring the item back.</param>
/// <param name="Vector">Unit length as far as 8 bits tell, or empty when the item has neither text nor a vector of its own.</param>
/// <param name="VectorSpace">What made the vector: an encoder's id or <c>own:{dimension}</c>. Only vectors of one space are compared.</param>
public sealed record CatalogueItem(
    string Id, ItemFields Fields, DateTimeOffset UpdatedAt, string EventId, bool Removed, ItemVector Vector, string VectorSpace)
{
    public static string OwnSpace(int dimension) => $"own:{dimension}";

    /// <summary>Whether this state replaces <paramref name="other"/>, whatever order the two arrive in.</summary>
    public bool IsNewerThan(CatalogueItem other) => IsNewerThan(other.UpdatedAt, other.EventId);

    public bool IsNewerThan(DateTimeOffset time, string eventId)
    {
        int byTime = UpdatedAt.CompareTo(time);
        return byTime > 0 || (byTime == 0 && string.CompareOrdinal(EventId, eventId) > 0);
    }
}
