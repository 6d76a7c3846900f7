namespace AttentionFunctions.Decide;

/// <summary>What one decision is made from, hashed: a context and the actions to choose from.</summary>
internal sealed class DecisionInput
{
    public const int MaxActions = 500;

    /// <summary>Context features × action features over all actions.</summary>
    private const long MaxProducts = 2_000_000;

    private DecisionInput(FeatureSet context, IReadOnlyList<DecisionAction> actions, int[] allowed) => (Context, Actions, Allowed) = (context, actions, allowed);

    public FeatureSet Context { get; }

    /// <summary>In the order of the request.</summary>
    public IReadOnlyList<DecisionAction> Actions { get; }

    /// <summary>Positions in <see cref="Actions"/> that may be chosen, at least one; the first of them is the baseline.</summary>
    public int[] Allowed { get; }

    /// <exception cref="InvalidDecisionException">More products than one decision may have.</exception>
    public static DecisionInput Of(FeatureSet context, IReadOnlyList<DecisionAction> actions, int[] allowed)
    {
        long products = 0;
        for (int a = 0; a < actions.Count; a++) products += (long)context.Count * actions[a].Features.Count;
        return products <= MaxProducts
            ? new DecisionInput(context, actions, allowed)
            : throw new InvalidDecisionException(
                $"{context.Count} context features and these actions make {products} products; at most {MaxProducts} fit one decision. Send fewer features.");
    }
}

/// <param name="Features">The last one is the id.</param>
internal sealed record DecisionAction(string Id, FeatureSet Features)
{
    public static DecisionAction Read(string id, RawJson? features)
    {
        FeatureBuffer buffer = FeatureBuffer.OfThread();
        FeatureReader.ReadWhole(features, buffer);
        return Of(id, buffer);
    }

    /// <param name="features">Takes the id's in addition.</param>
    public static DecisionAction Of(string id, FeatureBuffer features)
    {
        features.Add(FeatureReader.IdKey(id), 1);
        return new DecisionAction(id, features.ToSet());
    }
}
