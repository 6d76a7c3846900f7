namespace AttentionFunctions.Decide;

/// <summary>Predicts the reward of φ(context, action), with what it does not know yet. Not safe for concurrent learning; predictions are.</summary>
internal interface IRewardModel
{
    RewardPrediction Predict(FeatureVector features);

    /// <param name="reward">Any finite number; the logistic model takes it clipped to 0…1.</param>
    /// <param name="weight">Importance, above 0; 1 is one observation.</param>
    void Learn(FeatureVector features, double reward, double weight);

    void Write(BinaryWriter writer);

    void Read(BinaryReader reader);
}

/// <param name="Mean">Expected reward.</param>
/// <param name="Deviation">Standard deviation of <paramref name="Mean"/> as the model sees it; 0 for models that do not keep it.</param>
internal readonly record struct RewardPrediction(double Mean, double Deviation);
