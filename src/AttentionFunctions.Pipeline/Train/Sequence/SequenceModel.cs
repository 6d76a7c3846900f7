using System.Buffers;
using System.Collections.Concurrent;
using System.Numerics.Tensors;

namespace AttentionFunctions.Train;

/// <summary>
/// The self-attentive encoder over a user's newest events (SASRec, Kang and McAuley 2018, with what else is known of an event); an item scores
/// by the product of its vector and the encoder's output.
/// </summary>
public sealed class SequenceModel : IRetrievalModel
{
    private readonly SequenceLayout _layout;
    private readonly Floats _body;
    private readonly Floats _items;
    private readonly float[] _meanItem;
    private readonly ConcurrentBag<Reader> _readers = [];

    /// <param name="body">Parameters as the layout says.</param>
    /// <param name="items">Vectors of all items, id embedding and text together; items × d.</param>
    /// <param name="textSpace">What made the texts' vectors; empty without texts.</param>
    internal SequenceModel(SequenceLayout layout, Floats body, Floats items, SequenceScale scale, string textSpace)
    {
        (_layout, _body, _items, Scale, TextSpace) = (layout, body, items, scale, textSpace);
        _meanItem = new float[layout.Shape.Dimension];
        for (var item = 0; item < ItemCount; item++)
        {
            TensorPrimitives.Add(_meanItem, VectorOf(item), _meanItem);
        }

        TensorPrimitives.Divide(_meanItem, ItemCount, _meanItem);
    }

    public string Name => "Sequence";

    public int ItemCount => _layout.Shape.Items;

    internal SequenceLayout Layout => _layout;

    internal Floats Body => _body;

    internal SequenceScale Scale { get; }

    /// <summary>Space of the text vectors that give an item its place, see <see cref="ItemVectors.Space"/>; empty when texts give none.</summary>
    public string TextSpace { get; }

    /// <summary>Vectors of all items, id embedding and text together; row-major items × d.</summary>
    internal ReadOnlySpan<float> ItemVectors => _items.Span;

    int IRetrievalModel.Dimension => _layout.Shape.Dimension;

    ReadOnlySpan<float> IRetrievalModel.Factors => _items.Span;

    ReadOnlySpan<float> IRetrievalModel.Priors => [];

    /// <param name="texts">Items × text dimension, or empty.</param>
    internal static SequenceModel Of(SequenceWeights weights, Floats texts, SequenceScale scale, string textSpace)
    {
        var shape = weights.Layout.Shape;
        var items = new Floats(weights.Items.Span);
        if (shape.TextDimension > 0)
        {
            Kernels.Best.Product(texts.Matrix(shape.Items, shape.TextDimension), weights.Layout.Text.Of(weights.Body),
                items.Matrix(shape.Items, shape.Dimension), add: true);
        }

        GC.KeepAlive(texts);
        return new(weights.Layout, new(weights.Body.Span), items, scale, shape.TextDimension > 0 ? textSpace : "");
    }

    public void Score(ReadOnlySpan<Interaction> history, Span<float> scores)
    {
        if (history.IsEmpty)
        {
            scores.Clear();
            return;
        }

        var reader = Take();
        var outputs = reader.Read(this, history);
        ScoreItems(outputs.RowSpan(outputs.Rows - 1), scores);
        _readers.Add(reader);
    }

    IRetrievalQuery IRetrievalModel.Ask(ReadOnlyMemory<Interaction> history) => new Query(this, history);

    /// <summary>Vector of an item that was not there in training, from its text alone.</summary>
    public float[] VectorOfText(ReadOnlySpan<float> text)
    {
        var projection = _layout.Text.SpanOf(_body);
        var vector = new float[_layout.Shape.Dimension];
        for (var i = 0; i < text.Length; i++)
        {
            TensorPrimitives.MultiplyAdd(projection.Slice(i * vector.Length, vector.Length), text[i], vector, vector);
        }

        return vector;
    }

    private ReadOnlySpan<float> VectorOf(int item) => _items.Span.Slice(item * _meanItem.Length, _meanItem.Length);

