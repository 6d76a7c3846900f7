using AttentionFunctions.Train;

namespace AttentionFunctions.Rank;

/// <summary>A model version with what searching it needs; built when the version is loaded.</summary>
internal sealed class IndexedModel(TrainedModel trained)
{
    public TrainedModel Trained => trained;

    public BlendIndex Blend { get; } = new(trained.Parts, trained.Counts);
}
