using System.Numerics.Tensors;

namespace AttentionFunctions.Train;

/// <summary>
/// One step of training: forward, loss, backward and update over a batch that is cut into parts. Parts have gradients of their own that are
/// summed in order, so that the result does not depend on the threads.
/// </summary>
internal sealed class SequenceStep : IDisposable
{
    /// <summary>Floats that one thread sums, clips or updates at a time.</summary>
    private const int Chunk = 1 << 15;

    private readonly SequenceWeights _weights;
    private readonly Floats _texts, _panel;
    private readonly Part[] _parts;
    private readonly Team _team;
    private readonly Kernels _kernels;
    private readonly DropoutMasks _dropout;
    private readonly SequenceOptions _options;
    private readonly Moments _bodyMoments, _itemMoments;
    private readonly Action<int> _project, _learn, _sum, _textBackward, _update;
    private readonly double[] _squares;
    private readonly int _bodyChunks, _itemChunks;
    private IReadOnlyList<SequenceBatch> _batches = [];
    private float _costScale;
    private ulong _stream;
    private AdamStep _adam;

    /// <param name="texts">Items × text dimension.</param>
    /// <param name="parts">Most parts of a batch.</param>
    /// <param name="capacity">Most tokens of a part.</param>
    public SequenceStep(SequenceWeights weights, Floats texts, int parts, int capacity, SequenceOptions options, int seed, Kernels? kernels = null)
    {
        var shape = weights.Layout.Shape;
        (_weights, _texts, _options) = (weights, texts, options);
        _kernels = kernels ?? Kernels.Best;
        _panel = shape.TextDimension > 0 ? new(weights.Items.Count) : weights.Items;
        _parts = [.. Enumerable.Range(0, parts).Select(_ => new Part(weights.Layout, capacity, _kernels))];
        _dropout = new((float)options.Dropout, capacity * shape.Dimension, seed);
        (_bodyMoments, _itemMoments) = (new(weights.Values.Count), new(weights.Items.Count));
        _bodyChunks = (weights.Values.Count + Chunk - 1) / Chunk;
        _itemChunks = (weights.Items.Count + Chunk - 1) / Chunk;
        _squares = new double[_bodyChunks + _itemChunks];
        _team = new(Math.Max(1, options.Threads));
        (_project, _learn, _sum, _textBackward, _update) = (Project, Learn, Sum, TextBackward, Update);
    }

    /// <summary>Updates so far.</summary>
    public long Steps { get; private set; }

    public SequenceWeights Weights => _weights;

    public Moments BodyMoments => _bodyMoments;

    public Moments ItemMoments => _itemMoments;

    /// <summary>The sum of all parts' gradients after <see cref="Gradient"/>.</summary>
    public (Floats Body, Floats Items) Gradients => (_parts[0].Body, _parts[0].Items);

    /// <summary>Mean loss of the batch per unit of cost; leaves the gradient of that in <see cref="Gradients"/>.</summary>
    /// <param name="batches">The parts.</param>
    /// <param name="stream">Seed of the dropout of this batch.</param>
    public double Gradient(IReadOnlyList<SequenceBatch> batches, ulong stream)
    {
        double cost = 0;
        foreach (var batch in batches)
        {
            for (var token = 0; token < batch.Tokens; token++)
            {
                cost += batch.Targets[token] == SequenceBatch.NoTarget ? 0 : batch.Costs[token];
            }
        }

        (_batches, _stream, _costScale) = (batches, stream, cost > 0 ? (float)(1 / cost) : 0);
        if (_texts.Count > 0)
        {
            _team.Run(_itemChunks, _project);
        }

        _weights.Transpose();
        _team.Run(batches.Count, _learn);
        _team.Run(_bodyChunks + _itemChunks, _sum);
        if (_texts.Count > 0)
        {
            _team.Run(_team.Size, _textBackward);
        }

        double loss = 0;
        for (var i = 0; i < batches.Count; i++)
        {
            loss += _parts[i].Loss;
        }

        return loss;
    }

    /// <summary>Moves the parameters against the gradient, which is cleared.</summary>
    /// <param name="rate">Learning rate of this step.</param>
    public void Update(double rate)
    {
        Steps++;
        var squares = _squares.Sum();
        var (beta1, beta2) = (0.9, 0.98);
        var (correction1, correction2) = (1 - Math.Pow(beta1, Steps), Math.Sqrt(1 - Math.Pow(beta2, Steps)));
        _adam = new((float)Math.Min(1, _options.ClipNorm / Math.Sqrt(Math.Max(1e-30, squares))), (float)beta1, (float)beta2,
            (float)(rate * correction2 / correction1), (float)(1e-8 * correction2), (float)(1 - rate * _options.WeightDecay));
        _team.Run(_bodyChunks + _itemChunks, _update);
    }

