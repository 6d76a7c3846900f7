using System.Buffers;
using System.Numerics.Tensors;

namespace AttentionFunctions.Train;

/// <summary>A vector per item, of which a history takes the mean.</summary>
/// <param name="values">Row-major items × <paramref name="dimension"/>.</param>
internal sealed class ContentVectors(float[] values, int dimension)
{
    public int Dimension => dimension;

    public int Count => values.Length / dimension;

    public float[] Values => values;

    public ReadOnlySpan<float> Of(int item) => values.AsSpan(item * dimension, dimension);

    /// <param name="mean">Zero for an empty history.</param>
    public void Mean(ReadOnlySpan<Interaction> history, HistoryShares shares, Span<float> mean)
    {
        mean.Clear();

        // Older events have no share.
        history = history[Math.Max(0, history.Length - shares.Options.LastEvents)..];
        var rented = ArrayPool<float>.Shared.Rent(history.Length);
        shares.Of(history, rented.AsSpan(0, history.Length));
        for (var i = 0; i < history.Length; i++)
        {
            TensorPrimitives.MultiplyAdd(Of(history[i].Item), rented[i], mean, mean);
        }

        ArrayPool<float>.Shared.Return(rented);
    }
}
