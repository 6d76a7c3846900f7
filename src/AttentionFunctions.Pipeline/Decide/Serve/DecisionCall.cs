using System.Text.Json;

namespace AttentionFunctions.Decide;

/// <summary>A request to decide, read from JSON and checked.</summary>
/// <param name="Context">Undefined when absent.</param>
/// <param name="Actions">1 to <see cref="DecisionInput.MaxActions"/>, with ids of their own.</param>
/// <param name="Excluded">Positions in <paramref name="Actions"/>.</param>
/// <param name="Slots">Empty for a single decision.</param>
internal sealed record DecisionCall(
    string EventId, JsonElement Context, IReadOnlyList<(string Id, JsonElement Features)> Actions, IReadOnlySet<int> Excluded, bool Deferred,
    IReadOnlyList<SlotCall> Slots)
{
    public const int MaxIdLength = 256, MaxSlots = 50;

    /// <exception cref="InvalidDecisionException">Says what is wrong with which field.</exception>
    public static DecisionCall Read(JsonElement body, bool multiSlot)
    {
        if (body.ValueKind != JsonValueKind.Object) throw new InvalidDecisionException("The body must be a JSON object.");
        JsonElement context = Features(body, "contextFeatures");
        if (!body.TryGetProperty("actions", out JsonElement list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > DecisionInput.MaxActions)
            throw new InvalidDecisionException($"actions must be an array of 1 to {DecisionInput.MaxActions} actions.");

        var actions = new List<(string Id, JsonElement Features)>(list.GetArrayLength());
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (JsonElement action in list.EnumerateArray())
        {
            string id = Id(action, "id") ?? throw new InvalidDecisionException("Every action needs an id.");
            if (!positions.TryAdd(id, actions.Count)) throw new InvalidDecisionException($"The action id '{id}' is there twice.");
            actions.Add((id, Features(action, "features")));
        }

        return new DecisionCall(
            Id(body, "eventId") ?? Guid.NewGuid().ToString("N"), context, actions, Ids(body, "excludedActions", positions),
            body.TryGetProperty("deferActivation", out JsonElement deferred) && deferred.ValueKind == JsonValueKind.True,
            multiSlot ? SlotsOf(body, positions) : []);
    }

    private static List<SlotCall> SlotsOf(JsonElement body, Dictionary<string, int> positions)
    {
        if (!body.TryGetProperty("slots", out JsonElement list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > MaxSlots)
            throw new InvalidDecisionException($"slots must be an array of 1 to {MaxSlots} slots.");
        if (list.GetArrayLength() > positions.Count) throw new InvalidDecisionException("There are more slots than actions.");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var slots = new List<SlotCall>();
        foreach (JsonElement slot in list.EnumerateArray())
        {
            string id = Id(slot, "id") ?? throw new InvalidDecisionException("Every slot needs an id.");
            if (!ids.Add(id)) throw new InvalidDecisionException($"The slot id '{id}' is there twice.");
            string baseline = Id(slot, "baselineAction") ?? throw new InvalidDecisionException($"Slot '{id}' needs a baselineAction.");
            if (!positions.TryGetValue(baseline, out int at)) throw new InvalidDecisionException($"The baselineAction '{baseline}' of slot '{id}' is no action.");
            slots.Add(new SlotCall(id, Features(slot, "features"), Ids(slot, "excludedActions", positions), at));
        }

        return slots;
    }

    private static JsonElement Features(JsonElement of, string name)
    {
        if (of.ValueKind != JsonValueKind.Object || !of.TryGetProperty(name, out JsonElement features) || features.ValueKind == JsonValueKind.Null) return default;
        return features.ValueKind == JsonValueKind.Array && features.EnumerateArray().All(feature => feature.ValueKind == JsonValueKind.Object)
            ? features
            : throw new InvalidDecisionException($"{name} must be an array of objects.");
    }

    private static string? Id(JsonElement of, string name)
    {
        if (of.ValueKind != JsonValueKind.Object || !of.TryGetProperty(name, out JsonElement id) || id.ValueKind == JsonValueKind.Null) return null;
        return id.ValueKind == JsonValueKind.String && id.GetString() is { Length: >= 1 and <= MaxIdLength } text
            ? text
            : throw new InvalidDecisionException($"{name} must be a string of 1 to {MaxIdLength} characters.");
    }

    private static HashSet<int> Ids(JsonElement of, string name, Dictionary<string, int> positions)
    {
        if (!of.TryGetProperty(name, out JsonElement list) || list.ValueKind == JsonValueKind.Null) return [];
        if (list.ValueKind != JsonValueKind.Array) throw new InvalidDecisionException($"{name} must be an array of action ids.");
        // Ids that are no action exclude nothing, as in Personalizer.
        return [.. list.EnumerateArray().Where(id => id.ValueKind == JsonValueKind.String)
            .Select(id => positions.TryGetValue(id.GetString()!, out int at) ? at : -1).Where(at => at >= 0)];
    }
}

/// <param name="Baseline">Position of the action that the application would show by itself.</param>
internal sealed record SlotCall(string Id, JsonElement Features, IReadOnlySet<int> Excluded, int Baseline);
