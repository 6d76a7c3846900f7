namespace AttentionFunctions.Events;

public sealed record AttentionWeightOptions;
