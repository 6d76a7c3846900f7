using System.ComponentModel.DataAnnotations;

namespace AttentionFunctions.Train;

/// <summary>Everything that changes what is learnt. Stored in the manifest of a model version.</summary>
public sealed record TrainingOptions
{
    public PopularityOptions Popularity { get; init; } = new();

    public MarkovOptions Markov { get; init; } = new();

    public SmoothedMarkovOptions SmoothedMarkov { get; init; } = new();

    public IalsOptions Ials { get; init; } = new();

    public LinearOptions Linear { get; init; } = new();

    /// <summary>Of the content baselines, which are evaluated and not served.</summary>
    public PerceptronOptions Perceptron { get; init; } = new();

    public SequenceOptions Sequence { get; init; } = new();

    public BlendOptions Blend { get; init; } = new();

    /// <summary>The k of HR@k, NDCG@k and the others, 1 to 1,000.</summary>
    [Range(1, 1000)]
    public int Cutoff { get; init; } = FullRanking.DefaultCutoff;

    /// <summary>Interactions a retrain needs, 10 to 1,000,000,000; below a hundred even popularity is chance.</summary>
    [Range(10, 1_000_000_000)]
    public int MinInteractions { get; init; } = 100;

    /// <summary>Users a retrain needs, 2 to 1,000,000,000.</summary>
    [Range(2, 1_000_000_000)]
    public int MinUsers { get; init; } = 10;
}
