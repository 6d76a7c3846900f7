namespace AttentionFunctions.Events;

/// <summary>An item's fields while they are read.</summary>
internal sealed class ItemDraft
{
    private string? title;
    private string? text;
    private List<string>? categories;
    private List<string>? tags;
    private string? creator;
    private string? language;
    private double? price;
    private DateTimeOffset? publishedAt;
    private DateTimeOffset? expiresAt;
    private bool? hidden;
    private double? attentionSeconds;
    private List<float>? vector;

    public void Take(ref FieldReader fields)
    {
        switch (fields.Field.Name)
        {
            case "title":
                title = fields.Text(title, EventLimits.TitleLength);
                break;
            case "text":
                text = fields.Text(text, EventLimits.TextLength);
                break;
            case "categories":
                categories = fields.Labels(categories);
                break;
            case "tags":
                tags = fields.Labels(tags);
                break;
            case "creator":
                creator = fields.Identifier(creator);
                break;
            case "language":
                language = fields.Language(language);
                break;
            case "price":
                price = fields.Number(price, 0, EventLimits.Value);
                break;
            case "publishedAt":
                publishedAt = fields.Instant(publishedAt);
                break;
            case "expiresAt":
                expiresAt = fields.Instant(expiresAt);
                break;
            case "hidden":
                hidden = fields.Flag(hidden);
                break;
            case "attentionSeconds":
                attentionSeconds = fields.Number(attentionSeconds, 0, EventLimits.Seconds);
                break;
            case "vector":
                vector = fields.Vector(vector);
                break;
        }
    }

    public ItemFields ToFields() => new()
    {
        Title = title,
        Text = text,
        Categories = categories ?? [],
        Tags = tags ?? [],
        Creator = creator,
        Language = language,
        Price = price,
        PublishedAt = publishedAt,
        ExpiresAt = expiresAt,
        Hidden = hidden ?? false,
        AttentionSeconds = attentionSeconds,
        Vector = vector,
    };
}
