using System.Numerics.Tensors;

namespace AttentionFunctions.Train;

/// <summary>
/// The sequence encoder, forward and backward, over one batch: SASRec (Kang and McAuley 2018) with pre-normalisation. Holds what the way
/// back needs, so one pass serves one thread at a time.
/// </summary>
/// <remarks>
/// With x the hidden vectors (a row per token), N the normalisation and D dropout, a block is x ← x + D(A(N(x))·Wₒ + bₒ), then
/// x ← x + D(relu(N(x)·W₁ + b₁)·W₂ + b₂), where A is causal attention; the output is h = N(x)∘g + b. Gain and bias of the inner
/// normalisations are left out: a linear layer follows each, which can take them in.
/// The input of a token is √d·e(item) + p(position) + t(type) + w(weight) + s(gap).
/// </remarks>
internal sealed class EncoderPass
{
    private readonly SequenceLayout _layout;
    private readonly Kernels _kernels;
    private readonly CausalAttention _attention;
    private readonly Layer[] _layers;
    private readonly Floats _x, _branch, _normal, _output, _gradient, _wide;
    private readonly float[] _deviation;
    private int _inputMask;

    public EncoderPass(SequenceLayout layout, int capacity, Kernels? kernels = null)
    {
        var shape = layout.Shape;
        _layout = layout;
        _kernels = kernels ?? Kernels.Best;
        _attention = new(shape, _kernels);
        _layers = [.. Enumerable.Range(0, shape.Layers).Select(_ => new Layer(shape, capacity))];
        var hidden = capacity * shape.Dimension;
        (_x, _branch, _normal, _output, _gradient) = (new(hidden), new(hidden), new(hidden), new(hidden), new(hidden));
        _wide = new(capacity * Math.Max(3 * shape.Dimension, shape.Hidden));
        _deviation = new float[capacity];
    }

    /// <summary>Tokens × d after <see cref="Forward"/>: what the item vectors are multiplied with.</summary>
    public Matrix Output(int tokens) => _output.Matrix(tokens, _layout.Shape.Dimension);

    /// <param name="body">Parameters as the layout says.</param>
    /// <param name="items">The item vectors, id embedding and text together.</param>
    /// <param name="dropout">Null outside training.</param>
    /// <param name="random">State of the dropout's stream.</param>
    public void Forward(Floats body, Matrix items, SequenceBatch batch, DropoutMasks? dropout, ref ulong random)
    {
        var d = _layout.Shape.Dimension;
        var tokens = batch.Tokens;
        var x = _x.Matrix(tokens, d);
        Embed(body, items, batch, x);
        _inputMask = Drop(x, dropout, ref random);
        for (var i = 0; i < _layers.Length; i++)
        {
            var (layer, blocks) = (_layers[i], _layout.Layers[i]);
            var normal = layer.Normal.Matrix(tokens, d);
            var qkv = layer.Qkv.Matrix(tokens, 3 * d);
            var mixed = layer.Mixed.Matrix(tokens, d);
            var branch = _branch.Matrix(tokens, d);
            _kernels.Normalise(x, normal, layer.Deviation);
            Linear(normal, blocks.Qkv, blocks.QkvBias, body, qkv);
            _attention.Forward(qkv, batch.Starts, mixed, layer.LogSums);
            Linear(mixed, blocks.Out, blocks.OutBias, body, branch);
            layer.AttentionMask = Drop(branch, dropout, ref random);
            Add(branch, x);

            normal = layer.SecondNormal.Matrix(tokens, d);
            var raised = layer.Raised.Matrix(tokens, _layout.Shape.Hidden);
            _kernels.Normalise(x, normal, layer.SecondDeviation);
            Linear(normal, blocks.Up, blocks.UpBias, body, raised);
            TensorPrimitives.Max(Flat(raised), 0, Flat(raised));
            Linear(raised, blocks.Down, blocks.DownBias, body, branch);
            layer.FeedForwardMask = Drop(branch, dropout, ref random);
            Add(branch, x);
        }

        var last = _normal.Matrix(tokens, d);
        var output = Output(tokens);
        _kernels.Normalise(x, last, _deviation);
        ReadOnlySpan<float> gain = _layout.Gain.SpanOf(body), bias = _layout.Bias.SpanOf(body);
        for (var token = 0; token < tokens; token++)
        {
            TensorPrimitives.MultiplyAdd(last.RowSpan(token), gain, bias, output.RowSpan(token));
        }
    }

