using System.Buffers;
using System.Numerics.Tensors;
using AttentionFunctions.Store;

namespace AttentionFunctions.Train;

/// <summary>
/// The other content baseline: a two-layer perceptron on the history's and the item's text vector. Only the two halves of its hidden layer
/// are kept, per item, so that scoring an item costs a rectified sum of <see cref="PerceptronOptions.Hidden"/> values.
/// </summary>
public sealed class PerceptronModel : IRecommenderModel
{
    /// <summary>U·y per item; linear, so that the mean of these is U·z.</summary>
    private readonly ContentVectors _userHalf;

    /// <summary>W·y + b per item.</summary>
    private readonly ContentVectors _itemHalf;

    /// <summary>v, then c.</summary>
    private readonly float[] _output;
    private readonly HistoryShares _shares;

    private PerceptronModel(float[] userHalf, float[] itemHalf, float[] output, float meanWeight, ContentOptions options)
    {
        (_userHalf, _itemHalf) = (new(userHalf, output.Length - 1), new(itemHalf, output.Length - 1));
        (_output, _shares) = (output, new(new(meanWeight, (float)options.WeightFloor), options));
    }

    public string Name => "Text, perceptron";

    public int ItemCount => _itemHalf.Count;

    /// <exception cref="ArgumentException">The set has no text vectors.</exception>
    public static PerceptronModel Fit(SequenceSet set, PerceptronOptions options, int seed, CancellationToken cancel = default)
    {
        OptionRanges.Check(options);
        OptionRanges.Check(options.Content);
        var vectors = CosineModel.VectorsOf(set);
        var shares = new HistoryShares(RelativeWeight.Of(set, options.Content.WeightFloor), options.Content);
        var net = PerceptronFit.Train(set, vectors, shares, options, seed, cancel);
        var itemHalf = net.Half(net.ItemWeights, vectors);
        for (var item = 0; item < vectors.Count; item++)
        {
            var row = itemHalf.AsSpan(item * net.Hidden, net.Hidden);
            TensorPrimitives.Add(row, net.Bias, row);
        }

        return new(net.Half(net.UserWeights, vectors), itemHalf, [.. net.Output, net.OutputBias], shares.Weight.Mean, options.Content);
    }

    public void Score(ReadOnlySpan<Interaction> history, Span<float> scores)
    {
        var hidden = _itemHalf.Dimension;
        var rented = ArrayPool<float>.Shared.Rent(2 * hidden);
        var user = rented.AsSpan(0, hidden);
        var unit = rented.AsSpan(hidden, hidden);
        _userHalf.Mean(history, _shares, user);
        for (var item = 0; item < scores.Length; item++)
        {
            Rectified(user, item, unit);
            scores[item] = _output[^1] + TensorPrimitives.Dot<float>(unit, _output.AsSpan(0, hidden));
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    internal void Write(SafeTensorsWriter writer) => writer
        .Add("perceptron.user", _userHalf.Values, _userHalf.Count, _userHalf.Dimension)
        .Add("perceptron.item", _itemHalf.Values, _itemHalf.Count, _itemHalf.Dimension)
        .Add("perceptron.output", _output)
        .Add("perceptron.meanWeight", [_shares.Weight.Mean]);

    internal static PerceptronModel Read(SafeTensors tensors, PerceptronOptions options) => new(
        tensors.Floats("perceptron.user").ToArray(), tensors.Floats("perceptron.item").ToArray(), tensors.Floats("perceptron.output").ToArray(),
        tensors.Floats("perceptron.meanWeight")[0], options.Content);

    private void Rectified(ReadOnlySpan<float> user, int item, Span<float> unit)
    {
        TensorPrimitives.Add(user, _itemHalf.Of(item), unit);
        TensorPrimitives.Max(unit, 0, unit);
    }
}
