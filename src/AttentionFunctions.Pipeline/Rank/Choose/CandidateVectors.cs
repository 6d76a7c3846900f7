using System.Buffers;
using System.Numerics.Tensors;

namespace AttentionFunctions.Rank;

/// <summary>Unit vectors of candidates, end to end; zero for one of which nothing is known, which is then unlike everything.</summary>
internal sealed class CandidateVectors(float[] values, int dimension) : IDisposable
{
    private bool _rented;

    public float Cosine(int one, int other) =>
        TensorPrimitives.Dot<float>(values.AsSpan(one * dimension, dimension), values.AsSpan(other * dimension, dimension));

    /// <summary>
    /// What an item is like: its text and, where the models have one, its place among what people choose, each of length 1 and of equal say.
    /// </summary>
    public static CandidateVectors Of(RankingView view, IReadOnlyList<Candidate> candidates)
    {
        int text = view.TextDimension, places = view.Indexed?.Blend.Dimension ?? 0, dimension = Math.Max(1, text + places);
        // A few hundred kilobytes: one of the large objects whose number decides how often the collector goes over everything.
        float[] values = ArrayPool<float>.Shared.Rent(candidates.Count * dimension);
        values.AsSpan(0, candidates.Count * dimension).Clear();
        for (int i = 0; i < candidates.Count; i++)
        {
            Span<float> row = values.AsSpan(i * dimension, dimension);
            int position = candidates[i].Position;
            view.TextAt(position).CopyTo(row);
            if (position < view.WarmCount) view.Indexed!.Blend.CopyFactors(position, row.Slice(text, places));
            Normalise(row[..text]);
            Normalise(row[text..]);
            Normalise(row);
        }

        return new CandidateVectors(values, dimension) { _rented = true };
    }

    public void Dispose()
    {
        if (_rented) ArrayPool<float>.Shared.Return(values);
        _rented = false;
    }

    private static void Normalise(Span<float> vector)
    {
        float length = TensorPrimitives.Norm<float>(vector);
        if (length > 0) TensorPrimitives.Divide(vector, length, vector);
    }
}
