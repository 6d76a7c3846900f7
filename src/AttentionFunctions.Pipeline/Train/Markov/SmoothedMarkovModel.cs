using System.Numerics.Tensors;

namespace AttentionFunctions.Train;

/// <summary>
/// The Markov chain as a probability: p(next) = Σ decay^c · count / (row sum + prior) over the last events, plus what popularity gives an
/// item that never followed. Scores are log p, which is what adds up well with other models.
/// </summary>
public sealed class SmoothedMarkovModel : IRetrievalModel
{
    private readonly TransitionCounts _transitions;
    private readonly SmoothedMarkovOptions _options;
    private readonly float[] _prior;
    private readonly float[] _logPrior;

    public SmoothedMarkovModel(TransitionCounts transitions, ReadOnlySpan<int> popularity, SmoothedMarkovOptions options)
    {
        OptionRanges.Check(options);
        ArgumentOutOfRangeException.ThrowIfNotEqual(popularity.Length, transitions.ItemCount);
        (_transitions, _options) = (transitions, options);
        _prior = new float[popularity.Length];
        var most = popularity.IsEmpty ? 1 : Math.Max(1, TensorPrimitives.Max(popularity));
        for (var i = 0; i < _prior.Length; i++)
        {
            _prior[i] = (float)(options.PopularityPrior * popularity[i] / most + options.UniformPrior);
        }

        _logPrior = new float[_prior.Length];
        TensorPrimitives.Log(_prior, _logPrior);
    }

    public string Name => "Markov, smoothed";

    public int ItemCount => _prior.Length;

    internal TransitionCounts Transitions => _transitions;

    /// <summary>Probability that an item has without a history: e^score = this + Σ contributions.</summary>
    internal ReadOnlySpan<float> Prior => _prior;

    int IRetrievalModel.Dimension => 0;

    ReadOnlySpan<float> IRetrievalModel.Factors => [];

    ReadOnlySpan<float> IRetrievalModel.Priors => _logPrior;

    IRetrievalQuery IRetrievalModel.Ask(ReadOnlyMemory<Interaction> history)
    {
        var sums = SparseSums.Take();
        var events = history.Span;
        for (var back = 0; back < Math.Min(_options.LastEvents, events.Length); back++)
        {
            var from = events[^(back + 1)].Item;
            var weight = Weight(back, from);
            var successors = _transitions.SuccessorsOf(from);
            var counts = _transitions.CountsOf(from);
            for (var i = 0; i < successors.Length; i++)
            {
                sums.Add(successors[i], counts[i] * weight);
            }
        }

        return new LogQuery(LogQuery.Logarithms(sums, _prior), history, Part, _options.LastEvents);

        float Part(int item, int place)
        {
            var from = history.Span[place].Item;
            return _transitions.Count(from, item) * Weight(history.Length - 1 - place, from);
        }
    }

    public void Score(ReadOnlySpan<Interaction> history, Span<float> scores)
    {
        _prior.CopyTo(scores);
        for (var back = 0; back < Math.Min(_options.LastEvents, history.Length); back++)
        {
            var item = history[^(back + 1)].Item;
            var weight = Weight(back, item);
            var successors = _transitions.SuccessorsOf(item);
            var counts = _transitions.CountsOf(item);
            for (var i = 0; i < successors.Length; i++)
            {
                scores[successors[i]] += counts[i] * weight;
            }
        }

        TensorPrimitives.Log(scores, scores);
    }

    private float Weight(int back, int item) => (float)(Math.Pow(_options.Decay, back) / (_transitions.RowSum(item) + _options.RowPrior));
}
