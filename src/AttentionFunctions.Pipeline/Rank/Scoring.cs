using System.Buffers;
using System.Numerics.Tensors;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Train;

namespace AttentionFunctions.Rank;

/// <summary>
/// Scores of all positions of a view for one user. Warm items carry the model's score. Cold items carry what their text is worth: the place
/// that the sequence encoder gives it where there is one, else its likeness to the texts of the history; standardised, and put on the model's
/// scale at a discount, as text says less about a choice than behaviour does.
/// </summary>
internal sealed class Scoring : IDisposable
{
    /// <summary>How many of the model's standard deviations one standard deviation of text affinity is worth.</summary>
    private const float ColdDiscount = 0.7f;

    private readonly float[] _scores;

    public Scoring(RankingView view, Interaction[] history, Taste? taste)
    {
        _scores = ArrayPool<float>.Shared.Rent(view.Count);
        Count = view.Count;
        Span<float> all = _scores.AsSpan(0, view.Count);
        Span<float> warm = all[..view.WarmCount];
        bool modelled = history.Length > 0 && view.Model is not null;
        if (modelled) view.Model!.Model.Score(history, warm);
        (float mean, float deviation) = modelled ? Moments(warm) : (0, 1);
        ScoreByText(view, all, from: modelled ? view.WarmCount : 0, taste, mean, deviation);
        if (modelled && view.ColdVectors.Count > 0) ScoreByPlace(view, history, all[view.WarmCount..], mean, deviation);
    }

    private int Count { get; }

    public ReadOnlySpan<float> Scores => _scores.AsSpan(0, Count);

    public void Dispose() => ArrayPool<float>.Shared.Return(_scores);

    private static void ScoreByText(RankingView view, Span<float> all, int from, Taste? taste, float mean, float deviation)
    {
        if (from == all.Length) return;
        if (taste is null)
        {
            all[from..].Fill(float.NegativeInfinity);
            return;
        }

        // Standardised over the whole catalogue, so that "unusually close" means the same for warm and cold items.
        var affinities = new List<float>(view.Count);
        foreach (CatalogueItem item in view.Catalogue.Items)
            if (taste.AffinityTo(item) is { } affinity) affinities.Add(affinity);
        (float usual, float spread) = Moments(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(affinities));
        for (int position = from; position < all.Length; position++)
            all[position] = taste.AffinityTo(view.ItemAt(position)) is { } affinity
                ? mean + deviation * ColdDiscount * (affinity - usual) / spread
                : float.NegativeInfinity;
    }

    /// <summary>Standardised as the encoder scores the items that it knows.</summary>
    private static void ScoreByPlace(RankingView view, Interaction[] history, Span<float> cold, float mean, float deviation)
    {
        SequenceModel sequence = view.Model!.Sequence!;
        float[] user = sequence.Encode(history)!;
        float[] known = ArrayPool<float>.Shared.Rent(view.WarmCount);
        sequence.ScoreItems(user, known.AsSpan(0, view.WarmCount));
        (float usual, float spread) = Moments(known.AsSpan(0, view.WarmCount));
        ArrayPool<float>.Shared.Return(known);
        for (int i = 0; i < cold.Length; i++)
            if (view.ColdVectors[i] is { } place)
                cold[i] = mean + deviation * ColdDiscount * (TensorPrimitives.Dot<float>(user, place) - usual) / spread;
    }

    private static (float Mean, float Deviation) Moments(ReadOnlySpan<float> values)
    {
        if (values.Length == 0) return (0, 1);
        float mean = TensorPrimitives.Sum(values) / values.Length;
        float variance = Math.Max(0, TensorPrimitives.SumOfSquares(values) / values.Length - mean * mean);
        return (mean, variance > 0 ? MathF.Sqrt(variance) : 1);
    }
}
