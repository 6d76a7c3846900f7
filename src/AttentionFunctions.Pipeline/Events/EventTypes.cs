using System.Collections.Frozen;

namespace AttentionFunctions.Events;

/// <summary>Names on the wire and the groups that the rest of the pipeline branches on.</summary>
public static class EventTypes
{
    private static readonly (EventType Type, string Name)[] Table =
    [
        (EventType.Impression, "impression"), (EventType.Click, "click"), (EventType.View, "view"), (EventType.Like, "like"),
        (EventType.Dislike, "dislike"), (EventType.Dismiss, "dismiss"), (EventType.Bookmark, "bookmark"), (EventType.Share, "share"),
        (EventType.Purchase, "purchase"), (EventType.Rate, "rate"), (EventType.Complete, "complete"), (EventType.Search, "search"),
        (EventType.Focus, "focus"), (EventType.Interruption, "interruption"),
        (EventType.ItemUpserted, "item.upserted"), (EventType.ItemRemoved, "item.removed"),
        (EventType.UserUpdated, "user.updated"),
    ];

    private static readonly FrozenDictionary<string, EventType> ByName =
        Table.ToFrozenDictionary(entry => entry.Name, entry => entry.Type, StringComparer.Ordinal);

    private static readonly FrozenDictionary<EventType, string> ByType = Table.ToFrozenDictionary(entry => entry.Type, entry => entry.Name);

    public static IReadOnlyList<EventType> All { get; } = [.. Table.Select(entry => entry.Type)];

    /// <summary>The wire names in the order of the documentation, for messages that say what is allowed.</summary>
    public static string AllowedNames { get; } = string.Join(", ", Table.Select(entry => entry.Name));

    public static string WireName(this EventType type) => ByType[type];

    public static bool TryParse(string? name, out EventType type)
    {
        type = default;
        return name is not null && ByName.TryGetValue(name, out type);
    }

    /// <summary>A person acted on the catalogue: <c>impression</c> … <c>search</c>.</summary>
    public static bool IsBehaviour(this EventType type) => type is >= EventType.Impression and <= EventType.Search;

    /// <summary>An activity held or broke attention, without an item of the catalogue.</summary>
    public static bool IsAttention(this EventType type) => type is EventType.Focus or EventType.Interruption;

    public static bool IsCatalogue(this EventType type) => type is EventType.ItemUpserted or EventType.ItemRemoved;

    /// <summary>
    /// The person chose the item, so it belongs to the sequence that the learner predicts. A bad rating is still a choice; what was
    /// merely shown (<c>impression</c>) or refused (<c>dislike</c>, <c>dismiss</c>) is not.
    /// </summary>
    public static bool IsInteraction(this EventType type) => type is EventType.Click or EventType.View or EventType.Like
        or EventType.Bookmark or EventType.Share or EventType.Purchase or EventType.Rate or EventType.Complete;

    /// <summary>The person refused the item: it is not recommended to them again.</summary>
    public static bool IsRefusal(this EventType type) => type is EventType.Dislike or EventType.Dismiss;
}