    /// <summary>Adds the gradient of every parameter, given that of the output, for the batch of the last <see cref="Forward"/>.</summary>
    /// <param name="outputGradient">Tokens × d; overwritten.</param>
    /// <param name="gradient">As the layout says.</param>
    /// <param name="itemGradient">Of the item vectors, as the <c>items</c> of the forward pass.</param>
    public void Backward(SequenceWeights weights, SequenceBatch batch, DropoutMasks? dropout, Matrix outputGradient, Floats gradient, Matrix itemGradient)
    {
        var d = _layout.Shape.Dimension;
        var tokens = batch.Tokens;
        var dx = _gradient.Matrix(tokens, d);
        var branch = _branch.Matrix(tokens, d);
        Flat(dx).Clear();
        OutputBackward(weights, outputGradient, gradient, dx);
        for (var i = _layers.Length - 1; i >= 0; i--)
        {
            var (layer, blocks) = (_layers[i], _layout.Layers[i]);
            var raised = layer.Raised.Matrix(tokens, _layout.Shape.Hidden);
            var wide = _wide.Matrix(tokens, _layout.Shape.Hidden);
            var normal = layer.SecondNormal.Matrix(tokens, d);
            Undrop(dx, branch, dropout, layer.FeedForwardMask);
            LinearBackward(raised, blocks.Down, blocks.DownBias, weights, branch, gradient, wide);
            _kernels.KeepWherePositive(Flat(raised), Flat(wide));
            LinearBackward(normal, blocks.Up, blocks.UpBias, weights, wide, gradient, branch);
            _kernels.NormaliseBackward(branch, normal, layer.SecondDeviation, dx);

            normal = layer.Normal.Matrix(tokens, d);
            var mixed = layer.Mixed.Matrix(tokens, d);
            var mixedGradient = _x.Matrix(tokens, d);
            wide = _wide.Matrix(tokens, 3 * d);
            Undrop(dx, branch, dropout, layer.AttentionMask);
            LinearBackward(mixed, blocks.Out, blocks.OutBias, weights, branch, gradient, mixedGradient);
            _attention.Backward(layer.Qkv.Matrix(tokens, 3 * d), batch.Starts, mixed, layer.LogSums, mixedGradient, wide);
            LinearBackward(normal, blocks.Qkv, blocks.QkvBias, weights, wide, gradient, branch);
            _kernels.NormaliseBackward(branch, normal, layer.Deviation, dx);
        }

        Undrop(dx, dx, dropout, _inputMask);
        EmbedBackward(batch, dx, gradient, itemGradient);
    }

    private void Embed(Floats values, Matrix items, SequenceBatch batch, Matrix x)
    {
        var scale = MathF.Sqrt(x.Columns);
        var (positions, types, weights, gaps) = (_layout.Positions.Of(values), _layout.Types.Of(values), _layout.Weights.Of(values), _layout.Gaps.Of(values));
        for (var token = 0; token < batch.Tokens; token++)
        {
            var features = batch.Features[token];
            var row = x.RowSpan(token);
            TensorPrimitives.MultiplyAdd(items.RowSpan(batch.Items[token]), scale, positions.RowSpan(batch.Positions[token]), row);
            TensorPrimitives.Add(row, types.RowSpan(features.Type), row);
            TensorPrimitives.Add(row, weights.RowSpan(features.Weight), row);
            TensorPrimitives.Add(row, gaps.RowSpan(features.Gap), row);
        }
    }

