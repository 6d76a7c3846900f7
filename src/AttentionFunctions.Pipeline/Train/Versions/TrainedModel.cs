using AttentionFunctions.Store;

namespace AttentionFunctions.Train;

/// <summary>One model version, ready to serve. Item indices are positions in <see cref="ItemIds"/>.</summary>
public sealed class TrainedModel
{
    /// <summary>Before anything is known of how long items hold attention: half a minute, a page that is looked over.</summary>
    internal const double UsualWithoutDwell = 30;

    private readonly PopularityModel _popularity;
    private readonly float[] _heldSeconds;

    /// <param name="heldSeconds">Per item; empty when no dwell is known.</param>
    /// <param name="parts">Of the blend, with their weights.</param>
    internal TrainedModel(string version, IdTable ids, PopularityModel popularity, float[] heldSeconds, IReadOnlyList<(IRetrievalModel Model, float Weight)> parts)
    {
        (Version, Ids, _popularity) = (version, ids, popularity);
        UsualSeconds = heldSeconds.Length > 0 ? heldSeconds.Average() : UsualWithoutDwell;
        _heldSeconds = heldSeconds.Length > 0 ? heldSeconds : [.. Enumerable.Repeat((float)UsualWithoutDwell, ids.Count)];
        Parts = [.. parts.Where(part => part.Weight > 0)];
        Model = new([.. parts.Select(part => part.Model)], [.. parts.Select(part => part.Weight)]);
        Sequence = parts.Select(part => part.Model).OfType<SequenceModel>().SingleOrDefault();
    }

    public string Version { get; }

    public IReadOnlyList<string> ItemIds => Ids;

    internal IdTable Ids { get; }

    /// <summary>What the blend is made of, with weights above 0.</summary>
    internal IReadOnlyList<(IRetrievalModel Model, float Weight)> Parts { get; }

    /// <summary>Scores the whole catalogue: what the gate compares. Serving searches the parts instead.</summary>
    public BlendModel Model { get; }

    /// <summary>Decayed attention per item: what somebody without a history is shown.</summary>
    public ReadOnlySpan<float> Popularity => _popularity.Attention;

    /// <summary>Interactions per item, not decayed.</summary>
    public ReadOnlySpan<int> Counts => _popularity.Counts;

    /// <summary>How long each item held attention, in seconds; what items usually do where nothing is known of it.</summary>
    public ReadOnlySpan<float> AttentionSeconds => _heldSeconds;

    /// <summary>Of an item of which nothing is known, in seconds.</summary>
    public double UsualSeconds { get; }

    /// <summary>What the version was read from, and its large parts are still in.</summary>
    internal ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Gives items that no model has seen a place by their text; null where the blend has none.</summary>
    internal SequenceModel? Sequence { get; }
}
