namespace AttentionFunctions.Train;

/// <summary>Attention weights relative to what is usual in a training set, so that options mean the same whatever the weights' scale.</summary>
/// <param name="Mean">Of the training interactions, above 0.</param>
/// <param name="Floor">Smallest relative weight: a glance still counts.</param>
internal readonly record struct RelativeWeight(float Mean, float Floor)
{
    /// <summary>Where refusals outweigh everything the mean would not be above 0.</summary>
    private const double LeastMean = 1e-3;

    public static RelativeWeight Of(SequenceSet set, double floor) => new(MeanOf(set), (float)floor);

    public static float MeanOf(SequenceSet set)
    {
        double count = Math.Max(1, set.InteractionCount);
        return (float)Math.Max(LeastMean, set.Users.Sum(user => user.Interactions.Sum(interaction => (double)interaction.Weight)) / count);
    }

    public float Of(float weight) => Math.Max(weight / Mean, Floor);
}