    /// <summary>The item vectors as the encoder and the softmax see them, n × d.</summary>
    public Matrix ItemVectors()
    {
        if (_texts.Count > 0)
        {
            _team.Run(_itemChunks, _project);
        }

        return _panel.Matrix(_weights.Layout.Shape.Items, _weights.Layout.Shape.Dimension);
    }

    public void Dispose()
    {
        _team.Dispose();
        GC.KeepAlive(_weights);
        GC.KeepAlive(_texts);
    }

    /// <summary>e = id + T·W for a range of items.</summary>
    private void Project(int chunk)
    {
        var shape = _weights.Layout.Shape;
        var rows = Chunk / shape.Dimension;
        var (from, count) = (chunk * rows, Math.Min(rows, shape.Items - chunk * rows));
        if (count <= 0)
        {
            return;
        }

        var (d, start) = (shape.Dimension, from * shape.Dimension);
        _weights.Items.Span.Slice(start, count * d).CopyTo(_panel.Span.Slice(start, count * d));
        _kernels.Product(_texts.Matrix(count, shape.TextDimension, from * shape.TextDimension), _weights.Layout.Text.Of(_weights.Values),
            _panel.Matrix(count, d, start), add: true);
    }

    private void Learn(int part)
    {
        var (own, batch) = (_parts[part], _batches[part]);
        var shape = _weights.Layout.Shape;
        var items = _panel.Matrix(shape.Items, shape.Dimension);
        var itemGradient = own.Items.Matrix(shape.Items, shape.Dimension);
        var outputGradient = own.Output.Matrix(batch.Tokens, shape.Dimension);
        var random = _stream + (ulong)part * 0x632BE59BD9B4E019;
        own.Pass.Forward(_weights, items, batch, _dropout, ref random);
        own.Loss = own.Softmax.Run(items, [], own.Pass.Output(batch.Tokens), batch, _costScale, outputGradient, itemGradient);
        own.Pass.Backward(_weights, batch, _dropout, outputGradient, own.Body, itemGradient);
    }

    /// <summary>Everything into the first part's gradient; the others are cleared.</summary>
    private void Sum(int chunk)
    {
        var body = chunk < _bodyChunks;
        var start = (body ? chunk : chunk - _bodyChunks) * Chunk;
        Span<float> total = default;
        for (var part = 0; part < _batches.Count; part++)
        {
            var all = body ? _parts[part].Body.Span : _parts[part].Items.Span;
            var own = all.Slice(start, Math.Min(Chunk, all.Length - start));
            if (part == 0)
            {
                total = own;
                continue;
            }

            TensorPrimitives.Add(total, own, total);
            own.Clear();
        }

        _squares[chunk] = TensorPrimitives.SumOfSquares<float>(total);
    }

    /// <summary>dW = Tᵀ·dE, a range of its rows.</summary>
    private void TextBackward(int part)
    {
        var shape = _weights.Layout.Shape;
        var rows = (shape.TextDimension + _team.Size - 1) / _team.Size;
        var (from, count) = (part * rows, Math.Min(rows, shape.TextDimension - part * rows));
        if (count > 0)
        {
            _kernels.Product(_texts.Matrix(shape.Items, shape.TextDimension).ColumnsFrom(from, count).Transposed,
                _parts[0].Items.Matrix(shape.Items, shape.Dimension), _weights.Layout.Text.Of(_parts[0].Body).RowsFrom(from, count));
        }
    }

    private void Update(int chunk)
    {
        var body = chunk < _bodyChunks;
        var start = (body ? chunk : chunk - _bodyChunks) * Chunk;
        var (values, gradient, moments) = body
            ? (_weights.Values, _parts[0].Body, _bodyMoments)
            : (_weights.Items, _parts[0].Items, _itemMoments);
        var count = Math.Min(Chunk, values.Count - start);
        _kernels.AdamW(values.Span.Slice(start, count), gradient.Span.Slice(start, count),
            moments.First.Span.Slice(start, count), moments.Second.Span.Slice(start, count), _adam);
    }

    private sealed class Part(SequenceLayout layout, int capacity, Kernels kernels)
    {
        public EncoderPass Pass { get; } = new(layout, capacity, kernels);

        public SoftmaxLoss Softmax { get; } = new(layout.Shape.Items, layout.Shape.Dimension, kernels);

        public Floats Body { get; } = new(layout.Count);

        public Floats Items { get; } = new(layout.Shape.Items * layout.Shape.Dimension);

        public Floats Output { get; } = new(capacity * layout.Shape.Dimension);

        public double Loss { get; set; }
    }
}

/// <summary>Running means of the gradient and of its square.</summary>
internal sealed class Moments(int count)
{
    public Floats First { get; } = new(count);

    public Floats Second { get; } = new(count);
}
