using System.Collections.Frozen;

namespace AttentionFunctions.Events;

/// <summary>Which part of an event a field belongs to. Fields of a part that the event's type does not have are ignored.</summary>
internal enum FieldGroup
{
    Unknown,
    Event,
    Item,
    User,
    WorkingHours,
    CloudEvent,
}

internal sealed record KnownField(string Name, FieldGroup Group);

/// <summary>Every field name of the contract, found from UTF-16 without allocating.</summary>
internal static class FieldNames
{
    public static readonly KnownField Unknown = new("", FieldGroup.Unknown);

    private static readonly FrozenDictionary<string, KnownField> All = new (FieldGroup Group, string[] Names)[]
    {
        (FieldGroup.Event, ["id", "type", "userId", "itemId", "time", "dwellSeconds", "value", "sessionId", "recommendationId",
            "query", "category", "seconds", "context", "item", "user"]),
        (FieldGroup.Item, ["title", "text", "categories", "tags", "creator", "language", "price", "publishedAt", "expiresAt", "hidden",
            "attentionSeconds", "vector"]),
        (FieldGroup.User, ["timeZone", "workingHours", "preferences", "consent"]),
        (FieldGroup.WorkingHours, ["from", "to"]),
        (FieldGroup.CloudEvent, ["specversion", "subject", "data", "data_base64"]),
    }.SelectMany(part => part.Names.Select(name => new KnownField(name, part.Group))).ToFrozenDictionary(field => field.Name);

    private static readonly FrozenDictionary<string, KnownField>.AlternateLookup<ReadOnlySpan<char>> BySpan =
        All.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Characters of the longest name.</summary>
    public const int Longest = 16;

    public static KnownField Find(ReadOnlySpan<char> name) => BySpan.TryGetValue(name, out KnownField? field) ? field : Unknown;
}
