namespace AttentionFunctions.Events;

/// <summary>Why an event is rejected; allocates nothing while nothing is wrong.</summary>
internal sealed class Reasons
{
    private List<(FieldGroup Group, string Text)>? all;

    public void Add(FieldGroup group, string text)
    {
        all ??= [];
        if (all.Count < EventLimits.Reasons)
        {
            all.Add((group, text));
        }
        else if (all.Count == EventLimits.Reasons)
        {
            all.Add((FieldGroup.Event, "there are more reasons than are told here"));
        }
    }

    public bool Mention(string field) => all?.Exists(reason => reason.Text.StartsWith(field, StringComparison.Ordinal)) == true;

    /// <summary>What counts for this type: an item's field, for example, is no concern of a <c>view</c>.</summary>
    public IReadOnlyList<string> For(EventType? type) =>
        all is null ? [] : [.. all.Where(reason => Counts(reason.Group, type)).Select(reason => reason.Text)];

    private static bool Counts(FieldGroup group, EventType? type) => group switch
    {
        FieldGroup.Item => type == EventType.ItemUpserted,
        FieldGroup.User => type == EventType.UserUpdated,
        _ => true,
    };
}
