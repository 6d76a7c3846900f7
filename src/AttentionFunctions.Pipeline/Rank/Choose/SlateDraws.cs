namespace AttentionFunctions.Rank;

/// <summary>What chance did in a slate: enough to say later what another share of exploration, or none, would have been worth.</summary>
/// <param name="Exploration">As it was.</param>
/// <param name="Slots">In order.</param>
public sealed record SlateDraws(ExplorationOptions Exploration, IReadOnlyList<SlotDraw> Slots);

/// <param name="Propensity">Probability of the item in this slot, given those before it.</param>
/// <param name="BestItemId">What the slot would have got without chance.</param>
/// <param name="Open">Candidates that could have had the slot.</param>
public sealed record SlotDraw(string ItemId, double Propensity, string BestItemId, int Open);
