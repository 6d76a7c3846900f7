using System.ComponentModel.DataAnnotations;

namespace AttentionFunctions.Train;

/// <summary>How the sequence model is trained.</summary>
public sealed record SequenceOptions
{
    /// <summary>d, a multiple of 64 from 64 to 512.</summary>
    [Range(64, 512)]
    public int Dimension { get; init; } = 64;

    [Range(1, 8)]
    public int Layers { get; init; } = 2;

    [Range(1, 8)]
    public int Heads { get; init; } = 2;

    [Range(32, 2048)]
    public int Hidden { get; init; } = 64;

    /// <summary>Newest events that are read, 10 to 1,000.</summary>
    [Range(10, 1000)]
    public int Length { get; init; } = 200;

    [Range(1, 1000)]
    public int Epochs { get; init; } = 30;

    /// <summary>Sequences a step, 1 to 4,096.</summary>
    [Range(1, 4096)]
    public int BatchSequences { get; init; } = 64;

    [Range(1e-6, 1)]
    public double LearningRate { get; init; } = 0.002;

    [Range(0, 100_000)]
    public int WarmUpSteps { get; init; } = 200;

    [Range(0, 0.9)]
    public double Dropout { get; init; } = 0.2;

    [Range(0, 1)]
    public double WeightDecay { get; init; } = 0.01;

    [Range(0.01, 1000)]
    public double ClipNorm { get; init; } = 5;

    public bool AllWindows { get; init; }

    public bool Text { get; init; }

    public int Threads { get; init; } = Environment.ProcessorCount;
}