    private void EmbedBackward(SequenceBatch batch, Matrix dx, Floats gradient, Matrix itemGradient)
    {
        var scale = MathF.Sqrt(dx.Columns);
        var (positions, types, weights, gaps) = (_layout.Positions.Of(gradient), _layout.Types.Of(gradient), _layout.Weights.Of(gradient), _layout.Gaps.Of(gradient));
        for (var token = 0; token < batch.Tokens; token++)
        {
            var features = batch.Features[token];
            var row = dx.RowSpan(token);
            AddTo(positions.RowSpan(batch.Positions[token]), row);
            AddTo(types.RowSpan(features.Type), row);
            AddTo(weights.RowSpan(features.Weight), row);
            AddTo(gaps.RowSpan(features.Gap), row);
            var item = itemGradient.RowSpan(batch.Items[token]);
            TensorPrimitives.MultiplyAdd(row, scale, item, item);
        }
    }

    /// <summary>h = n∘g + b: dg = Σ dh∘n, db = Σ dh, dn = dh∘g.</summary>
    private void OutputBackward(SequenceWeights weights, Matrix dh, Floats gradient, Matrix dx)
    {
        var last = _normal.Matrix(dh.Rows, dh.Columns);
        var gain = _layout.Gain.SpanOf(weights.Body);
        Span<float> gainGradient = _layout.Gain.SpanOf(gradient), biasGradient = _layout.Bias.SpanOf(gradient);
        for (var token = 0; token < dh.Rows; token++)
        {
            var row = dh.RowSpan(token);
            AddTo(biasGradient, row);
            TensorPrimitives.MultiplyAdd(row, last.RowSpan(token), gainGradient, gainGradient);
            TensorPrimitives.Multiply(row, gain, row);
        }

        _kernels.NormaliseBackward(dh, last, _deviation, dx);
    }

    private void Linear(Matrix x, ParameterBlock weight, ParameterBlock bias, Floats body, Matrix y)
    {
        _kernels.Product(x, weight.Of(body), y);
        _kernels.AddToRows(y, bias.SpanOf(body));
    }

    /// <summary>y = x·W + b: dW += xᵀ·dy, db += Σ dy, dx = dy·Wᵀ.</summary>
    private void LinearBackward(Matrix x, ParameterBlock weight, ParameterBlock bias, SequenceWeights weights, Matrix dy, Floats gradient, Matrix dx)
    {
        _kernels.Product(x.Transposed, dy, weight.Of(gradient), add: true);
        _kernels.AddRowSum(dy, bias.SpanOf(gradient));
        _kernels.Product(dy, weights.TransposeOf(weight), dx);
    }

    private static int Drop(Matrix x, DropoutMasks? dropout, ref ulong random)
    {
        if (dropout is null || dropout.Rate == 0)
        {
            return 0;
        }

        var start = DropoutMasks.NextStart(ref random);
        var values = Flat(x);
        TensorPrimitives.Multiply(values, dropout.From(start, values.Length), values);
        return start;
    }

    private static void Undrop(Matrix from, Matrix to, DropoutMasks? dropout, int start)
    {
        if (dropout is null || dropout.Rate == 0)
        {
            Flat(from).CopyTo(Flat(to));
            return;
        }

        var values = Flat(from);
        TensorPrimitives.Multiply(values, dropout.From(start, values.Length), Flat(to));
    }

    private static void Add(Matrix from, Matrix to) => AddTo(Flat(to), Flat(from));

    private static void AddTo(Span<float> sum, ReadOnlySpan<float> values) => TensorPrimitives.Add(sum, values, sum);

    private static unsafe Span<float> Flat(Matrix x) => new(x.Start, x.Rows * x.Columns);

    /// <summary>What the way back needs of one block.</summary>
    private sealed class Layer(SequenceShape shape, int capacity)
    {
        public Floats Normal { get; } = new(capacity * shape.Dimension);

        public float[] Deviation { get; } = new float[capacity];

        public Floats Qkv { get; } = new(capacity * 3 * shape.Dimension);

        /// <summary>Output of attention, before its linear layer.</summary>
        public Floats Mixed { get; } = new(capacity * shape.Dimension);

        /// <summary>Per head and token, the logarithm of the sum that attention divides by.</summary>
        public float[] LogSums { get; } = new float[capacity * shape.Heads];

        public Floats SecondNormal { get; } = new(capacity * shape.Dimension);

        public float[] SecondDeviation { get; } = new float[capacity];

        public Floats Raised { get; } = new(capacity * shape.Hidden);

        public int AttentionMask { get; set; }

        public int FeedForwardMask { get; set; }
    }
}
