using System.Text.Json.Serialization;

namespace AttentionFunctions.Client;

/// <summary>One event, as docs/events.md describes it. What is null is not sent.</summary>
public sealed record PublishedEvent
{
    /// <param name="type">
    /// <c>impression</c>, <c>click</c>, <c>view</c>, <c>like</c>, <c>dislike</c>, <c>dismiss</c>, <c>bookmark</c>, <c>share</c>,
    /// <c>purchase</c>, <c>rate</c>, <c>complete</c>, <c>search</c>, <c>focus</c>, <c>interruption</c>, <c>item.upserted</c>,
    /// <c>item.removed</c> or <c>user.updated</c>.
    /// </param>
    public PublishedEvent(string type) => Type = type;

    public string Type { get; }

    /// <summary>Unique for ever: two events of one id are one event. Made here unless given.</summary>
    public string Id { get; init; } = Guid.CreateVersion7().ToString("N");

    /// <summary>When it happened; the time of publishing unless given.</summary>
    public DateTimeOffset? Time { get; init; }

    public string? UserId { get; init; }

    public string? ItemId { get; init; }

    /// <summary>Seconds that attention was held, 0 to 86,400.</summary>
    public double? DwellSeconds { get; init; }

    /// <summary>The rating of <c>rate</c>, the price of <c>purchase</c>, the share, 0 to 1, of <c>complete</c>.</summary>
    public double? Value { get; init; }

    public string? SessionId { get; init; }

    /// <summary>The slate that the event answers, so that recommendations can be judged by what came of them.</summary>
    public string? RecommendationId { get; init; }

    public string? Query { get; init; }

    /// <summary>Of a <c>focus</c> or an <c>interruption</c>.</summary>
    public string? Category { get; init; }

    /// <summary>The length of a <c>focus</c> or an <c>interruption</c>, 0 to 86,400.</summary>
    public double? Seconds { get; init; }

    public IReadOnlyDictionary<string, string>? Context { get; init; }

    /// <summary>Of an <c>item.upserted</c>, which replaces the item as a whole.</summary>
    public PublishedItem? Item { get; init; }
}

/// <summary>What is known of an item. Ranges are in docs/events.md.</summary>
public sealed record PublishedItem
{
    public string? Title { get; init; }

    public string? Text { get; init; }

    public IReadOnlyList<string>? Categories { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public string? Creator { get; init; }

    /// <summary>BCP 47.</summary>
    public string? Language { get; init; }

    public double? Price { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public bool? Hidden { get; init; }

    /// <summary>How long the item usually holds attention.</summary>
    public double? AttentionSeconds { get; init; }

    public IReadOnlyList<float>? Vector { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PublishedEvent))]
internal sealed partial class PublishedEventJson : JsonSerializerContext;
