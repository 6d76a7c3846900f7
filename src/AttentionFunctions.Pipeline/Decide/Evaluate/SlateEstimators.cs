namespace AttentionFunctions.Decide;

/// <summary>What a policy would have earned a slate, all slots together. Choices depend on the slots before them, so weights multiply down the slate.</summary>
internal static class SlateEstimators
{
    /// <summary>
    /// RIPS: reward interaction IPS (McInerney et al., "Counterfactual Evaluation of Slate Recommendations with Sequential Reward Interactions",
    /// 2020, section 4): Σ over slots k of Σᵢ w₁…wₖ rₖ / Σᵢ w₁…wₖ.
    /// </summary>
    /// <returns>Contributions as in <see cref="Estimators"/>: their mean is the estimate.</returns>
    public static double[] Rips(IReadOnlyList<SlateSample> samples)
    {
        int slots = samples.Count == 0 ? 0 : samples.Max(sample => sample.Rewards.Length);
        var contributions = new double[samples.Count];
        var weights = new double[samples.Count];
        Array.Fill(weights, 1);
        for (int k = 0; k < slots; k++)
        {
            double sum = 0, weighted = 0;
            for (int i = 0; i < samples.Count; i++)
            {
                // A shorter slate earns nothing in the slots it does not have.
                if (k < samples[i].Rewards.Length) weights[i] *= samples[i].Weights[k];
                sum += weights[i];
                weighted += weights[i] * RewardAt(samples[i], k);
            }

            if (sum == 0) break; // nothing of the log is possible under the policy from here on
            double value = weighted / sum, mean = sum / samples.Count;
            for (int i = 0; i < samples.Count; i++) contributions[i] += value + weights[i] * (RewardAt(samples[i], k) - value) / mean;
        }

        return contributions;
    }

    /// <summary>
    /// Cascade-DR (Kiyohara et al., "Doubly Robust Off-Policy Evaluation for Ranking Policies under the Cascade Behavior Model", 2022, equation 8):
    /// mean of Σ over slots k of w₁…wₖ (rₖ − qₖ) + w₁…wₖ₋₁ Σ π qₖ, where qₖ is the reward of the slots from k on.
    /// </summary>
    public static double[] CascadeDr(IReadOnlyList<SlateSample> samples)
    {
        var contributions = new double[samples.Count];
        for (int i = 0; i < samples.Count; i++)
        {
            SlateSample sample = samples[i];
            double before = 1;
            for (int k = 0; k < sample.Rewards.Length; k++)
            {
                double upTo = before * sample.Weights[k];
                contributions[i] += upTo * (sample.Rewards[k] - sample.Predicted[k]) + before * sample.Expected[k];
                before = upTo;
            }
        }

        return contributions;
    }

    /// <summary>
    /// (Σ w)² / Σ w² of the weights up to each slot, averaged over the slots: as many slates of the evaluated policy itself would tell as much about
    /// an average slot. That of whole slates falls exponentially with their length, although only the last slot's reward is weighed by it.
    /// </summary>
    public static double EffectiveSampleSize(IReadOnlyList<SlateSample> samples)
    {
        var weights = new double[samples.Count];
        Array.Fill(weights, 1);
        double total = 0;
        int slots = samples.Count == 0 ? 0 : samples.Max(sample => sample.Weights.Length);
        for (int k = 0; k < slots; k++)
        {
            double sum = 0, squares = 0;
            for (int i = 0; i < samples.Count; i++)
            {
                if (k < samples[i].Weights.Length) weights[i] *= samples[i].Weights[k];
                sum += weights[i];
                squares += weights[i] * weights[i];
            }

            total += squares > 0 ? sum * sum / squares : 0;
        }

        return slots > 0 ? total / slots : 0;
    }

    private static double RewardAt(SlateSample sample, int slot) => slot < sample.Rewards.Length ? sample.Rewards[slot] : 0;
}
