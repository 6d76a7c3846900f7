using System.Numerics.Tensors;

namespace AttentionFunctions.Train;

/// <summary>
/// One step of training: forward, loss, backward and update over a batch that is cut into parts. Parts have gradients of their own that are
/// summed in order, so that the result does not depend on the threads.
/// </summary>
internal sealed class SequenceStep : IDisposable
{
    /// <summary>About how many floats one thread sums or updates at a time.</summary>
    private const int Chunk = 1 << 15;

    private const double Beta1 = 0.9;

    /// <summary>Shorter than Adam's usual memory: a training has thousands of steps, not hundreds of thousands.</summary>
    private const double Beta2 = 0.98;

    private readonly SequenceWeights _weights;
    private readonly ItemPanel _panel;
    private readonly Part[] _parts;
    private readonly Team _team;
    private readonly Kernels _kernels;
    private readonly DropoutMasks _dropout;
    private readonly SequencePlan _plan;
    private readonly Action<int> _project, _learn, _sumBody, _sumItems, _textBackward, _update;
    private readonly double[] _squares;
    private readonly int _bodyChunks, _rowsPerChunk;
    private IReadOnlyList<SequenceBatch> _batches = [];
    private float _costScale;
    private ulong _stream;
    private AdamStep _adam;

    /// <param name="texts">Items × text dimension.</param>
    /// <param name="sampler">Of the items that a step works with; null for all.</param>
    /// <param name="parts">Most parts of a batch.</param>
    /// <param name="capacity">Most tokens of a part.</param>
    public SequenceStep(
        SequenceWeights weights, Floats texts, ItemSampler? sampler, int parts, int capacity, SequencePlan plan, int seed, int threads,
        Kernels? kernels = null)
    {
        var shape = weights.Layout.Shape;
        (_weights, _plan, _kernels) = (weights, plan, kernels ?? Kernels.Best);
        _panel = new(shape, weights.Items, texts, sampler, parts * capacity);
        _parts = [.. Enumerable.Range(0, parts).Select(_ => new Part(weights.Layout, _panel.Capacity, capacity, _kernels))];
        _dropout = new((float)plan.Dropout, capacity * shape.Dimension, seed);
        (BodyMoments, ItemMoments) = (new(weights.Body.Count), new(weights.Items.Count));
        _bodyChunks = (weights.Body.Count + Chunk - 1) / Chunk;
        _rowsPerChunk = Math.Max(1, Chunk / shape.Dimension);
        _squares = new double[_bodyChunks + ItemChunks(_panel.Capacity)];
        _team = new(threads);
        (_project, _learn, _textBackward, _update) = (Project, Learn, TextBackward, Update);
        (_sumBody, _sumItems) = (Sum, chunk => Sum(_bodyChunks + chunk));
    }

    /// <summary>Updates so far.</summary>
    public long Steps { get; private set; }

    public SequenceWeights Weights => _weights;

    public Moments BodyMoments { get; private set; }

    public Moments ItemMoments { get; private set; }

    /// <summary>The sum of all parts' gradients after <see cref="Gradient"/>; of the items, by rows of the panel.</summary>
    public (Floats Body, Floats Items) Gradients => (_parts[0].Body, _parts[0].Items);

    /// <summary>Mean loss of the batch per unit of cost; leaves the gradient of that in <see cref="Gradients"/>.</summary>
    /// <param name="batches">The parts.</param>
    /// <param name="stream">Seed of what this step draws.</param>
    public double Gradient(IReadOnlyList<SequenceBatch> batches, ulong stream)
    {
        double cost = 0;
        for (var i = 0; i < batches.Count; i++)
        {
            var batch = batches[i];
            for (var token = 0; token < batch.Tokens; token++)
            {
                cost += batch.Targets[token] == SequenceBatch.NoTarget ? 0 : batch.Costs[token];
            }
        }

        (_batches, _stream, _costScale) = (batches, stream, cost > 0 ? (float)(1 / cost) : 0);
        _panel.Select(batches, ~stream);
        _weights.Transpose();
        _team.Run(ItemChunks(_panel.Rows), _project);
        _team.Run(batches.Count, _learn);

        // The projection of the texts gets its gradient from the items' once those are summed.
        _team.Run(ItemChunks(_panel.Rows), _sumItems);
        _team.Run(_team.Size, _textBackward);
        _team.Run(_bodyChunks, _sumBody);
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
        double squares = 0;
        for (var chunk = 0; chunk < _bodyChunks + ItemChunks(_panel.Rows); chunk++)
        {
            squares += _squares[chunk];
        }

        var (correction1, correction2) = (1 - Math.Pow(Beta1, Steps), Math.Sqrt(1 - Math.Pow(Beta2, Steps)));
        _adam = new((float)Math.Min(1, _plan.ClipNorm / Math.Sqrt(Math.Max(1e-30, squares))), (float)Beta1, (float)Beta2,
            (float)(rate * correction2 / correction1), (float)(1e-8 * correction2), (float)(1 - rate * _plan.WeightDecay));
        _team.Run(_bodyChunks + ItemChunks(_panel.Rows), _update);
    }

