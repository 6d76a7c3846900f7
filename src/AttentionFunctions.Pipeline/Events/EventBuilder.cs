namespace AttentionFunctions.Events;

/// <summary>A draft that nothing is wrong with to the event it describes.</summary>
internal static class EventBuilder
{
    public static AttentionEvent Build(EventDraft draft, EventType type, DateTimeOffset received)
    {
        var @event = new AttentionEvent
        {
            Id = draft.Id ?? "",
            Type = type,
            Time = draft.Time ?? Rfc3339.ToMilliseconds(received),
            UserId = type.IsCatalogue() ? null : draft.UserId,
            ItemId = draft.ItemId,
            DwellSeconds = draft.DwellSeconds,
            Value = draft.Value,
            SessionId = draft.SessionId,
            RecommendationId = draft.RecommendationId,
            Query = draft.Query,
            Category = draft.Category,
            Seconds = draft.Seconds,
            Context = draft.Context is { Count: > 0 } context ? context : AttentionEvent.EmptyContext,
            Item = type == EventType.ItemUpserted ? draft.Item?.ToFields() ?? new ItemFields() : null,
            User = type == EventType.UserUpdated ? draft.User?.ToFields() ?? new UserFields() : null,
        };
        return draft.Id is null ? @event with { Id = DerivedId.Of(@event) } : @event;
    }
}
