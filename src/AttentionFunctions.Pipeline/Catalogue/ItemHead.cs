namespace AttentionFunctions.Catalogue;

/// <summary>Of an item's state, what is asked of many items at a time: read without making objects.</summary>
internal readonly record struct ItemHead(
    bool Removed, bool Hidden, string? Creator, string? Language, double? Price, DateTimeOffset? PublishedAt, DateTimeOffset? ExpiresAt, double? AttentionSeconds)
{
    public static ItemHead Of(CatalogueItem item) => new(
        item.Removed, item.Fields.Hidden, item.Fields.Creator, item.Fields.Language, item.Fields.Price, item.Fields.PublishedAt, item.Fields.ExpiresAt,
        item.Fields.AttentionSeconds);
}
