namespace AttentionFunctions.Train;

/// <summary>One model version, ready to serve. Item indices are positions in <see cref="ItemIds"/>.</summary>
public sealed class TrainedModel
{
    private readonly PopularityModel _popularity;

    /// <param name="parts">Of the blend, with their weights.</param>
    internal TrainedModel(string version, string[] itemIds, PopularityModel popularity, IReadOnlyList<(IRecommenderModel Model, float Weight)> parts)
    {
        (Version, ItemIds, _popularity) = (version, itemIds, popularity);
        Model = new([.. parts.Select(part => part.Model)], [.. parts.Select(part => part.Weight)]);
        Sequence = parts.Select(part => part.Model).OfType<SequenceModel>().SingleOrDefault();
    }

    public string Version { get; }

    public IReadOnlyList<string> ItemIds { get; }

    /// <summary>What recommendations are scored with.</summary>
    public BlendModel Model { get; }

    /// <summary>Decayed attention per item: what somebody without a history is shown.</summary>
    public ReadOnlySpan<float> Popularity => _popularity.Attention;

    /// <summary>Interactions per item, not decayed.</summary>
    public ReadOnlySpan<int> Counts => _popularity.Counts;

    /// <summary>Gives items that no model has seen a place by their text; null where the blend has none.</summary>
    internal SequenceModel? Sequence { get; }
}