    /// <summary>Goes on where a state with these weights was left.</summary>
    public void Resume(SequenceState state) => (Steps, BodyMoments, ItemMoments) = (state.Steps, state.BodyMoments, state.ItemMoments);

    public void Dispose()
    {
        _team.Dispose();
        GC.KeepAlive(_weights);
        GC.KeepAlive(_panel);
    }

    private int ItemChunks(int rows) => (rows + _rowsPerChunk - 1) / _rowsPerChunk;

    /// <summary>The rows of the panel that an item chunk is made of.</summary>
    private (int From, int Count) Rows(int itemChunk) =>
        (itemChunk * _rowsPerChunk, Math.Min(_rowsPerChunk, _panel.Rows - itemChunk * _rowsPerChunk));

    private void Project(int chunk)
    {
        var (from, count) = Rows(chunk);
        _panel.Project(_kernels, _weights.Layout.Text.Of(_weights.Body), from, count);
    }

    private void Learn(int part)
    {
        var (own, batch) = (_parts[part], _batches[part]);
        var d = _weights.Layout.Shape.Dimension;
        var items = _panel.Vectors;
        var itemGradient = own.Items.Matrix(_panel.Rows, d);
        var outputGradient = own.Output.Matrix(batch.Tokens, d);
        var random = _stream + (ulong)part * 0x632BE59BD9B4E019;
        own.Pass.Forward(_weights.Body, items, batch, _dropout, ref random);
        own.Loss = own.Softmax.Run(items, _panel.LogInclusion, own.Pass.Output(batch.Tokens), batch, _costScale, outputGradient, itemGradient);
        own.Pass.Backward(_weights, batch, _dropout, outputGradient, own.Body, itemGradient);
    }

    /// <summary>Everything into the first part's gradient; the others are cleared.</summary>
    private void Sum(int chunk)
    {
        Span<float> total = default;
        for (var part = 0; part < _batches.Count; part++)
        {
            var own = GradientChunk(_parts[part], chunk);
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

    private Span<float> GradientChunk(Part part, int chunk)
    {
        if (chunk < _bodyChunks)
        {
            return part.Body.Span.Slice(chunk * Chunk, Math.Min(Chunk, part.Body.Count - chunk * Chunk));
        }

        var d = _weights.Layout.Shape.Dimension;
        var (from, count) = Rows(chunk - _bodyChunks);
        return part.Items.Span.Slice(from * d, count * d);
    }

    /// <summary>dW = Tᵀ·dE, a range of its rows.</summary>
    private void TextBackward(int part)
    {
        var shape = _weights.Layout.Shape;
        var rows = (shape.TextDimension + _team.Size - 1) / _team.Size;
        var (from, count) = (part * rows, Math.Min(rows, shape.TextDimension - part * rows));
        if (count > 0)
        {
            _kernels.Product(_panel.Texts.ColumnsFrom(from, count).Transposed, _parts[0].Items.Matrix(_panel.Rows, shape.Dimension),
                _weights.Layout.Text.Of(_parts[0].Body).RowsFrom(from, count));
        }
    }

    private void Update(int chunk)
    {
        var gradient = GradientChunk(_parts[0], chunk);
        if (chunk < _bodyChunks)
        {
            Update(_weights.Body, BodyMoments, chunk * Chunk, gradient);
            return;
        }

        var d = _weights.Layout.Shape.Dimension;
        var (from, count) = Rows(chunk - _bodyChunks);
        if (!_panel.IsSample)
        {
            Update(_weights.Items, ItemMoments, from * d, gradient);
            return;
        }

        // Moments of items outside the sample stand still (as LazyAdam does it), or a step would cost what the catalogue does.
        for (var row = 0; row < count; row++)
        {
            Update(_weights.Items, ItemMoments, _panel.ItemAt(from + row) * d, gradient.Slice(row * d, d));
        }
    }

    private void Update(Floats values, Moments moments, int start, Span<float> gradient) => _kernels.AdamW(
        values.Span.Slice(start, gradient.Length), gradient,
        moments.First.Span.Slice(start, gradient.Length), moments.Second.Span.Slice(start, gradient.Length), _adam);

    private sealed class Part(SequenceLayout layout, int panelRows, int capacity, Kernels kernels)
    {
        public EncoderPass Pass { get; } = new(layout, capacity, kernels);

        public SoftmaxLoss Softmax { get; } = new(panelRows, layout.Shape.Dimension, kernels);

        public Floats Body { get; } = new(layout.Count);

        public Floats Items { get; } = new(panelRows * layout.Shape.Dimension);

        public Floats Output { get; } = new(capacity * layout.Shape.Dimension);

        public double Loss { get; set; }
    }
}

/// <summary>Running means of the gradient and of its square.</summary>
internal sealed record Moments(Floats First, Floats Second)
{
    public Moments(int count)
        : this(new Floats(count), new Floats(count))
    {
    }
}
