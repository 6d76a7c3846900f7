namespace AttentionFunctions.Events;

/// <summary>One JSON object to a draft of an event, bare or inside a CloudEvents envelope.</summary>
internal static class EventParser
{
    /// <param name="fields">At the start of the object; afterwards at its end.</param>
    public static EventDraft Parse(ref FieldReader fields)
    {
        var draft = new EventDraft();
        fields.Begin(draft.Reasons);
        TakeFields(ref fields, draft);
        return draft;
    }

    /// <summary>All fields of an event up to the end of the object. Unknown ones are ignored, so that senders may be newer.</summary>
    public static void TakeFields(ref FieldReader fields, EventDraft draft)
    {
        while (fields.Next())
        {
            switch (fields.Field.Group)
            {
                case FieldGroup.Event:
                    draft.Take(ref fields);
                    break;
                case FieldGroup.Item or FieldGroup.User:
                    draft.TakePart(ref fields, fields.Field.Group);
                    break;
                default:
                    draft.IsEnvelope |= fields.Field.Name == "specversion";
                    fields.Skip();
                    break;
            }
        }
    }
}