    /// <summary>The score of every item for a user who is given by <see cref="IRetrievalQuery.Vector"/>.</summary>
    public void ScoreItems(ReadOnlySpan<float> output, Span<float> scores)
    {
        for (var item = 0; item < scores.Length; item++)
        {
            scores[item] = TensorPrimitives.Dot(output, VectorOf(item));
        }
    }

    private Reader Take() => _readers.TryTake(out var idle) ? idle : new(_layout);

    /// <summary>One pass of the encoder, kept until the request is over.</summary>
    private sealed class Query : IRetrievalQuery
    {
        private readonly SequenceModel _model;
        private readonly Reader _reader;
        private readonly int _events;
        private readonly Matrix _outputs;

        public Query(SequenceModel model, ReadOnlyMemory<Interaction> history)
        {
            (_model, _events, _reader) = (model, history.Length, model.Take());
            if (_events > 0)
            {
                _outputs = _reader.Read(model, history.Span);
            }
        }

        /// <summary>Zero without a history: then the encoder has nothing to say.</summary>
        public ReadOnlySpan<float> Vector => _events > 0 ? _outputs.RowSpan(_outputs.Rows - 1) : new float[_model._meanItem.Length];

        public SparseSums? Differences => null;

        public void Contributions(ReadOnlySpan<int> items, Span<float> contributions)
        {
            contributions.Clear();
            if (_events == 0)
            {
                return;
            }

            var difference = ArrayPool<float>.Shared.Rent(_model._meanItem.Length);
            var span = difference.AsSpan(0, _model._meanItem.Length);
            for (var n = 0; n < items.Length; n++)
            {
                TensorPrimitives.Subtract(_model.VectorOf(items[n]), _model._meanItem, span);
                float before = 0;
                for (var i = 0; i < _outputs.Rows; i++)
                {
                    var score = TensorPrimitives.Dot<float>(_outputs.RowSpan(i), span);
                    contributions[n * _events + _reader.PlaceOf(i)] = score - before;
                    before = score;
                }
            }

            ArrayPool<float>.Shared.Return(difference);
        }

        public void Dispose() => _model._readers.Add(_reader);
    }

    /// <summary>Workspace of one request.</summary>
    private sealed class Reader(SequenceLayout layout)
    {
        private readonly EncoderPass _pass = new(layout, layout.Shape.Length);
        private readonly SequenceBatch _batch = new(layout.Shape.Length);
        private readonly int[] _places = new int[layout.Shape.Length];

        /// <summary>Where in the history the event of an output is.</summary>
        public int PlaceOf(int output) => _places[output];

        /// <summary>The encoder's output after each event that was read, newest last.</summary>
        public Matrix Read(SequenceModel model, ReadOnlySpan<Interaction> history)
        {
            var length = layout.Shape.Length;
            var count = NewestDistinct(history);
            _batch.Clear();
            for (var i = 0; i < count; i++)
            {
                // Found newest first.
                var place = _places[count - 1 - i];
                var older = i > 0 ? _places[count - i] : PlaceBefore(history, place);
                _batch.Items[i] = history[place].Item;
                _batch.Features[i] = model.Scale.Features(history[place], older >= 0 ? history[older] : null);
                _batch.Positions[i] = length - count + i;
            }

            _places.AsSpan(0, count).Reverse();
            _batch.Starts.Add(count);
            ulong stream = 0;
            _pass.Forward(model._body, model._items.Matrix(model.ItemCount, layout.Shape.Dimension), _batch, dropout: null, ref stream);
            return _pass.Output(count);
        }

        /// <summary>Places of the newest events, newest first, a run of one item standing for its event of most attention.</summary>
        private int NewestDistinct(ReadOnlySpan<Interaction> history)
        {
            var count = 0;
            for (var at = history.Length - 1; at >= 0 && count < _places.Length; count++)
            {
                (_places[count], at) = (SequenceScale.Strongest(history, at, out var start), start - 1);
            }

            return count;
        }

        private static int PlaceBefore(ReadOnlySpan<Interaction> history, int place)
        {
            SequenceScale.Strongest(history, place, out var start);
            return start == 0 ? -1 : SequenceScale.Strongest(history, start - 1, out _);
        }
    }
}
