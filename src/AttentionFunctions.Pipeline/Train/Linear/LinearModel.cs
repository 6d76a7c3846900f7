using System.Numerics.Tensors;
using AttentionFunctions.Store;

namespace AttentionFunctions.Train;

/// <summary>
/// Ridge regression from the decayed history to what comes next. Where a Markov chain adds up what followed each event, this asks what each
/// adds to the others: two items that always occur together share their say. In the family of EASE (Steck 2019) and SLIST (Choi et al. 2021).
/// The answer estimates a probability; scores are its logarithm, which is what adds up well with other models.
/// </summary>
public sealed class LinearModel : IRetrievalModel
{
    private readonly SparseRows _weights;
    private readonly float[] _prior;
    private readonly float[] _logPrior;
    private readonly RelativeWeight _weight;
    private readonly float[] _decay;

    private LinearModel(SparseRows weights, float[] prior, float meanWeight, int learntItems, LinearOptions options)
    {
        (_weights, _prior, _weight, LearntItems) = (weights, prior, new(meanWeight, (float)options.WeightFloor), learntItems);
        _logPrior = new float[prior.Length];
        TensorPrimitives.Log(prior, _logPrior);
        _decay = [.. Enumerable.Range(0, options.Window + 1).Select(back => (float)Math.Pow(options.HistoryDecay, back))];
    }

    public string Name => "Linear";

    public int ItemCount => _prior.Length;

    /// <summary>Items that were learnt: all, or the most frequent of a catalogue past <see cref="LinearFit.LargestSystem"/>.</summary>
    public int LearntItems { get; }

    /// <summary>Score that an item has without a history: e^score = this + max(0, Σ contributions).</summary>
    internal ReadOnlySpan<float> Prior => _prior;

    public static LinearModel Fit(SequenceSet set, LinearOptions options, CancellationToken cancel = default) =>
        Fit(set, options, LinearFit.LargestSystem, cancel);

    /// <param name="mostItems">A test's way to a catalogue that is too large.</param>
    internal static LinearModel Fit(SequenceSet set, LinearOptions options, int mostItems, CancellationToken cancel = default)
    {
        OptionRanges.Check(options);
        var counts = ItemCounts.Of(set);
        var items = LinearFit.Items(counts, mostItems);
        var most = counts.Length == 0 ? 1 : Math.Max(1, counts.Max());
        var prior = Array.ConvertAll(counts, count => (float)(options.PopularityPrior * count / most + options.UniformPrior));
        return new(LinearFit.Weights(set, items, options, cancel), prior, RelativeWeight.MeanOf(set), items.Length, options);
    }

    int IRetrievalModel.Dimension => 0;

    ReadOnlySpan<float> IRetrievalModel.Factors => [];

    ReadOnlySpan<float> IRetrievalModel.Priors => _logPrior;

    IRetrievalQuery IRetrievalModel.Ask(ReadOnlyMemory<Interaction> history)
    {
        var sums = SparseSums.Take();
        var events = history.Span;
        for (var back = 0; back < Math.Min(_decay.Length, events.Length); back++)
        {
            var source = events[^(back + 1)];
            var weight = Weight(source, back);
            var targets = _weights.ColumnsOf(source.Item);
            var weights = _weights.WeightsOf(source.Item);
            for (var i = 0; i < targets.Length; i++)
            {
                sums.Add(targets[i], weights[i] * weight);
            }
        }

        return new LogQuery(LogQuery.Logarithms(sums, _prior), history, Part, _decay.Length);

        float Part(int item, int place)
        {
            var source = history.Span[place];
            return _weights.ColumnsOf(source.Item).BinarySearch(item) is >= 0 and var at
                ? _weights.WeightsOf(source.Item)[at] * Weight(source, history.Length - 1 - place)
                : 0;
        }
    }

    public void Score(ReadOnlySpan<Interaction> history, Span<float> scores)
    {
        scores.Clear();
        for (var back = 0; back < Math.Min(_decay.Length, history.Length); back++)
        {
            var source = history[^(back + 1)];
            var weight = Weight(source, back);
            var targets = _weights.ColumnsOf(source.Item);
            var weights = _weights.WeightsOf(source.Item);
            for (var i = 0; i < targets.Length; i++)
            {
                scores[targets[i]] += weights[i] * weight;
            }
        }

        TensorPrimitives.Max(scores, 0, scores);
        TensorPrimitives.Add(scores, _prior, scores);
        TensorPrimitives.Log(scores, scores);
    }

    internal void Write(SafeTensorsWriter writer) => writer
        .Add("linear.offsets", _weights.Offsets)
        .Add("linear.targets", _weights.Columns)
        .Add("linear.weights", _weights.Weights)
        .Add("linear.prior", _prior)
        .Add("linear.meanWeight", [_weight.Mean])
        .Add("linear.learntItems", [LearntItems]);

    internal static LinearModel Read(SafeTensors tensors, LinearOptions options) => new(
        new(tensors.Ints("linear.offsets").ToArray(), tensors.Ints("linear.targets").ToArray(), tensors.Floats("linear.weights").ToArray()),
        tensors.Floats("linear.prior").ToArray(), tensors.Floats("linear.meanWeight")[0], tensors.Ints("linear.learntItems")[0], options);

    private float Weight(Interaction source, int back) => _decay[back] * _weight.Of(source.Weight);
}
