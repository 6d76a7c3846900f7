namespace AttentionFunctions.Decide;

/// <summary>From the log's entries to the input of one slot's choice.</summary>
internal static class Slots
{
    /// <summary>A slot's features join the context, so that products with the actions say what fits where.</summary>
    public static DecisionInput Input(DecisionEntry entry, int slot) => DecisionInput.Of(
        FeatureReader.Read(entry.Context, entry.Slots[slot].Features),
        [.. entry.Actions.Select(action => DecisionAction.Read(action.Id, action.Features))], entry.Slots[slot].Allowed);
}
