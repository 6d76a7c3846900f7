using AttentionFunctions.Store;
using AttentionFunctions.Train;

namespace AttentionFunctions.Rank;

/// <summary>A model version with what searching it needs; built when the version is loaded.</summary>
internal sealed class IndexedModel
{
    public IndexedModel(TrainedModel trained)
    {
        Trained = trained;
        Blend = new BlendIndex(trained.Parts, trained.Counts);

        // Building read all of the factors; requests read the rows of a few items.
        MappedFile.Rest(trained.Content);
    }

    public TrainedModel Trained { get; }

    public BlendIndex Blend { get; }
}
