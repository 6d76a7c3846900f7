namespace AttentionFunctions.Train;

/// <summary>One model version, ready to serve. Item indices are positions in <see cref="ItemIds"/>.</summary>
public sealed class TrainedModel
{
    private readonly PopularityModel _popularity;

    internal TrainedModel(string version, string[] itemIds, PopularityModel popularity, SmoothedMarkovModel markov, IalsModel ials, IReadOnlyList<float> weights)
    {
        (Version, ItemIds, _popularity, Markov, Ials) = (version, itemIds, popularity, markov, ials);
        Model = new(Blendable(popularity, markov, ials), weights);
    }

    public string Version { get; }

    public IReadOnlyList<string> ItemIds { get; }

    /// <summary>What recommendations are scored with.</summary>
    public BlendModel Model { get; }

    /// <summary>Decayed attention per item: what somebody without a history is shown.</summary>
    public ReadOnlySpan<float> Popularity => _popularity.Attention;

    /// <summary>Interactions per item, not decayed.</summary>
    public ReadOnlySpan<int> Counts => _popularity.Counts;

    internal SmoothedMarkovModel Markov { get; }

    internal IalsModel Ials { get; }

    /// <summary>What the blend is made of, in the order of its weights. The plain Markov chain is a baseline only.</summary>
    internal static IReadOnlyList<IRecommenderModel> Blendable(PopularityModel popularity, SmoothedMarkovModel markov, IalsModel ials) => [popularity, markov, ials];
}
