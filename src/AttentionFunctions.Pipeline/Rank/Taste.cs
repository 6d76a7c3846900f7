using System.Numerics.Tensors;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Profiles;

namespace AttentionFunctions.Rank;

/// <summary>
/// A user's taste as a vector: the attention-weighted, decayed mean of the item vectors in their history. What ranks items that no model
/// has seen.
/// </summary>
internal sealed class Taste
{
    /// <summary>Older events say little about what comes next, and each costs a vector addition.</summary>
    private const int MaxEvents = 100;

    private readonly float[] _vector;
    private readonly List<(string Item, float Weight, ItemVector Vector)> _sources;

    private Taste(float[] vector, List<(string, float, ItemVector)> sources) => (_vector, _sources) = (vector, sources);

    /// <summary>Unit length.</summary>
    public ReadOnlySpan<float> Vector => _vector;

    /// <summary>Null when no item of the history has a vector of the view's text space.</summary>
    public static Taste? Of(Profile profile, RankingView view, AttentionWeight weights)
    {
        var sources = new List<(string Item, float Weight, ItemVector Vector)>();
        DateTimeOffset newest = profile.Entries.Count > 0 ? profile.Entries[^1].Time : default;
        for (int i = profile.Entries.Count - 1; i >= 0 && sources.Count < MaxEvents; i--)
        {
            ProfileEntry entry = profile.Entries[i];
            if (!entry.Type.IsInteraction() && !entry.Type.IsRefusal()) continue;
            if (view.TextOf(entry.Subject) is not { Length: > 0 } vector) continue;
            double weight = History.WeightOf(entry, view, weights) * weights.Decay(newest - entry.Time);
            if (weight != 0) sources.Add((entry.Subject, (float)weight, vector));
        }

        return sources.Exists(source => source.Weight > 0) ? new Taste(Sum(sources), sources) : null;
    }

    /// <summary>The history item that adds most to the affinity, and the share it adds of all positive parts.</summary>
    /// <param name="vector">Of the item, in the same space; empty where it has none, and nothing is the source.</param>
    public (string Item, double Share)? StrongestSourceOf(ItemVector vector)
    {
        if (vector.Length == 0) return null;
        (string Item, double Share)? strongest = null;
        double total = 0;
        float[] text = vector.ToArray();
        foreach ((string source, double part) in _sources
            .Select(source => (source.Item, Part: source.Weight * source.Vector.Dot(text)))
            .GroupBy(part => part.Item, part => (double)part.Part, (item, parts) => (item, parts.Sum())))
        {
            if (part <= 0) continue;
            total += part;
            if (part > (strongest?.Share ?? 0)) strongest = (source, part);
        }

        return strongest is { } found ? (found.Item, found.Share / total) : null;
    }

    private static float[] Sum(List<(string Item, float Weight, ItemVector Vector)> sources)
    {
        var sum = new float[sources[0].Vector.Length];
        Span<float> row = stackalloc float[sum.Length];
        foreach ((_, float weight, ItemVector vector) in sources)
        {
            vector.CopyTo(row);
            TensorPrimitives.MultiplyAdd(row, weight, sum, sum);
        }

        float norm = TensorPrimitives.Norm<float>(sum);
        if (norm > 0) TensorPrimitives.Divide(sum, norm, sum);
        return sum;
    }
}
