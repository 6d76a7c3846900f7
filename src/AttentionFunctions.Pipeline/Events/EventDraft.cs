namespace AttentionFunctions.Events;

/// <summary>An event while it is read: whatever was found so far, and what is wrong with it.</summary>
internal sealed class EventDraft
{
    public Reasons Reasons { get; } = new();

    /// <summary>The object is a CloudEvents envelope: what it carries is still to be read.</summary>
    public bool IsEnvelope { get; set; }

    /// <summary>Where the event's fields stand, for reasons: empty, or <c>data.</c> in an envelope.</summary>
    public string Prefix { get; set; } = "";

    public string? Id { get; set; }

    public string? TypeName { get; set; }

    public string? UserId { get; set; }

    public string? ItemId { get; set; }

    /// <summary>The envelope's subject, which stands in for an <c>itemId</c> that is not given.</summary>
    public string? Subject { get; set; }

    public DateTimeOffset? Time { get; set; }

    public double? DwellSeconds { get; set; }

    public double? Value { get; set; }

    public string? SessionId { get; set; }

    public string? RecommendationId { get; set; }

    public string? Query { get; set; }

    public string? Category { get; set; }

    public double? Seconds { get; set; }

    public Dictionary<string, string>? Context { get; set; }

    /// <summary>Null as long as no field of an item was seen.</summary>
    public ItemDraft? Item { get; set; }

    /// <summary>Null as long as no field of a user was seen.</summary>
    public UserDraft? User { get; set; }

    /// <summary>Takes the field that the reader is at.</summary>
    public void Take(ref FieldReader fields)
    {
        switch (fields.Field.Name)
        {
            case "id":
                Id = fields.Identifier(Id);
                break;
            case "type":
                TypeName = fields.Text(TypeName, EventLimits.IdLength);
                break;
            case "userId":
                UserId = fields.Identifier(UserId);
                break;
            case "itemId":
                ItemId = fields.Identifier(ItemId);
                break;
            case "time":
                Time = fields.Instant(Time);
                break;
            case "dwellSeconds":
                DwellSeconds = fields.Number(DwellSeconds, 0, EventLimits.Seconds);
                break;
            case "value":
                Value = fields.Number(Value, -EventLimits.Value, EventLimits.Value);
                break;
            case "sessionId":
                SessionId = fields.Identifier(SessionId);
                break;
            case "recommendationId":
                RecommendationId = fields.Identifier(RecommendationId);
                break;
            case "query":
                Query = fields.Text(Query, EventLimits.QueryLength);
                break;
            case "category":
                Category = fields.Identifier(Category, EventLimits.CategoryLength);
                break;
            case "seconds":
                Seconds = fields.Number(Seconds, 0, EventLimits.Seconds);
                break;
            case "context":
                Context = fields.Facts(Context);
                break;
            case "item":
                TakeObject(ref fields, FieldGroup.Item);
                break;
            case "user":
                TakeObject(ref fields, FieldGroup.User);
                break;
        }
    }

    /// <summary>Takes a field of an item or a user, wherever it stands.</summary>
    public void TakePart(ref FieldReader fields, FieldGroup group)
    {
        fields.Group = group;
        if (group == FieldGroup.Item)
        {
            (Item ??= new()).Take(ref fields);
        }
        else
        {
            (User ??= new()).Take(ref fields);
        }

        fields.Group = FieldGroup.Event;
    }

    private void TakeObject(ref FieldReader fields, FieldGroup group)
    {
        fields.Group = group;
        if (fields.IsObject())
        {
            string outer = fields.Prefix;
            fields.Prefix = $"{outer}{fields.Field.Name}.";
            while (fields.Next())
            {
                if (fields.Field.Group == group)
                {
                    TakePart(ref fields, group);
                }
                else
                {
                    fields.Skip();
                }
            }

            fields.Prefix = outer;
        }

        fields.Group = FieldGroup.Event;
    }
}
