using System.Text.Json;

namespace AttentionFunctions.Events;

/// <summary>
/// CloudEvents 1.0 in JSON (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md): the event's fields are
/// in <c>data</c>; <c>id</c>, <c>time</c> and <c>subject</c> (the item) of the envelope fill in what they lack.
/// </summary>
internal static class CloudEventEnvelope
{
    /// <summary>In front of the event's own type, as the specification asks for a name that is the application's.</summary>
    private const string TypePrefix = "attention.";

    public static EventDraft Parse(ReadOnlySpan<byte> json)
    {
        var draft = new EventDraft { Prefix = "data." };
        var envelope = new EventDraft();
        var fields = new FieldReader(json);
        fields.Read();
        fields.Begin(draft.Reasons);
        string? version = null;
        byte[]? encoded = null;
        bool hasData = false;
        while (fields.Next())
        {
            switch (fields.Field.Name)
            {
                case "id" or "type" or "time":
                    envelope.Take(ref fields);
                    break;
                case "subject":
                    draft.Subject = fields.Identifier(draft.Subject);
                    break;
                case "specversion":
                    version = fields.Text(version, EventLimits.IdLength);
                    break;
                case "data":
                    hasData |= TakeData(ref fields, draft, hasData);
                    break;
                case "data_base64":
                    encoded = fields.Base64(encoded);
                    break;
                default:
                    fields.Skip();
                    break;
            }
        }

        CheckEnvelope(draft, version, hasData, encoded);
        if (encoded is not null && !hasData)
        {
            TakeEncoded(encoded, draft);
        }

        draft.Id ??= envelope.Id;
        draft.Time ??= envelope.Time;
        CheckType(draft, envelope.TypeName);
        return draft;
    }

    private static bool TakeData(ref FieldReader fields, EventDraft draft, bool again)
    {
        if (again)
        {
            fields.Note("`data` is given twice");
        }

        if (!fields.IsObject())
        {
            return fields.TokenType != JsonTokenType.Null;
        }

        fields.Prefix = draft.Prefix;
        EventParser.TakeFields(ref fields, draft);
        fields.Prefix = "";
        return true;
    }

    private static void TakeEncoded(byte[] json, EventDraft draft)
    {
        try
        {
            var fields = new FieldReader(json);
            fields.Read();
            if (fields.TokenType == JsonTokenType.StartObject && System.Text.Unicode.Utf8.IsValid(json))
            {
                fields.Begin(draft.Reasons);
                fields.Prefix = draft.Prefix;
                EventParser.TakeFields(ref fields, draft);
                fields.Read();
                return;
            }
        }
        catch (JsonException)
        {
            // Told below, like everything else that is not one object.
        }

        draft.Reasons.Add(FieldGroup.Event, "`data_base64` must hold one JSON object in UTF-8");
    }

    private static void CheckEnvelope(EventDraft draft, string? version, bool hasData, byte[]? encoded)
    {
        if (version != "1.0")
        {
            draft.Reasons.Add(FieldGroup.Event, "`specversion` must be \"1.0\"");
        }

        if (hasData && encoded is not null)
        {
            draft.Reasons.Add(FieldGroup.Event, "only one of `data` and `data_base64` may be given");
        }
        else if (!hasData && encoded is null)
        {
            draft.Reasons.Add(FieldGroup.Event, "`data` is required: an object with the fields of the event");
        }
    }

    private static void CheckType(EventDraft draft, string? type)
    {
        string? own = type?.StartsWith(TypePrefix, StringComparison.Ordinal) == true ? type[TypePrefix.Length..] : null;
        if (type is not null && own is null)
        {
            draft.Reasons.Add(FieldGroup.Event, $"`type` of a CloudEvent must begin with \"{TypePrefix}\", like \"{TypePrefix}view\"");
        }
        else if (own is not null && draft.TypeName is not null && draft.TypeName != own)
        {
            draft.Reasons.Add(FieldGroup.Event, "`data.type` must be left out or be the envelope's `type` without \"attention.\"");
        }

        draft.TypeName = own ?? draft.TypeName;
    }
}
