namespace AttentionFunctions.Events;

/// <summary>A user's settings while they are read.</summary>
internal sealed class UserDraft
{
    private string? timeZone;
    private WorkingHours? workingHours;
    private Dictionary<string, string>? preferences;
    private Dictionary<string, bool>? consent;

    public void Take(ref FieldReader fields)
    {
        switch (fields.Field.Name)
        {
            case "timeZone":
                timeZone = fields.TimeZone(timeZone);
                break;
            case "workingHours":
                workingHours = TakeHours(ref fields);
                break;
            case "preferences":
                preferences = fields.Facts(preferences);
                break;
            case "consent":
                consent = fields.Flags(consent);
                break;
        }
    }

    public UserFields ToFields() => new()
    {
        TimeZone = timeZone,
        WorkingHours = workingHours,
        Preferences = preferences,
        Consent = consent,
    };

    private WorkingHours? TakeHours(ref FieldReader fields)
    {
        if (!fields.IsObject())
        {
            return workingHours;
        }

        (TimeOnly? from, TimeOnly? to) = (null, null);
        string outer = fields.Prefix;
        string name = outer + fields.Field.Name;
        if (workingHours is not null)
        {
            fields.Note($"`{name}` is given twice");
        }

        fields.Prefix = name + ".";
        while (fields.Next())
        {
            switch (fields.Field.Name)
            {
                case "from":
                    from = fields.TimeOfDay(from);
                    break;
                case "to":
                    to = fields.TimeOfDay(to);
                    break;
                default:
                    fields.Skip();
                    break;
            }
        }

        fields.Prefix = outer;
        if (from is { } start && to is { } end && end > start)
        {
            return new WorkingHours(start, end);
        }

        fields.Note($"`{name}` must have `from` and `to`, and `to` after `from`");
        return workingHours;
    }
}
