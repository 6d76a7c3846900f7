using System.ComponentModel.DataAnnotations;

namespace AttentionFunctions.Train;

/// <summary>How a history becomes one vector: the mean of its items' text vectors, weighed by attention and age.</summary>
public sealed record ContentOptions
{
    /// <summary>Newest events that are read, 1 to 200; after twenty the decay has left 1 %.</summary>
    [Range(1, 200)]
    public int LastEvents { get; init; } = 20;

    /// <summary>Weight of an event relative to the next newer one, 0.1 to 1.</summary>
    [Range(0.1, 1)]
    public double Decay { get; init; } = 0.8;

    /// <summary>Smallest weight of an interaction relative to the mean, 0.001 to 1, so that a glance still counts.</summary>
    [Range(0.001, 1)]
    public double WeightFloor { get; init; } = 0.5;
}

public sealed record PerceptronOptions
{
    public ContentOptions Content { get; init; } = new();

    /// <summary>Units of the hidden layer, 8 to 512.</summary>
    [Range(8, 512)]
    public int Hidden { get; init; } = 64;

    /// <summary>Pairs that are learnt from, repeats included, 1,000 to 100,000,000; bounds the time, however many events there are.</summary>
    [Range(1000, 100_000_000)]
    public int Pairs { get; init; } = 400_000;

    /// <summary>Items drawn at random with the answer 0 for every item that did come next, 1 to 64.</summary>
    [Range(1, 64)]
    public int Negatives { get; init; } = 4;

    /// <summary>Pairs per step, 8 to 4,096.</summary>
    [Range(8, 4096)]
    public int Batch { get; init; } = 64;

    /// <summary>Of Adam, 1e-5 to 0.1; falls to 0 in a straight line.</summary>
    [Range(1e-5, 0.1)]
    public double LearningRate { get; init; } = 0.002;
}
