namespace AttentionFunctions.Train;

internal static class Plans
{
    public static SequencePlan Small { get; } = new()
    {
        Dimension = 64,
        Layers = 1,
        Heads = 2,
        Hidden = 32,
        Length = 10,
        Epochs = 4,
        BatchSequences = 8,
        Dropout = 0.1,
        SampledItems = 0,
        Texts = false,
        WarmUpSteps = 10,
    };
}
