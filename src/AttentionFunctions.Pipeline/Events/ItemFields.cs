namespace AttentionFunctions.Events;

/// <summary>What an application says about an item. An upsert replaces the item's earlier state as a whole.</summary>
public sealed record ItemFields
{
    public string? Title { get; init; }

    public string? Text { get; init; }

    public IReadOnlyList<string> Categories { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];

    public string? Creator { get; init; }

    /// <summary>BCP 47 tag, for example <c>en</c> or <c>zh-Hans</c>.</summary>
    public string? Language { get; init; }

    public double? Price { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>From then on the item is not recommended.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>True: kept and learned from, but not recommended.</summary>
    public bool Hidden { get; init; }

    /// <summary>How long the item usually holds attention, in seconds; null when unknown.</summary>
    public double? AttentionSeconds { get; init; }

    /// <summary>A vector the application brings (image, audio, video …); null lets the text encoder make one.</summary>
    public IReadOnlyList<float>? Vector { get; init; }
}
