using System.Text.Json;

namespace AttentionFunctions.Decide;

/// <summary>What one decision is made from, hashed: a context and the actions to choose from.</summary>
internal sealed class DecisionInput
{
    public const int MaxActions = 500;

    /// <summary>Context features × action features over all actions.</summary>
    private const long MaxProducts = 2_000_000;

    public required FeatureSet Context { get; init; }

    /// <summary>In the order of the request.</summary>
    public required IReadOnlyList<DecisionAction> Actions { get; init; }

    /// <summary>Positions in <see cref="Actions"/> that may be chosen, at least one; the first of them is the baseline.</summary>
    public required int[] Allowed { get; init; }

    /// <param name="context">Array of objects; undefined when the request has none.</param>
    /// <param name="actions">Each with its id and its array of feature objects.</param>
    public static DecisionInput Read(JsonElement context, IReadOnlyList<(string Id, JsonElement Features)> actions, int[] allowed)
    {
        var shared = new FeatureSet();
        if (context.ValueKind != JsonValueKind.Undefined) FeatureReader.Read(context, shared);
        var read = new DecisionAction[actions.Count];
        long products = 0;
        for (int a = 0; a < read.Length; a++)
        {
            var plain = new FeatureSet();
            if (actions[a].Features.ValueKind != JsonValueKind.Undefined) FeatureReader.Read(actions[a].Features, plain);
            plain.Add(FeatureReader.IdKey(actions[a].Id), 1);
            read[a] = new DecisionAction(actions[a].Id, plain);
            products += (long)shared.Count * plain.Count;
        }

        return products <= MaxProducts
            ? new DecisionInput { Context = shared, Actions = read, Allowed = allowed }
            : throw new InvalidDecisionException(
                $"{shared.Count} context features and these actions make {products} products; at most {MaxProducts} fit one decision. Send fewer features.");
    }
}

/// <param name="Features">The last one is the id.</param>
internal sealed record DecisionAction(string Id, FeatureSet Features);
