using System.Collections.Concurrent;
using System.Numerics.Tensors;

namespace AttentionFunctions.Train;

/// <summary>The self-attentive encoder over a user's newest events; an item scores by the product of its vector and the encoder's output.</summary>
public sealed class SequenceModel : IRecommenderModel
{
    private readonly SequenceWeights _weights;
    private readonly Floats _items;
    private readonly SequenceScale _scale;
    private readonly ConcurrentBag<Reader> _readers = [];

    /// <param name="items">Item vectors, id embedding and text together.</param>
    internal SequenceModel(SequenceWeights weights, Floats items, SequenceScale scale) => (_weights, _items, _scale) = (weights, items, scale);

    public string Name => "Sequence";

    public int ItemCount => _weights.Layout.Shape.Items;

    public void Score(ReadOnlySpan<Interaction> history, Span<float> scores)
    {
        if (history.IsEmpty)
        {
            scores.Clear();
            return;
        }

        var reader = _readers.TryTake(out var idle) ? idle : new(_weights.Layout);
        var output = reader.Read(this, history);
        var d = output.Length;
        for (var item = 0; item < scores.Length; item++)
        {
            scores[item] = TensorPrimitives.Dot<float>(output, _items.Span.Slice(item * d, d));
        }

        _readers.Add(reader);
    }

    public void Contributions(ReadOnlySpan<Interaction> history, int item, Span<float> perInteraction) => perInteraction.Clear();

    /// <summary>Workspace of one request.</summary>
    private sealed class Reader(SequenceLayout layout)
    {
        private readonly EncoderPass _pass = new(layout, layout.Shape.Length);
        private readonly SequenceBatch _batch = new(layout.Shape.Length);
        private readonly List<Interaction> _events = [];

        public ReadOnlySpan<float> Read(SequenceModel model, ReadOnlySpan<Interaction> history)
        {
            _events.Clear();
            _events.AddRange(SequenceScale.Distinct(history.ToArray()));
            var length = layout.Shape.Length;
            var first = Math.Max(0, _events.Count - length);
            var count = _events.Count - first;
            _batch.Clear();
            for (var i = 0; i < count; i++)
            {
                var at = first + i;
                _batch.Items[i] = _events[at].Item;
                _batch.Features[i] = model._scale.Features(_events[at], at > 0 ? _events[at - 1] : null);
                _batch.Positions[i] = length - count + i;
            }

            _batch.Starts.Add(count);
            ulong random = 0;
            _pass.Forward(model._weights, model._items.Matrix(model.ItemCount, layout.Shape.Dimension), _batch, dropout: null, ref random);
            return _pass.Output(count).RowSpan(count - 1);
        }
    }
}
