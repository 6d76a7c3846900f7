namespace AttentionFunctions.Events;

/// <summary>
/// What happened. The numbers are part of the stored formats (event log, profiles): never renumber, only append.
/// </summary>
public enum EventType : byte
{
    Impression = 1,
    Click = 2,
    View = 3,
    Like = 4,
    Dislike = 5,
    Dismiss = 6,
    Bookmark = 7,
    Share = 8,
    Purchase = 9,
    Rate = 10,
    Complete = 11,
    Search = 12,

    Focus = 32,
    Interruption = 33,

    ItemUpserted = 64,
    ItemRemoved = 65,

    UserUpdated = 96,
}
