using System.Buffers;
using System.Numerics.Tensors;

namespace AttentionFunctions.Train;

/// <summary>
/// Implicit matrix factorisation (Hu, Koren and Volinsky 2008). Only the items have stored vectors; a user's is solved for from the history
/// at hand, so that an event counts in the next request and unknown users need no retrain.
/// </summary>
public sealed class IalsModel : IRetrievalModel
{
    private readonly Floats _items;
    private readonly float[] _gram;
    private readonly IalsScale _scale;
    private readonly IalsOptions _options;

    /// <param name="items">Row-major items × factors.</param>
    internal IalsModel(Floats items, IalsScale scale, IalsOptions options)
    {
        OptionRanges.Check(options);
        (_items, _scale, _options) = (items, scale, options);
        _gram = Gramian.Of(items, options.Factors, scale.UnobservedWeight);
    }

    public string Name => "iALS";

    public int ItemCount => _items.Count / _options.Factors;

    internal Floats Items => _items;

    int IRetrievalModel.Dimension => _options.Factors;

    ReadOnlySpan<float> IRetrievalModel.Factors => _items.Span;

    ReadOnlySpan<float> IRetrievalModel.Priors => [];

    internal IalsScale Scale => _scale;

    public static IalsModel Fit(SequenceSet set, IalsOptions options, int seed, CancellationToken cancel = default)
    {
        OptionRanges.Check(options);
        var scale = IalsScale.Of(set, options);
        var pairs = SparseRows.Of(set, weight => Relative(weight, scale, options));
        return new(Floats.Over(IalsFit.Items(pairs, set.ItemIds.Length, scale.UnobservedWeight, options, seed, cancel)), scale, options);
    }

    IRetrievalQuery IRetrievalModel.Ask(ReadOnlyMemory<Interaction> history) => new Query(this, history);

    public void Score(ReadOnlySpan<Interaction> history, Span<float> scores)
    {
        var d = _options.Factors;
        var scratch = ArrayPool<float>.Shared.Rent(d * d + d);
        var lower = scratch.AsSpan(0, d * d);
        var user = scratch.AsSpan(d * d, d);
        FoldIn(history, lower, user, rightHandSide: true);
        for (var item = 0; item < scores.Length; item++)
        {
            scores[item] = TensorPrimitives.Dot<float>(user, _items.Span.Slice(item * d, d));
        }

        ArrayPool<float>.Shared.Return(scratch);
    }

    private static float Relative(float weight, IalsScale scale, IalsOptions options) => Math.Max(weight / scale.MeanWeight, (float)options.WeightFloor);

    private float Weight(ReadOnlySpan<Interaction> history, int index) =>
        Relative(history[index].Weight, _scale, _options) * (float)Math.Pow(0.5, (history.Length - 1 - index) / _options.RecencyHalfLife);

    private void FoldIn(ReadOnlySpan<Interaction> history, Span<float> lower, Span<float> user, bool rightHandSide)
    {
        var count = Math.Min(history.Length, _options.MaxHistory);
        var columns = ArrayPool<int>.Shared.Rent(count);
        var weights = ArrayPool<float>.Shared.Rent(count);
        for (var i = 0; i < count; i++)
        {
            var index = history.Length - count + i;
            (columns[i], weights[i]) = (history[index].Item, Weight(history, index));
        }

        var lambda = IalsFit.Lambda(_options, _scale.UnobservedWeight, TensorPrimitives.Sum<float>(weights.AsSpan(0, count)), ItemCount);
        var equation = new RowEquation(_gram, _items.Span, columns.AsSpan(0, count), weights.AsSpan(0, count), lambda);
        equation.Factorise(lower, user.Length);
        if (rightHandSide)
        {
            equation.RightHandSide(user);
            RowEquation.Solve(lower, user);
        }

        ArrayPool<int>.Shared.Return(columns);
        ArrayPool<float>.Shared.Return(weights);
    }

    private sealed class Query : IRetrievalQuery
    {
        private readonly IalsModel _model;
        private readonly ReadOnlyMemory<Interaction> _history;
        private readonly float[] _scratch;

        public Query(IalsModel model, ReadOnlyMemory<Interaction> history)
        {
            (_model, _history) = (model, history);
            var d = model._options.Factors;
            _scratch = ArrayPool<float>.Shared.Rent(d * d + 2 * d);
            model.FoldIn(history.Span, Lower, _scratch.AsSpan(d * d, d), rightHandSide: true);
        }

        public ReadOnlySpan<float> Vector => _scratch.AsSpan(_model._options.Factors * _model._options.Factors, _model._options.Factors);

        public SparseSums? Differences => null;

        private Span<float> Lower => _scratch.AsSpan(0, _model._options.Factors * _model._options.Factors);

        /// <summary>With A the user's matrix, the score is Σ w·yᵀA⁻¹·v, one summand per event.</summary>
        public void Contributions(ReadOnlySpan<int> items, Span<float> contributions)
        {
            contributions.Clear();
            var d = _model._options.Factors;
            var history = _history.Span;
            var direction = _scratch.AsSpan(d * d + d, d);
            for (var n = 0; n < items.Length; n++)
            {
                _model._items.Span.Slice(items[n] * d, d).CopyTo(direction);
                RowEquation.Solve(Lower, direction);
                for (var i = Math.Max(0, history.Length - _model._options.MaxHistory); i < history.Length; i++)
                {
                    contributions[n * history.Length + i] =
                        _model.Weight(history, i) * TensorPrimitives.Dot<float>(_model._items.Span.Slice(history[i].Item * d, d), direction);
                }
            }
        }

        public void Dispose() => ArrayPool<float>.Shared.Return(_scratch);
    }
}
