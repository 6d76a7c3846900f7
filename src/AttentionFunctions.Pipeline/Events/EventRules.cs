using System.Globalization;

namespace AttentionFunctions.Events;

/// <summary>What a type asks of an event beyond the single field: required fields, the meaning of <c>value</c>, the time window.</summary>
internal static class EventRules
{
    /// <summary>Notes in the draft what is missing or does not fit. The type, if it is known.</summary>
    /// <param name="json">The event as received, to find a field that was misspelt.</param>
    public static EventType? Check(EventDraft draft, DateTimeOffset received, ReadOnlySpan<byte> json)
    {
        CheckTime(draft, received);
        if (draft.TypeName is null)
        {
            NoteMissing(draft, "type", $"one of {EventTypes.AllowedNames}", json);
            return null;
        }

        if (!EventTypes.TryParse(draft.TypeName, out EventType type))
        {
            string shown = draft.TypeName.Length > 40 ? draft.TypeName[..40] + "…" : draft.TypeName;
            Note(draft, $"`type` must be one of {EventTypes.AllowedNames}, got \"{shown}\"");
            return null;
        }

        if (NeedsUser(type) && draft.UserId is null)
        {
            NoteMissing(draft, "userId", $"for `{type.WireName()}`", json);
        }

        if (NeedsItem(type) && (draft.ItemId ??= draft.Subject) is null)
        {
            NoteMissing(draft, "itemId", $"for `{type.WireName()}`", json);
        }

        if (type == EventType.Rate && draft.Value is null)
        {
            NoteMissing(draft, "value", "for `rate`: the rating", json);
        }

        CheckValue(draft, type);
        return type;
    }

    private static bool NeedsUser(EventType type) => !type.IsCatalogue();

    private static bool NeedsItem(EventType type) => type.IsCatalogue() || (type.IsBehaviour() && type != EventType.Search);

    private static void CheckTime(EventDraft draft, DateTimeOffset received)
    {
        if (draft.Time is not { } time)
        {
            return;
        }

        if (time < EventLimits.Earliest)
        {
            Note(draft, $"`time` must not be before 1970, got {Shown(time)}");
        }
        else if (time - EventLimits.Ahead > received)
        {
            Note(draft, $"`time` must be at most {EventLimits.Ahead.TotalMinutes:0} minutes ahead of the time it was received "
                + $"({Shown(received.ToUniversalTime())}), got {Shown(time)}");
        }
    }

    private static void CheckValue(EventDraft draft, EventType type)
    {
        string? rule = type switch
        {
            EventType.Purchase when draft.Value < 0 => "of `purchase` is a price and must be at least 0",
            EventType.Complete when draft.Value is < 0 or > 1 => "of `complete` is a share and must be from 0 to 1",
            _ => null,
        };
        if (rule is not null)
        {
            Note(draft, string.Create(CultureInfo.InvariantCulture, $"`{draft.Prefix}value` {rule}, got {draft.Value}"));
        }
    }

    private static void Note(EventDraft draft, string reason) => draft.Reasons.Add(FieldGroup.Event, reason);

    private static void NoteMissing(EventDraft draft, string field, string what, ReadOnlySpan<byte> json)
    {
        string path = field == "type" ? "`type`" : $"`{draft.Prefix}{field}`";
        if (draft.Reasons.Mention(path))
        {
            return; // It is there, and why it does not count is told already.
        }

        string? misspelt = SimilarName.Find(json, field);
        Note(draft, $"{path} is required {what}" + (misspelt is null ? "" : $" (found `{misspelt}`; is that what it should be?)"));
    }

    private static string Shown(DateTimeOffset time) =>
        time.ToString(Rfc3339.Format, CultureInfo.InvariantCulture);
}
