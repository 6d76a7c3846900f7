using System.Text.Json;

namespace AttentionFunctions.Decide;

/// <summary>From requests and log entries to the input of one slot's choice.</summary>
internal static class Slots
{
    /// <summary>A slot's features join the context, so that products with the actions say what fits where.</summary>
    public static DecisionInput Input(JsonElement context, IReadOnlyList<(string Id, JsonElement Features)> actions, int[] allowed, JsonElement slot)
    {
        DecisionInput input = DecisionInput.Read(context, actions, allowed);
        if (slot.ValueKind != JsonValueKind.Undefined) FeatureReader.Read(slot, input.Context);
        return input;
    }

    public static DecisionInput Input(DecisionEntry entry, int slot) => Input(
        entry.Context ?? default, [.. entry.Actions.Select(action => (action.Id, action.Features ?? default))],
        entry.Slots[slot].Allowed, entry.Slots[slot].Features ?? default);
}
