namespace AttentionFunctions.Train;

/// <summary>What a fit learnt of the scale of its data, and folding in has to know.</summary>
/// <param name="MeanWeight">Of the training interactions, above 0; weights count relative to it.</param>
/// <param name="UnobservedWeight">The paper's α₀.</param>
internal readonly record struct IalsScale(float MeanWeight, float UnobservedWeight)
{
    public static IalsScale Of(SequenceSet set, IalsOptions options)
    {
        double count = Math.Max(1, set.InteractionCount);
        var pairs = Math.Max(1.0, (double)set.Users.Length * set.ItemIds.Length);
        return new(RelativeWeight.MeanOf(set), (float)(options.UnobservedRatio * count / pairs));
    }
}
