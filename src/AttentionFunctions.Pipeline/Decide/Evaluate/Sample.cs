namespace AttentionFunctions.Decide;

/// <summary>One logged decision as the estimators see it, for one policy π to be evaluated on a log made by another, p.</summary>
/// <param name="Weight">w = π(a|x) / p(a|x) of the logged action.</param>
/// <param name="Reward">r.</param>
/// <param name="Predicted">q(x, a) of the logged action, by a model that has not seen this reward.</param>
/// <param name="Expected">Σ π(b|x) q(x, b) over all allowed actions b.</param>
internal readonly record struct Sample(double Weight, double Reward, double Predicted, double Expected);

/// <summary>One logged slate: everything per slot, from the first.</summary>
/// <param name="Weights">w of each slot's choice, given the choices before it.</param>
/// <param name="Rewards">r of each slot.</param>
/// <param name="Predicted">q of each slot: the reward expected from this slot to the last.</param>
/// <param name="Expected">Σ π q over the slot's allowed actions.</param>
internal sealed record SlateSample(double[] Weights, double[] Rewards, double[] Predicted, double[] Expected);
