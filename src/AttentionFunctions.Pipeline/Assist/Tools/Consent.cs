namespace AttentionFunctions.Assist;

/// <summary>
/// Whether the person's own message asks for a change. It is decided by the recogniser of intents and not by the model, so that no title,
/// tool result or earlier turn can talk a model into one. A message allows one change, of its own kind, to the item that it names.
/// </summary>
internal static class Consent
{
    /// <returns>Null when the change may be made.</returns>
    public static Rejected? Refuse(Turn turn, FeedbackTool.Arguments asked) =>
        turn.Intent is not FeedbackWanted wanted ? new Rejected("The person's message says nothing about an item. Do not record feedback.")
        : turn.Changed ? new Rejected("The feedback is recorded already.")
        : wanted.Kind != asked.Kind ? new Rejected($"The person's message says '{wanted.Kind}'.")
        : wanted.ItemId is null ? new Rejected("The person's message does not say which item. Ask.")
        : wanted.ItemId != asked.ItemId ? new Rejected($"The person's message means the item {wanted.ItemId}.")
        : null;

    /// <returns>Null when the reminder may be stored. Its time is the one that the message names, where that is known.</returns>
    public static Rejected? Refuse(Turn turn, RemindTool.Arguments asked) =>
        turn.Intent is not ReminderWanted wanted ? new Rejected("The person's message does not ask for a reminder. Do not store one.")
        : turn.Changed ? new Rejected("The reminder is stored already.")
        : wanted.At is null ? new Rejected("The person's message names no time. Ask.")
        : wanted.Text.Length == 0 ? new Rejected("The person's message does not say of what. Ask.")
        : wanted.At is { } at && at != asked.At ? new Rejected($"The person's message means {at:O}.")
        : !wanted.Text.Contains(asked.Text, StringComparison.OrdinalIgnoreCase) && !asked.Text.Contains(wanted.Text, StringComparison.OrdinalIgnoreCase)
            ? new Rejected($"The person asked to be reminded of '{wanted.Text}'.")
        : null;
}
