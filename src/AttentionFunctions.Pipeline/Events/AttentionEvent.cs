namespace AttentionFunctions.Events;

/// <summary>
/// One validated event. Which fields are set depends on <see cref="Type"/>; <see cref="EventReader"/> guarantees the required ones.
/// </summary>
/// <remarks>
/// <see cref="UserId"/> is the application's id until ingest, which replaces it by a pseudonym (see <see cref="Pseudonyms"/>) before
/// anything is stored.
/// </remarks>
public sealed record AttentionEvent
{
    /// <summary>Unique per event; the key of every duplicate check. Derived from the content when the sender gives none.</summary>
    public required string Id { get; init; }

    public required EventType Type { get; init; }

    /// <summary>When it happened, UTC, to the millisecond.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Set for behaviour, attention and user events; null for catalogue events.</summary>
    public string? UserId { get; init; }

    /// <summary>Set for catalogue events and for behaviour events except <c>search</c>.</summary>
    public string? ItemId { get; init; }

    /// <summary>Seconds that attention was held, 0 to 86,400.</summary>
    public double? DwellSeconds { get; init; }

    /// <summary>What the type measures: the rating of <c>rate</c>, the price of <c>purchase</c>, the share 0 to 1 of <c>complete</c>.</summary>
    public double? Value { get; init; }

    public string? SessionId { get; init; }

    /// <summary>The slate that led here, as returned by the recommendation API.</summary>
    public string? RecommendationId { get; init; }

    /// <summary>What was looked for (<c>search</c>).</summary>
    public string? Query { get; init; }

    /// <summary>The activity that held or broke attention (<c>focus</c>, <c>interruption</c>), for example <c>coding</c>.</summary>
    public string? Category { get; init; }

    /// <summary>Length of the activity in seconds (<c>focus</c>, <c>interruption</c>).</summary>
    public double? Seconds { get; init; }

    /// <summary>Flat facts about the situation, for example <c>device: mobile</c>.</summary>
    public IReadOnlyDictionary<string, string> Context { get; init; } = EmptyContext;

    /// <summary>The item's new state (<c>item.upserted</c>).</summary>
    public ItemFields? Item { get; init; }

    /// <summary>The user's new settings (<c>user.updated</c>).</summary>
    public UserFields? User { get; init; }

    internal static readonly IReadOnlyDictionary<string, string> EmptyContext =
        System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty;
}
